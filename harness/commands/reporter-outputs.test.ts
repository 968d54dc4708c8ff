import { expect, test } from 'vitest'
import { InputError } from '../../src/errors.ts'
import { reporterOutputs } from './reporter-outputs.ts'

const said = (reporters: string, outputFile?: string): readonly string[] =>
  reporterOutputs('/p', reporters.split(','), outputFile).map(
    ({ traits, file }) => `${traits.name} → ${file ?? 'standard output'}`,
  )

test.each([
  ['wafrig', undefined, ['wafrig → standard output']],
  ['wafrig:out.txt', undefined, ['wafrig → /p/out.txt']],
  ['wafrig', 'out.txt', ['wafrig → /p/out.txt']],
  ['junit', undefined, ['junit → standard output']],
  ['wafrig,junit', 'r.xml', ['wafrig → standard output', 'junit → /p/r.xml']],
  ['wafrig,wafrig:log.txt', undefined, ['wafrig → standard output', 'wafrig → /p/log.txt']],
  [
    'wafrig,junit:r.xml,json:out/r.json',
    undefined,
    ['wafrig → standard output', 'junit → /p/r.xml', 'json → /p/out/r.json'],
  ],
  ['dot,blob', undefined, ['dot → standard output', 'blob → standard output']],
])('--reporter %s with the output file %s writes %j', (reporters, outputFile, places) => {
  expect(said(reporters, outputFile)).toEqual(places)
})

test.each([
  ['wafrig,junit', undefined, 'wafrig and junit would write into each other on the standard output; give junit a file'],
  ['tap,verbose', undefined, 'tap and verbose would write into each other on the standard output; give the others'],
  [
    'wafrig,junit,json',
    'r.xml',
    '--output-file r.xml is one file for junit and json: give each its own, as junit:r.xml',
  ],
  ['junit:a,json:../p/a', undefined, 'two reporters would write /p/a; give each its own file'],
  ['dot:x', undefined, 'the reporter dot writes to the standard output only: name no file with it'],
  ['junit:', undefined, 'has no file after the colon'],
  ['dot', 'x', '--output-file has no effect with the reporter dot: it is for ftw-json, github-actions, wafrig, json'],
  ['junit:a', 'b', '--output-file has no effect with the reporter junit:a'],
  ['jnuit:a', undefined, 'no reporter "jnuit"; did you mean "junit"?'],
])('--reporter %s with the output file %s is refused', (reporters, outputFile, message) => {
  expect(() => said(reporters, outputFile)).toThrow(InputError)
  expect(() => said(reporters, outputFile)).toThrow(message)
})
