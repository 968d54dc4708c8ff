import type { Transformation } from '../values.ts'

/** What mod_security2's functions return (re_tfns.c): some always say that they changed the value, */
export const always: SaysChanged = () => true
/** some when anything is left, */
export const ifNotEmpty: SaysChanged = (_, after) => after !== ''
/** some when the length is another, */
export const ifLengthDiffers: SaysChanged = (before, after) => before.length !== after.length
/** and one when there is a new `%u`. */
export const ifConverted: SaysChanged = (before, after) => after.split('%u').length > before.split('%u').length

type SaysChanged = NonNullable<Transformation['saysChanged']>
