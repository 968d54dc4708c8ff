import { describe, expect, test } from 'vitest'
import type { Setup } from '../../setup/setup.ts'
import { Unavailable } from '../../waf/unavailable.ts'
import type { Waf } from '../../waf/waf.ts'
import { contractSetup } from '../contract.ts'
import { engine } from './engine.ts'
import { startLibmodsecurity, withScriptFolder } from './start-libmodsecurity.ts'

const library = await engine()
const absent = 'absent' in library ? library.absent : undefined

/** Why a setup cannot be had here, or undefined. */
const reasonAgainst = async (setup: Setup): Promise<string | undefined> => {
  try {
    await (await startLibmodsecurity(undefined)(setup))[Symbol.asyncDispose]()
    return undefined
  } catch (error) {
    if (error instanceof Unavailable) return error.message
    throw error
  }
}

const request = (target: string, body = ''): Uint8Array =>
  Buffer.from(
    `${body === '' ? 'GET' : 'POST'} ${target} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: x\r\nAccept: */*\r\n` +
      (body === ''
        ? '\r\n'
        : `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
  )

describe(`without a plugin${absent === undefined ? '' : ` (skipped: ${absent})`}`, () => {
  const setup = contractSetup({ plugin: undefined, settings: [] })
  const facts: readonly (readonly [string, (waf: Waf) => Promise<void>])[] = [
    [
      'an attack is denied; lines name the files as in a container, and scores come back',
      async waf => {
        const { response, log, scores } = await waf.send(request('/?arg=../../etc/passwd'))
        expect(response?.status).toBe(403)
        expect(log.at(-1)).toMatchObject({
          id: 949110,
          file: '/etc/modsecurity.d/owasp-crs/rules/REQUEST-949-BLOCKING-EVALUATION.conf',
          severity: '2',
        })
        expect(scores.inbound).toBe(30)
      },
    ],
    [
      'an attack in a form is denied',
      async waf => expect((await waf.send(request('/', 'f=../../etc/passwd'))).response?.status).toBe(403),
    ],
    [
      'a benign request reaches the application and logs nothing',
      async waf => {
        const { response, log, scored } = await waf.send(request('/?a=b'))
        expect([response?.status, response?.body, log, scored]).toEqual([200, 'ok', [], []])
      },
    ],
  ]
  test.skipIf(absent !== undefined).each(facts)('%s', async (_, check) => {
    await using waf = await startLibmodsecurity(undefined)(setup)
    await check(waf)
  })

  test.skipIf(absent !== undefined)(
    "a rule that the engine refuses is wrong input, in the engine's words",
    async () => {
      const refused = startLibmodsecurity(undefined)({
        ...setup,
        afterwards: ['SecRule ARGS "@rx x" "id:1,phase:2,pass,noSuchAction"'],
      })
      await expect(refused).rejects.toMatchObject({ diagnostics: [{ code: 'ENGINE_REFUSES' }] })
    },
  )

  test.skipIf(absent !== undefined)('an engine without lua-socket cannot be had', async () => {
    expect(await reasonAgainst({ ...setup, luaSocket: false })).toBe(
      'lua-socket cannot be hidden from a library on this machine',
    )
  })
})

test.each([
  ['SecRuleScript a.lua "id:1"', 'SecRuleScript /p/a.lua "id:1"'],
  ['  SecRuleScript "a.lua" "id:1"', '  SecRuleScript "/p/a.lua" "id:1"'],
  ['SecRuleScript /x/a.lua "id:1"', 'SecRuleScript /x/a.lua "id:1"'],
  ['SecRule FILES_TMPNAMES "@inspectFile a.lua" "id:1"', 'SecRule FILES_TMPNAMES "@inspectFile /p/a.lua" "id:1"'],
  ['# @inspectFile a.lua', '# @inspectFile a.lua'],
])('%s is written %s', (line, written) => {
  expect(withScriptFolder(line, '/p')).toBe(written)
})
