import { describe, expect, test } from 'vitest'
import { DIALECTS } from '../dialects/index.ts'
import { InputError, showDiagnostic } from '../errors.ts'
import { memoryFiles } from './file-tree.ts'
import { loadRuleSet } from './load.ts'

const load = (files: Readonly<Record<string, string>>, dialect: 'v2' | 'v2.9.7' | 'v3' = 'v2') =>
  loadRuleSet(
    memoryFiles(new Map(Object.entries(files).map(([name, text]) => [`/etc/${name}`, text]))),
    '/etc/a.conf',
    {
      dialect: DIALECTS[dialect],
      serverRoot: '/etc',
      scripts: { packages: [] },
    },
  )

const problems = (text: string, more: Readonly<Record<string, string>> = {}) => {
  try {
    load({ 'a.conf': text, ...more })
  } catch (error) {
    if (error instanceof InputError) return error.diagnostics
    throw error
  }
  return []
}

/** Place, sentence and code; then the mark as the text it covers. */
const shown = (text: string, more: Readonly<Record<string, string>> = {}) =>
  problems(text, more).map(({ engineText: _, ...diagnostic }) => {
    const [head = '', line = '', mark = ''] = showDiagnostic(diagnostic).split('\n')
    return [head, line.slice(mark.indexOf('^'), mark.lastIndexOf('^') + 1)]
  })

describe('an error says where, what, and what was perhaps meant', () => {
  test.each([
    ['SecRule ARGS|NOPE:x a "id:1"', '/etc/a.conf:1:14: no variable "NOPE" [UNKNOWN_VARIABLE]', 'NOPE'],
    ['SecRule ARGZ a "id:1"', '/etc/a.conf:1:9: no variable "ARGZ"; did you mean "ARGS"? [UNKNOWN_VARIABLE]', 'ARGZ'],
    [
      'SecRule ARGS \\\n  "!@contians x" \\\n  "id:1"',
      '/etc/a.conf:2:6: no operator "contians"; did you mean "contains"? [UNKNOWN_OPERATOR]',
      'contians',
    ],
    [
      'SecRule ARGS "@rx a(" "id:1"',
      '/etc/a.conf:1:21: the pattern is not valid at offset 2, missing closing parenthesis; close the group [BAD_REGEX]',
      '"',
    ],
    [
      'SecRule FILES_TMPNAMES "@inspectFile /bin/scan.pl" "id:1"',
      '/etc/a.conf:1:38: @inspectFile runs Lua scripts here, no other programs; name a .lua file [UNSUPPORTED_OPERATOR]',
      '/bin/scan.pl',
    ],
    ['SecAction "id:1,denyy"', '/etc/a.conf:1:17: no action "denyy"; did you mean "deny"? [UNKNOWN_ACTION]', 'denyy'],
    [
      'SecAction "id:1,msg:a b"',
      '/etc/a.conf:1:23: no action "b"; a value with blanks wants quotes: msg:\'two words\' [UNKNOWN_ACTION]',
      'b',
    ],
    [
      'SecAction "id:1,t:lowrcase"',
      '/etc/a.conf:1:19: no transformation "lowrcase"; did you mean "lowercase"? [UNKNOWN_TRANSFORMATION]',
      'lowrcase',
    ],
    ['SecAction "id:5x"', '/etc/a.conf:1:15: a rule id is a number above 0, found "5x" [BAD_ID]', '5x'],
    ['SecAction "phase:1"', '/etc/a.conf:1:12: the rule has no id action; give it one [NO_ID]', 'phase:1'],
    [
      'SecAction "id:1"\nSecAction "id:1,pass"',
      '/etc/a.conf:2:12: the rule at /etc/a.conf:1 has the id 1 already [DUPLICATE_ID]',
      'id:1,pass',
    ],
    [
      'SecAction "id:1,phase:9"',
      '/etc/a.conf:1:23: a phase is 1, 2, 3, 4, 5, request, response or logging [BAD_PHASE]',
      '9',
    ],
    ['SecAction "id:1,msg:\'x"', "/etc/a.conf:1:21: a quoted value has no closing '; add it [UNCLOSED_QUOTE]", "'"],
    [
      'SecAction "id:1,ctl:ruleEngin=On"',
      '/etc/a.conf:1:21: no ctl setting "ruleEngin"; did you mean "ruleEngine"? [UNKNOWN_CTL]',
      'ruleEngin=On',
    ],
    [
      'SecRuleEngin On',
      '/etc/a.conf:1:1: no directive "SecRuleEngin"; did you mean "SecRuleEngine"? [UNKNOWN_DIRECTIVE]',
      'SecRuleEngin',
    ],
    [
      'SecRuleEngine Onn',
      '/etc/a.conf:1:15: SecRuleEngine takes On, Off, DetectionOnly; found "Onn"; did you mean "On"? [BAD_VALUE]',
      'Onn',
    ],
    ['SecRule TX a "id:1"', '/etc/a.conf:1:9: TX needs a selector: TX:… [MISSING_SELECTOR]', 'TX'],
    [
      'SecRule ARGS a "id:1,chain"\nSecRule ARGS a "deny"',
      '/etc/a.conf:2:17: disruptive actions belong to the first rule of a chain [IN_CHAIN]',
      'deny',
    ],
    [
      'Include none.conf',
      '/etc/a.conf:1:9: there is no file "none.conf" in /etc, where the server looks [NO_FILE]',
      'none.conf',
    ],
    [
      'Include *.inc',
      '/etc/a.conf:1:9: nothing matches "*.inc" in /etc, where the server looks; use IncludeOptional if that may be [NO_FILE]',
      '*.inc',
    ],
    [
      '<Location />\n</Location>',
      '/etc/a.conf:1:1: <Location> is not supported: the emulator has one context; put its directives outside [UNSUPPORTED_SECTION]',
      '<Location />',
    ],
  ])('%j', (text, head, marked) => {
    expect(shown(text)).toEqual([[head, marked]])
  })
})

test('all errors of all files are gathered', () => {
  const text = 'SecNope\nInclude b.conf\nSecRule ARGS "@nope" "id:1"\nSecAction "nope"'
  const codes = problems(text, { 'b.conf': '\nSecRule NOPE a "id:2"\n' }).map(({ code, span }) => {
    return `${span?.source.file}:${span?.source.position(span.start).line} ${code}`
  })
  expect(codes).toEqual([
    '/etc/a.conf:1 UNKNOWN_DIRECTIVE',
    '/etc/b.conf:2 UNKNOWN_VARIABLE',
    '/etc/a.conf:3 UNKNOWN_OPERATOR',
    '/etc/a.conf:4 UNKNOWN_ACTION',
  ])
})

test('all faults of one rule are told; the engine has words for the first', () => {
  const found = problems('SecRule ARGZ "@nope" "id:1,dny"')
  expect(found.map(({ code, engineText }) => [code, engineText !== undefined])).toEqual([
    ['UNKNOWN_VARIABLE', true],
    ['UNKNOWN_OPERATOR', false],
    ['UNKNOWN_ACTION', false],
  ])
})

describe('an error in a chain is one error', () => {
  test.each([
    ['in its first element', 'SecRule ARGS a "id:1,chain,nope"\nSecRule ARGS b "chain"\nSecRule ARGS c'],
    ['in its second element', 'SecRule ARGS a "id:1,chain"\nSecRule ARGS b "chain,nope"\nSecRule ARGS c'],
    ['in its last element', 'SecRule ARGS a "id:1,chain"\nSecRule ARGS b "nope"'],
  ])('%s', (_where, chain) => {
    expect(problems(`${chain}\nSecAction "id:2,deny"`).map(({ code }) => code)).toEqual(['UNKNOWN_ACTION'])
  })
})

test('a file that includes itself is an error, not a crash', () => {
  expect(problems('Include a.conf').map(({ code }) => code)).toEqual(['INCLUDE_TOO_DEEP'])
  // Each of two files that include both: without an end at the first error, 2 ** 128 readings.
  const both = 'Include *.conf'
  expect(problems(both, { 'b.conf': both }).map(({ code }) => code)).toEqual(['INCLUDE_TOO_DEEP'])
})

test('a missing entry file is an error', () => {
  expect(() => load({ 'b.conf': '' })).toThrow('there is no configuration file "/etc/a.conf" [NO_FILE]')
})

test('what has no effect here is said by name', () => {
  const { notices } = load({ 'a.conf': 'SecContentInjection On\nSecAction "id:1,append:x,ctl:HashEngine=On"' })
  expect(notices.map(({ code, message }) => [code, message])).toEqual([
    ['DIRECTIVE_IGNORED', 'SecContentInjection has no effect in the emulator: responses are not rewritten'],
    ['ACTION_IGNORED', 'append has no effect in the emulator: responses are not rewritten'],
    ['CTL_IGNORED', 'ctl:HashEngine has no effect in the emulator: links are not signed'],
  ])
})

test('a rule set knows its files in order, and its rules by phase', () => {
  const ruleSet = load({
    'a.conf': 'Include b.conf\nSecRule ARGS a "id:2,phase:1,chain"\nSecRule ARGS b',
    'b.conf': 'SecAction "id:1,phase:2"\nSecMarker END',
  })
  expect(ruleSet.files).toEqual(['/etc/a.conf', '/etc/b.conf'])
  expect(ruleSet.rules.map(({ id, phase, elements, file, line }) => [id, phase, elements.length, file, line])).toEqual([
    [1, 2, 1, '/etc/b.conf', 1],
    [2, 1, 2, '/etc/a.conf', 2],
  ])
  expect(ruleSet.phases.map(steps => steps.length)).toEqual([1, 2, 2, 1, 1, 1])
})

test('dialect v3 takes the first line of a directive, v2 the last', () => {
  const text = 'SecRule ARGS \\\n  a \\\n  "id:1"'
  expect([load({ 'a.conf': text }, 'v3').rules[0]?.line, load({ 'a.conf': text }).rules[0]?.line]).toEqual([1, 3])
})

describe('what libmodsecurity reads otherwise', () => {
  /** Phases and ids of the rules, or the code of the first error. */
  const read = (lines: readonly string[], dialect: 'v2' | 'v3') => {
    try {
      return load({ 'a.conf': lines.join('\n') }, dialect).rules.map(({ phase, idText }) => `${phase}:${idText}`)
    } catch (error) {
      if (error instanceof InputError) return error.diagnostics[0]?.code
      throw error
    }
  }

  test.each([
    ['a rule that names no phase', ['SecRule ARGS a "id:1"'], ['2:1'], ['1:1']],
    ['& before a single value', ['SecRule &REQUEST_URI a "id:1"'], 'NOT_COUNTABLE', ['1:1']],
    ['a collection without its selector', ['SecRule TX a "id:1"'], 'MISSING_SELECTOR', ['1:1']],
    ['a backslash in quotes', ['SecAction "id:1,msg:\'a\\d\'"'], 'BAD_QUOTED_PAIR', ['1:1']],
    ['single quotes around a word', ["SecAction 'id:1,msg:x'"], ['2:1'], 'UNKNOWN_ACTION'],
    ['a SecAction without an id', ['SecAction "pass"'], 'NO_ID', ['1:']],
    ['a default list without a phase', ['SecDefaultAction "pass"'], 'BAD_DEFAULT_ACTION', []],
    ['deny in phase 5', ['SecAction "id:1,phase:5,deny"'], 'DISRUPTIVE_IN_LOGGING', ['5:1']],
    ['a label that would be two actions', ['SecMarker "a|b"'], 'UNKNOWN_ACTION', []],
    ['a rule removed before it stands there', ['SecRuleRemoveById 1', 'SecAction "id:1"'], ['2:1'], []],
    ['a removed id that is no number', ['SecAction "id:1"', 'SecRuleRemoveById x'], ['2:1'], 'NOT_AN_ID'],
    ['a tag removed by its beginning', ['SecAction "id:1,tag:abc"', 'SecRuleRemoveByTag ^a'], [], ['1:1']],
    ['an update before the first rule', ['SecRuleUpdateTargetById 1 ARGS'], 'NO_RULES', []],
    [
      'an update that takes chain away',
      ['SecRule ARGS a "id:1,chain"', 'SecRule ARGS b', 'SecRuleUpdateActionById 1 pass'],
      ['2:1', '2:1'],
      ['1:1'],
    ],
  ])('%s', (_what, lines, inV2, inV3) => {
    expect([read(lines, 'v2'), read(lines, 'v3')]).toEqual([inV2, inV3])
  })

  const labels = (lines: readonly string[], dialect: 'v2' | 'v3') =>
    load({ 'a.conf': lines.join('\n') }, dialect).phases[1]?.flatMap(step => ('marker' in step ? step.marker : []))

  test.each([
    ['the id of a rule', ['SecAction "id:1,phase:1,skipAfter:5"', 'SecAction "id:5,phase:1"'], ['5'], []],
    ['a label in quotes', ['SecMarker "\'END\'"'], ['END'], ['END']],
  ])('skipAfter finds %s', (_what, lines, inV2, inV3) => {
    expect([labels(lines, 'v2'), labels(lines, 'v3')]).toEqual([inV2, inV3])
  })

  test('a default list without a phase is that of phase 1', () => {
    const lines = ['SecDefaultAction "deny"', 'SecAction "id:1,phase:1,block"', 'SecAction "id:2,phase:2,block"']
    const { rules } = load({ 'a.conf': lines.join('\n') }, 'v3')
    expect(rules.map(({ intercept }) => intercept?.action)).toEqual(['deny', 'pass'])
  })
})
