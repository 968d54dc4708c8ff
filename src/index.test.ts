import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { CollectionStore, InputError, inspect, loadRules } from './index.ts'

const DENY = `SecRule ARGS "@contains ../" "id:1,phase:2,deny,status:403,log,msg:'Path traversal'"`
/** What a file imports or re-exports, types too. */
const IMPORT = /^(?:import|export)\s[^;'"]*?\sfrom\s+'([^']+)'|^[^*\n]*\b(?:import|require)\(\s*'([^']+)'/gm

const ATTACK = 'GET /?file=../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n'

describe('rules and a request', () => {
  test('a rule denies: intervention, answer and error-log line say so', async () => {
    const seen = await inspect(loadRules({ text: `SecRuleEngine On\n${DENY}` }), ATTACK, { uniqueId: 'abc' })
    expect(seen.intervention).toMatchObject({ kind: 'deny', status: 403, phase: 2, ruleId: 1 })
    expect(seen.response?.status).toBe(403)
    expect(seen.errorLog).toHaveLength(1)
    expect(seen.errorLog[0]).toMatch(
      /Access denied with code 403 \(phase 2\).*\[msg "Path traversal"\].*\[unique_id "abc"\]/,
    )
  })

  test('the application is asked when the rules let a request pass, and TX is there at the end', async () => {
    const rules = loadRules({ text: 'SecRuleEngine On\nSecAction "id:2,phase:1,pass,nolog,setvar:tx.seen=yes"' })
    const asked: string[] = []
    const seen = await inspect(rules, Buffer.from('GET /a?b HTTP/1.1\r\nHost: h\r\n\r\n'), {
      application: ({ path: asks }) => {
        asked.push(asks)
        return { status: 201, reason: 'Created', protocol: 'HTTP/1.1', headers: [], body: '' }
      },
    })
    expect(seen).toMatchObject({ response: { status: 201 }, intervention: undefined, errorLog: [] })
    expect([asked, seen.tx.get('seen')]).toEqual([['/a'], 'yes'])
  })

  test('persistent collections last as long as the store that they are kept in', async () => {
    const count = 'SecAction "id:3,phase:1,pass,nolog,initcol:ip=x,setvar:ip.n=+1,setvar:tx.n=%{ip.n}"'
    const rules = loadRules({ text: `SecRuleEngine On\n${count}` })
    const store = new CollectionStore()
    const counts: (string | undefined)[] = []
    for (const given of [{ store }, { store }, {}]) counts.push((await inspect(rules, ATTACK, given)).tx.get('n'))
    expect(counts).toEqual(['1', '2', '1'])
  })

  test.each([[{ regexSteps: Number.NaN }], [{ requestTimeMs: Number.NaN }], [{ requestTimeMs: -1 }]])(
    'the limit %j bounds nothing and is refused',
    limits => {
      expect(() => loadRules({ text: DENY }, { limits })).toThrow(/^limit \w+: wanted .* \[BAD_SETTING\]$/)
    },
  )

  test('a limit that is undefined is as if it were not named', async () => {
    const limits = JSON.parse('{}', () => ({ requestTimeMs: undefined, regexSteps: undefined }))
    const seen = await inspect(loadRules({ text: `SecRuleEngine On\n${DENY}` }, { limits }), ATTACK)
    expect(seen.response?.status).toBe(403)
  })

  test('what the web server refuses is no error', async () => {
    const seen = await inspect(loadRules({ text: 'SecRuleEngine On' }), 'nonsense\r\n\r\n')
    expect(seen.response?.status).toBe(400)
    expect(seen.refusal).toBeTypeOf('string')
  })

  test('files in memory include each other by relative names', () => {
    const { rules } = loadRules({
      files: { 'main.conf': 'Include parts/*.conf', 'parts/a.conf': Buffer.from(DENY) },
      entry: 'main.conf',
    })
    expect(rules.map(({ idText, file }) => [idText, file])).toEqual([['1', '/rules/parts/a.conf']])
  })

  test('each engine reads and logs in its own way', async () => {
    const seen = await inspect(loadRules({ text: `SecRuleEngine On\n${DENY}` }, { dialect: 'v3' }), ATTACK)
    expect(seen.errorLog[0]).toMatch(/^\d{4}\/\d\d\/\d\d .* \[error\] .*Matched "Operator `Contains'/)
  })

  test('all that is wrong is told at once, with its places', () => {
    const load = () => loadRules({ text: 'SecRule ARGS "@startsWith x" "id:1,phase:2"\nSecNothing On' })
    expect(load).toThrow(InputError)
    expect(load).toThrow(/text:1:16: no operator "startsWith".*text:2:1: no directive "SecNothing"/s)
  })
})

test('wafrig/engine needs nothing of the test bench, and of packages only what Lua and XML need', () => {
  const root = path.dirname(import.meta.dirname)
  const seen = new Set<string>()
  const packages = new Set<string>()
  const open = ['src/index.ts']
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    const text = readFileSync(path.join(root, file), 'utf8')
    for (const [, named, called] of text.matchAll(IMPORT)) {
      const target = named ?? called ?? ''
      if (target.startsWith('.')) open.push(path.posix.join(path.posix.dirname(file), target))
      else if (!target.startsWith('node:')) packages.add(target.split('/')[0] ?? target)
    }
  }
  expect([...seen].filter(file => !file.startsWith('src/') || !existsSync(path.join(root, file)))).toEqual([])
  expect(seen.size).toBeGreaterThan(200)
  expect([...packages].sort()).toEqual(['fengari', 'libxml2-wasm'])
})
