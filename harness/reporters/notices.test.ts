import { expect, test } from 'vitest'
import { Source } from '../../src/source.ts'
import { noticesText } from './notices.ts'
import { PLAIN } from './style.ts'

const at = (file: string) => ({ source: new Source(file, 'foo: 1'), start: 0, end: 3 })

test('a notice has its place; of those that say the same the first is told in full', () => {
  const notices = ['a.yaml', 'b.yaml', 'c.yaml'].map(file => ({
    code: 'UNREAD_KEY' as const,
    message: 'no foo',
    span: at(file),
  }))
  expect(noticesText(notices, PLAIN)).toBe(
    'WARNING a.yaml:1:1: no foo [UNREAD_KEY]\n  foo: 1\n  ^^^\n  and at b.yaml:1, c.yaml:1',
  )
})

test('each test that checks nothing is told in full', () => {
  const notices = ['a.yaml', 'b.yaml'].map(file => ({
    code: 'CHECKS_NOTHING' as const,
    message: 'nothing',
    span: at(file),
  }))
  expect(noticesText(notices, PLAIN)).toBe(
    'WARNING a.yaml:1:1: nothing [CHECKS_NOTHING]\n  foo: 1\n  ^^^\nWARNING b.yaml:1:1: nothing [CHECKS_NOTHING]\n  foo: 1\n  ^^^',
  )
})
