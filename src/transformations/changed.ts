import type { ByteString } from '../bytes.ts'
import { normalised } from './path-walk.ts'

/**
 * Whether mod_security2's transformation says that it changed the value; with `multiMatch` that decides whether the
 * operator looks again. Mostly "the output differs", but some always say so and some look at the length alone.
 * `name` in any case. re_tfns.c, the return value of each function.
 */
export const reportsChange = (name: string, before: ByteString, after: ByteString): boolean =>
  RULES.get(name.toLowerCase())?.(before, after) ?? before !== after

/** The same of libmodsecurity's transformations (src/actions/transformations/, 3.0.13). */
export const reportsChangeInV3 = (name: string, before: ByteString, after: ByteString): boolean =>
  RULES_OF_V3.get(name.toLowerCase())?.(before, after) ?? before !== after

type Rule = (before: ByteString, after: ByteString) => boolean

const always: Rule = () => true
const ifNotEmpty: Rule = (_, after) => after !== ''
const ifLengthDiffers: Rule = (before, after) => before.length !== after.length
const ifConverted: Rule = (before, after) => after.split('%u').length > before.split('%u').length

const RULES_OF_V3: ReadonlyMap<string, Rule> = new Map([
  ['cmdline', ifLengthDiffers],
  ['compresswhitespace', ifLengthDiffers],
  ['utf8tounicode', ifConverted],
])

const RULES: ReadonlyMap<string, Rule> = new Map([
  ...['length', 'sha1', 'md5', 'hexencode', 'hexdecode', 'sqlhexdecode', 'cmdline'].map(
    name => [name, always] as const,
  ),
  ...['base64decode', 'base64decodeext', 'base64encode'].map(name => [name, ifNotEmpty] as const),
  ...['cssdecode', 'jsdecode', 'htmlentitydecode', 'escapeseqdecode', 'compresswhitespace'].map(
    name => [name, ifLengthDiffers] as const,
  ),
  ['utf8tounicode', ifConverted],
  ...['normalisepath', 'normalizepath'].map(
    name => [name, (before: ByteString) => normalised(before, 'posix').changed] as const,
  ),
  ...['normalisepathwin', 'normalizepathwin'].map(
    name => [name, (before: ByteString) => normalised(before, 'win').changed] as const,
  ),
])
