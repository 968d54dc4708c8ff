import { describe, expect, test } from 'vitest'
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
