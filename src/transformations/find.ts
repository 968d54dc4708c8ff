import type { Dialect } from '../dialects/dialect.ts'
import { Registry } from '../registry.ts'
import type { Transformation } from '../transaction/parts.ts'
import * as transformations from './index.ts'
import { utf8WholeCharacters } from './utf8-whole-characters.ts'

/** The transformations by SecLang name, as `t:` and Lua's getvar find them. */
export const TRANSFORMATIONS = new Registry<Transformation>(transformations)

/** The transformation of a name as a dialect has it; undefined for a name that no dialect has. */
export const findTransformation = (
  name: string,
  { brokenUtf8 }: Pick<Dialect, 'brokenUtf8'>,
): Transformation | undefined => {
  const found = TRANSFORMATIONS.find(name)
  return found === transformations.utf8toUnicode && brokenUtf8 === 'kept' ? utf8WholeCharacters : found
}
