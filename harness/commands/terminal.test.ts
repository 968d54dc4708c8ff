import { expect, test } from 'vitest'
import { followColours, hasColours } from './terminal.ts'

const terminal = { isTTY: true, columns: 80 }
const pipe = { isTTY: false, columns: undefined }

test.each<readonly [stream: { isTTY: boolean; columns: number | undefined }, env: NodeJS.ProcessEnv, boolean, string]>([
  [terminal, {}, true, 'a terminal has colours'],
  [terminal, { TERM: 'dumb' }, false, 'not a dumb one'],
  [terminal, { NO_COLOR: '1' }, false, 'nor where NO_COLOR is set'],
  [terminal, { NO_COLOR: '' }, true, 'an empty NO_COLOR is none'],
  [terminal, { FORCE_COLOR: '0' }, false, 'FORCE_COLOR=0 takes them away'],
  [pipe, {}, false, 'a pipe has none'],
  [pipe, { CI: 'true', GITHUB_ACTIONS: 'true' }, false, 'nor has a pipe of a CI server'],
  [pipe, { FORCE_COLOR: '1' }, true, 'FORCE_COLOR asks for them'],
  [pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }, false, 'NO_COLOR is stronger'],
])('%j with %j: %s, as %s', (stream, env, expected) => {
  expect(hasColours(stream, env)).toBe(expected)
})

test('what libraries look for in the environment is made to agree', () => {
  const env: NodeJS.ProcessEnv = { CI: 'true', FORCE_COLOR: '0' }
  followColours(false, env)
  expect(env).toEqual({ CI: 'true', NO_COLOR: '1' })
  followColours(true, env)
  expect(env).toEqual({ CI: 'true', FORCE_COLOR: '1' })
})
