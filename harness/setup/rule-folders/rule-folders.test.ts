import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addRuleFolder } from './add.ts'
import { findRuleFolder, listRuleFolders, removeRuleFolder } from './cache.ts'
import { openRuleFolder } from './rule-folder.ts'

let folder = ''
let cache = ''

/** A checkout with a version and one rule file. */
const checkout = async (name: string, version: string): Promise<string> => {
  const path = join(folder, name)
  await mkdir(join(path, 'rules'), { recursive: true })
  await writeFile(
    join(path, 'crs-setup.conf.example'),
    `SecAction "id:900990,setvar:tx.crs_setup_version=${version}"\n`,
  )
  await writeFile(join(path, 'rules', 'A.conf'), '# nothing\n')
  return path
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wafrig-test-'))
  cache = join(folder, 'cache')
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test.each([
  ['334', '3.3.4'],
  ['3310', '3.3.10'],
  ['400', '4.0.0'],
  ['4280', '4.28.0'],
])('setup version %s is CRS %s', async (digits, version) => {
  expect((await openRuleFolder(await checkout(`v${digits}`, digits))).version).toBe(version)
})

test('a folder is copied under its version, a linked one stays where it is', async () => {
  const path = await checkout('one', '4280')
  const copied = await addRuleFolder(cache, path, {})
  const linked = await addRuleFolder(cache, path, { link: true, name: 'linked' })
  expect([copied.name, copied.path, linked.path]).toEqual(['4.28.0', join(cache, 'rule-sets', '4.28.0'), path])
  expect((await listRuleFolders(cache)).map(({ name }) => name)).toEqual(['4.28.0', 'linked'])
})

test('an archive is kept with its checksum, and refused with another', async () => {
  const path = await checkout('coreruleset-4.1.0', '410')
  const archive = join(folder, 'crs.tar.gz')
  execFileSync('tar', ['-czf', archive, '-C', folder, 'coreruleset-4.1.0'])
  const kept = await addRuleFolder(cache, archive, {})
  expect(kept.name).toBe('4.1.0')
  expect(kept.origin.sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(await readFile(join(kept.path, 'rules', 'A.conf'), 'utf8')).toBe(
    await readFile(join(path, 'rules', 'A.conf'), 'utf8'),
  )
  await expect(addRuleFolder(cache, archive, { sha256: 'abc' })).rejects.toThrow(
    /pinned is abc; nothing was added \[WRONG_CHECKSUM\]/,
  )
})

test('what tar cannot read is bad input', async () => {
  const archive = join(folder, 'junk.tar.gz')
  await writeFile(archive, 'junk')
  await expect(addRuleFolder(cache, archive, {})).rejects.toThrow(
    /junk\.tar\.gz: .*tar.*; wanted a tar archive of CRS, which tar can read \[BAD_ARCHIVE\]/,
  )
})

test('a name, a version, the beginning of one, or a folder finds a rule set', async () => {
  const names = await Promise.all(
    ['linked', '4.1.0', '4.1', '4'].map(async named => (await findRuleFolder(cache, named)).name),
  )
  expect(names).toEqual(['linked', '4.1.0', '4.1.0', '4.28.0'])
  expect((await findRuleFolder(cache, join(folder, 'one'))).version).toBe('4.28.0')
})

test.each([
  ['linkd', 'no rule set "linkd" (to add one: wafrig crs add linkd); did you mean "linked"? [UNKNOWN_RULE_SET]'],
  [
    '/nowhere/at/all',
    'no rule set in /nowhere/at/all: wanted crs-setup.conf or crs-setup.conf.example, and rules/ [NO_RULE_SET]',
  ],
])('%s is none', async (named, message) => {
  await expect(findRuleFolder(cache, named)).rejects.toThrow(message)
})

test('what is removed is gone, what was linked stays on disk', async () => {
  await removeRuleFolder(cache, 'linked')
  expect((await listRuleFolders(cache)).map(({ name }) => name)).toEqual(['4.1.0', '4.28.0'])
  expect((await openRuleFolder(join(folder, 'one'))).version).toBe('4.28.0')
})

test.each([
  ['no-such-thing', {}, /is no folder, no archive and no version/],
  ['.', { name: '../x' }, /no rule set in \./],
])('%s is not added', async (named, options, message) => {
  await expect(addRuleFolder(cache, named, options)).rejects.toThrow(message)
})
