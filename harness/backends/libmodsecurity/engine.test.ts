import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { engine } from './engine.ts'

const opened = await engine()
const absent = 'absent' in opened ? opened.absent : undefined
const folder = await mkdtemp(join(tmpdir(), 'engine-'))
afterAll(() => rm(folder, { recursive: true }))

const request = Buffer.from('GET /?a=1 HTTP/1.1\r\nHost: localhost\r\n\r\n')

test.skipIf(absent !== undefined)(
  'a death is told with its signal, and the next request finds the rules again',
  async () => {
    if ('absent' in opened) return
    const file = join(folder, 'rules.conf')
    await writeFile(file, 'SecRuleEngine On\nSecRule ARGS "@streq 1" "id:1,phase:1,deny,status:403"\n')
    const rules = await opened.load(file)
    if (!('exchange' in rules)) throw new Error('not loaded')
    const statuses: unknown[] = []
    for (const isKilled of [false, true, false]) {
      if (isKilled) process.kill(opened.pid() ?? 0, 'SIGSEGV')
      const found = await rules.exchange(request)
      statuses.push('died' in found ? found : found.response?.status)
    }
    await rules.end()
    expect(statuses).toEqual([403, { died: 'SIGSEGV' }, 403])
  },
)

test.skipIf(absent !== undefined)('a configuration that is refused is so in the words of the engine', async () => {
  if ('absent' in opened) return
  const file = join(folder, 'refused.conf')
  await writeFile(file, 'SecRule ARGS "@rx x" "id:1,phase:2,pass,noSuchAction"\n')
  expect(await opened.load(file)).toEqual({ refused: expect.stringContaining('refused.conf') })
})
