import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { OF_VECTORS } from '../../divergences/of-vectors.ts'
import { conformanceFolder } from './vector-files.ts'
import { runVectors } from './vectors.ts'

const found = conformanceFolder()
const suites = 'folder' in found ? runVectors(found.folder) : []

describe.skipIf('absent' in found)(`conformance vectors${'absent' in found ? `: ${found.absent}` : ''}`, () => {
  test.each(suites)('$suite: every applicable vector passes', ({ failures }) => {
    expect(failures).toEqual([])
  })

  test.each([
    ['secrules-language-tests: transformations', 376],
    ['secrules-language-tests: operators', 3955],
    ['observed-2.9.7', 134],
  ])('%s is complete with %i vectors', (suite, count) => {
    const result = suites.find(one => one.suite === suite)
    expect((result?.passed ?? 0) + (result?.failed ?? 0) + (result?.notApplicable ?? 0)).toBe(count)
  })
})

test('a folder that does not exist is named in the reason', () => {
  expect(conformanceFolder('/nowhere')).toEqual({
    absent: 'no conformance vectors in /nowhere; name their folder in WAFRIG_CONFORMANCE',
  })
})

test('a known difference that no vector is fails', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wafrig-vectors-'))
  try {
    for (const name of [
      'secrules-language-tests/transformations',
      'secrules-language-tests/operators',
      'observed-2.9.7',
    ])
      await mkdir(join(folder, name), { recursive: true })
    const { failed, failures } = runVectors(folder).at(-1) ?? {}
    expect(failed).toBe(OF_VECTORS.length)
    expect(failures?.[0]).toMatch(/^phpArgsNames is listed as a known difference .* take the entry away$/)
  } finally {
    await rm(folder, { recursive: true })
  }
})
