import type { Command } from 'commander'
import { InputError, messageOf } from '../../src/errors.ts'
import type { Selection } from '../run/selection.ts'
import { patternOf } from '../scenario/pattern.ts'
import { exclude, flagName, withoutEffect } from './without-effect.ts'

/** What a command line says of the tests that run, each a regular expression. */
export type SelectionFlags = { readonly [Name in keyof Selection]?: string }

/** Adds the options that choose tests by id, tag and file. */
export const selectionFlags = (made: Command): Command =>
  made
    .option('-i, --include <regex>', 'only tests whose id matches, as ^9201')
    .option('-e, --exclude <regex>', 'no tests whose id matches')
    .option('-T, --include-tags <regex>', 'only tests with a tag that matches')
    .option('--exclude-tags <regex>', 'no tests with a tag that matches')
    .option('--include-files <regex>', 'only tests of files whose name matches, with its folders')
    .option('--exclude-files <regex>', 'no tests of files whose name matches')

const NAMES = ['include', 'exclude', 'includeTags', 'excludeTags', 'includeFiles', 'excludeFiles'] as const

/** The selection that a command line asks for. Throws an InputError for what is no regular expression, and for what would change nothing. */
export const selectionOf = (flags: SelectionFlags): Selection => {
  exclude(flags, 'include', 'exclude')
  const idle = (['includeTags', 'excludeTags'] as const).filter(name => flags[name] !== undefined)
  if (flags.include !== undefined && idle.length > 0) {
    throw withoutEffect(idle.map(name => `${flagName(name)} has no effect beside --include, which alone decides`))
  }
  return Object.fromEntries(
    NAMES.flatMap(name => (flags[name] === undefined ? [] : [[name, compiled(name, flags[name])]])),
  )
}

/** The options that are given, as they are written. */
export const shownSelection = (flags: SelectionFlags): readonly string[] =>
  NAMES.flatMap(name => (flags[name] === undefined ? [] : [`${flagName(name)} ${flags[name]}`]))

const compiled = (name: string, source: string): RegExp => {
  try {
    return patternOf(source)
  } catch (error) {
    throw new InputError([{ code: 'BAD_FILTER', message: `${flagName(name)} ${source}: ${messageOf(error)}` }])
  }
}
