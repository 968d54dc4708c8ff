import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { DIALECTS } from './dialects/index.ts'
import { ruleAnswers, startGateway } from './gateway.ts'
import { memoryFiles } from './loading/file-tree.ts'
import { loadRuleSet } from './loading/load.ts'

const ANSWER = {
  status: 200,
  reason: 'OK',
  protocol: 'HTTP/1.1',
  headers: [{ name: 'Content-Length', value: '2' }],
  body: 'ok',
}

const statusOf = (port: number, query: string): Promise<string> =>
  new Promise((done, failed) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(`GET /?${query} HTTP/1.1\r\nHost: h\r\n\r\n`))
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
    })
    socket.on('end', () => done(text.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)))
    socket.on('error', failed)
  })

// Without the limit the first request would never end, and no other would be answered.
test.each(['^(a|a)+$', '^(?=(a|a)+$)'])('a value that %s cannot decide in time stops nobody', async pattern => {
  const rules = `SecRuleEngine On\nSecRule ARGS:a "@rx ${pattern}" "id:1,phase:2,deny"\n`
  const ruleSet = loadRuleSet(memoryFiles(new Map([['/rules.conf', rules]])), '/rules.conf', { dialect: DIALECTS.v2 })
  await using gateway = await startGateway(ruleAnswers(ruleSet, { application: () => ANSWER, observer: {} }))
  const queries = [`a=${'a'.repeat(50)}!`, 'a=aaaa', 'b=c']
  expect(await Promise.all(queries.map(query => statusOf(gateway.port, query)))).toEqual(['200', '403', '200'])
})

test('an engine that throws is answered with 500 and said, and goes on with the next request', async () => {
  const answer = (octets: Uint8Array) =>
    Buffer.from(octets).includes('throw') ? Promise.reject(new Error('it broke')) : Promise.resolve(ANSWER)
  const warnings: string[] = []
  const listener = ({ message }: Error) => void warnings.push(message)
  process.on('warning', listener)
  await using gateway = await startGateway({ answer, isWhole: () => true })
  expect([await statusOf(gateway.port, 'throw'), await statusOf(gateway.port, 'a')]).toEqual(['500', '200'])
  process.off('warning', listener)
  expect(warnings).toEqual(['it broke'])
})
