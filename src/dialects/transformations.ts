import * as common from '../transformations/index.ts'
import { ifLengthDiffers } from '../transformations/says-changed.ts'
import { utf8WholeCharacters } from '../transformations/utf8-whole-characters.ts'
import type { Transformation } from '../values.ts'

const { uppercase, utf8toUnicode, ...rest } = common

/** mod_security2 2.9.13's (re_tfns.c, `msre_engine_register_default_tfns`), less `none`, which is the engine's. */
export const ofModSecurity2: Readonly<Record<string, Transformation>> = {
  ...rest,
  utf8toUnicode: { ...utf8toUnicode, apply: utf8WholeCharacters },
}

/** libmodsecurity's say whether they changed a value by its text, three apart (src/actions/transformations/, 3.0.13). */
export const ofLibmodsecurity: Readonly<Record<string, Transformation>> = {
  ...Object.fromEntries(Object.entries(common).map(([name, transformation]) => [name, workOf(transformation)])),
  cmdLine: { ...workOf(common.cmdLine), saysChanged: ifLengthDiffers },
  compressWhitespace: { ...workOf(common.compressWhitespace), saysChanged: ifLengthDiffers },
  utf8toUnicode,
}

/** What it does to a value, without what mod_security2 says of it. */
function workOf({ apply, touches }: Transformation): Transformation {
  return { apply, ...(touches && { touches }) }
}
