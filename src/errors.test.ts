import { describe, expect, test } from 'vitest'
import { fromText } from './bytes.ts'
import {
  didYouMean,
  EnvironmentError,
  InputError,
  ifRefused,
  offsetBy,
  PartError,
  retold,
  showDiagnostic,
} from './errors.ts'
import { Source } from './source.ts'

const source = new Source('plugin/after.conf', '# first\nSecRule TX:STATUS "@startsWith 1" \\\n\t"id:1"\n')
const at = (text: string) => {
  const start = source.text.indexOf(text)
  return { source, start, end: start + text.length }
}

describe('showDiagnostic', () => {
  test('shows place, sentence, code, the line and a mark under it', () => {
    const message = 'no operator "startsWith"; did you mean "beginsWith"?'
    expect(showDiagnostic({ code: 'UNKNOWN_OPERATOR', message, span: at('startsWith') })).toBe(
      [
        'plugin/after.conf:2:21: no operator "startsWith"; did you mean "beginsWith"? [UNKNOWN_OPERATOR]',
        '  SecRule TX:STATUS "@startsWith 1" \\',
        '                      ^^^^^^^^^^',
      ].join('\n'),
    )
  })

  test('keeps tabs under tabs', () => {
    expect(showDiagnostic({ code: 'BAD_ID', message: 'bad', span: at('id:1') })).toBe(
      ['plugin/after.conf:3:3: bad [BAD_ID]', '  \t"id:1"', '  \t ^^^^'].join('\n'),
    )
  })

  test('marks no further than the line goes', () => {
    const { start } = at('"id:1"')
    const span = { source, start, end: source.text.length }
    expect(showDiagnostic({ code: 'BAD_VALUE', message: 'm', span }).split('\n')[2]).toBe('  \t^^^^^^')
  })

  test("adds the engine's words, indented", () => {
    const engineText = 'AH00526: Syntax error on line 1 of a.conf:\nUnknown'
    expect(showDiagnostic({ code: 'BAD_VALUE', message: 'm', engineText })).toBe(
      'm [BAD_VALUE]\n  the engine says: AH00526: Syntax error on line 1 of a.conf:\n    Unknown',
    )
  })

  test('shows an error without a place as a sentence', () => {
    expect(showDiagnostic({ code: 'NO_FILE', message: 'there is no file' })).toBe('there is no file [NO_FILE]')
  })
})

test('an InputError says everything that is wrong', () => {
  const error = new InputError([
    { code: 'NO_ID', message: 'one' },
    { code: 'BAD_ID', message: 'two' },
  ])
  expect([error.name, error.message, error.diagnostics.length]).toEqual(['InputError', 'one [NO_ID]\ntwo [BAD_ID]', 2])
})

test('an EnvironmentError keeps the last lines seen and its cause', () => {
  const cause = new Error('refused')
  const error = new EnvironmentError('no answer', ['a', 'b'], { cause })
  expect([error.name, error.lastLines, error.cause]).toEqual(['EnvironmentError', ['a', 'b'], cause])
})

test("a PartError carries code, engine's words and offset", () => {
  const error = new PartError('BAD_VALUE', 'm', 'words', 3)
  expect([error.code, error.message, error.engineText, error.at]).toEqual(['BAD_VALUE', 'm', 'words', 3])
})

test.each([
  ['SecRuleEngin', ['SecRule', 'SecRuleEngine'], 'SecRuleEngine'],
  ['lowrcase', ['lowercase', 'urlDecode'], 'lowercase'],
  ['LOWERCASE', ['lowercase'], 'lowercase'],
  ['something', ['lowercase', 'urlDecode'], undefined],
  ['x', [], undefined],
])('meant by %j among %j is %j', (name, names, expected) => {
  const hint = expected === undefined ? undefined : `; did you mean "${expected}"?`
  expect([didYouMean(name, names), didYouMean(name, names, 'there is x')]).toEqual([hint ?? '', hint ?? '; there is x'])
})

test('a line with letters of several octets is shown as text and marked under the right letter', () => {
  const source = new Source('f.conf', fromText('SecRule \u00c4\u00d6 "@nope"'))
  const span = { source, start: 15, end: 19 }
  expect(showDiagnostic({ code: 'BAD_VALUE', message: 'm', span })).toBe(
    'f.conf:1:16: m [BAD_VALUE]\n  SecRule \u00c4\u00d6 "@nope"\n               ^^^^'.replace(
      '               ',
      ' '.repeat(15),
    ),
  )
})

test('control bytes of a line do not reach the terminal', () => {
  const source = new Source('f.conf', 'a\x1b[31mb')
  expect(showDiagnostic({ code: 'BAD_VALUE', message: 'm', span: { source, start: 0, end: 1 } })).toBe(
    'f.conf:1:1: m [BAD_VALUE]\n  a\u00b7[31mb\n  ^',
  )
})

const refuse = (at?: number) => () => {
  throw new PartError('BAD_REGEX', 'm', 'words', at)
}
const thrownBy = (work: () => unknown): unknown => ifRefused(work, ({ code, engineText, at }) => [code, engineText, at])

test('a PartError is told on with what is known better, and other faults as they are', () => {
  expect(thrownBy(() => retold(refuse(3), () => ({ engineText: 'own' })))).toEqual(['BAD_REGEX', 'own', 3])
  expect(thrownBy(() => retold(refuse(3), () => ({ at: undefined })))).toEqual(['BAD_REGEX', 'words', undefined])
  expect(thrownBy(() => offsetBy(10, refuse(3)))).toEqual(['BAD_REGEX', 'words', 13])
  expect(thrownBy(() => offsetBy(10, refuse()))).toEqual(['BAD_REGEX', 'words', 10])
  expect(
    retold(
      () => 1,
      () => ({}),
    ),
  ).toBe(1)
  const fault = new Error('ours')
  const work = () => {
    throw fault
  }
  expect(() => ifRefused(work, () => 1)).toThrow(fault)
})
