import { expect, test } from 'vitest'
import type { Contestant } from './contestant.ts'
import { benchReport, benchTable } from './report.ts'
import { type Load, runBench } from './run-bench.ts'
import { BENIGN, benign } from './traffic.ts'

test.each(Object.entries(BENIGN))('%s: the same requests for the same seed, others for another', (_, kind) => {
  expect(benign(kind, 1, 2)).toEqual(benign(kind, 1, 2))
  expect(benign(kind, 1, 2)).not.toEqual(benign(kind, 2, 2))
})

test.each([
  ['form1k', 1024],
  ['json8k', 8192],
  ['mp64k', 65_536],
] as const)('the body of %s has about %i octets', (kind, octets) => {
  const [request = ''] = benign(BENIGN[kind], 1, 1)
  const body = request.slice(request.indexOf('\r\n\r\n') + 4)
  expect(Number(/\r\nContent-Length: (\d+)\r\n/.exec(request)?.[1])).toBe(body.length)
  expect(Math.round(body.length / octets)).toBe(1)
})

/** Each request costs so many µs; warming up costs nothing that counts. */
const contestant = (name: string, costUs: number, more: Partial<Contestant> = {}): Contestant => {
  let cpu = 0
  return {
    ...{ name, warmRounds: 3, cpuUs: async () => cpu, ...more },
    send: async () => {
      cpu += costUs
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

const LOADS: readonly Load[] = [
  { kind: 'get', percent: 75, requests: ['a', 'b'] },
  { kind: 'form', percent: 25, requests: ['c'] },
]

test("what a server needs with its engine off is taken off, and the table says the emulator's part of the rest", async () => {
  const contestants = [
    contestant('emulator', 200),
    contestant('apache, off', 600),
    contestant('apache', 1000, { less: 'apache, off' }),
  ]
  const report = benchReport('CRS', LOADS, await runBench(contestants, LOADS, 3))
  expect(report.cpuUs).toEqual({ get: { emulator: 200, apache: 400 }, form: { emulator: 200, apache: 400 } })
  const before = { ...report, cpuUs: { get: { emulator: 400, apache: 400 }, form: { emulator: 100, apache: 400 } } }
  expect(benchTable(report, before)).toBe(
    [
      'CRS',
      '                emulator µs  apache µs  ÷ apache  ÷ before',
      'get                     200        400      0.50      0.50',
      'form                    200        400      0.50      2.00',
      'overall                 200        400      0.50      0.62',
      'geometric mean                              0.50',
    ].join('\n'),
  )
})
