import { expect, test } from 'vitest'
import { Canary } from '../run/canary.ts'
import { WafPool } from '../run/waf-pool.ts'
import { setupOf } from '../setup/settings.ts'
import { Unavailable } from '../waf/unavailable.ts'
import type { Exchange } from '../waf/waf.ts'
import type { DiffJob } from './job.ts'
import { runDiff } from './run-diff.ts'

const answer = (status: number, more: Partial<Exchange> = {}): Exchange => ({
  response: { status, reason: '', protocol: 'HTTP/1.1', headers: [], body: '' },
  ...{ log: [], scored: [], scores: {}, elapsedMs: 1 },
  ...more,
})

const job: DiffJob = {
  pair: { one: 'emulator', other: 'remote' },
  place: { file: '/a.yaml', id: 'a-1', description: 'x', backends: ['emulator', 'remote'], mode: undefined, crs: '4' },
  ...{ file: 'a.yaml', line: 1, title: 'x', cells: undefined },
  setup: setupOf({}, '/rules', undefined),
  sendings: [
    [
      {
        sent: { octets: Buffer.from('GET / HTTP/1.1\r\n\r\n'), when: 'after the answer' },
        stage: 0,
        repetition: undefined,
      },
    ],
  ],
}

const compared = async (send: (backend: string) => Exchange) => {
  await using wafs = new WafPool(async name => async () => ({
    send: async () => send(name),
    [Symbol.asyncDispose]: async () => {},
  }))
  return runDiff([job], [], { wafs, canary: new Canary(wafs), isWhole: true, onComparison: () => {} })
}

test('what differs is found, and what is not seen is told', async () => {
  const { comparisons } = await compared(name => answer(name === 'remote' ? 403 : 200, { unknown: { log: 'no log' } }))
  expect(comparisons).toMatchObject([
    { unseen: ['no log'], differences: [{ field: 'status', one: '200', other: '403', stage: 1 }] },
  ])
})

test('a backend that cannot do what a test asks for, though only while it runs, skips it', async () => {
  const { comparisons, skipped } = await compared(name => {
    if (name === 'remote') throw new Unavailable('takes no script')
    return answer(200)
  })
  expect([comparisons, skipped]).toMatchObject([[], [{ title: 'x', reason: 'takes no script' }]])
})
