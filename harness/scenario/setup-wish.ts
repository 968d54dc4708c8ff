import type { SetupWish } from './setup-schema.ts'

/** The first setup with the second's values put over it; SecLang lines are added. */
export const mergeSetups = (base: SetupWish, over: SetupWish): SetupWish => {
  const crs = { ...base.crs, ...over.crs, ...either('tx', base.crs?.tx, over.crs?.tx) }
  const plugin = { ...base.plugin, ...over.plugin, ...either('settings', base.plugin?.settings, over.plugin?.settings) }
  return {
    ...base,
    ...over,
    ...(base.crs === undefined && over.crs === undefined ? {} : { crs }),
    ...(base.plugin === undefined && over.plugin === undefined ? {} : { plugin }),
    ...either('files', base.files, over.files),
    ...joined('rules', base.rules, over.rules),
    ...joined('crs_setup', base.crs_setup, over.crs_setup),
  }
}

/** SecLang lines of a setup, one text each. */
export const linesOf = (lines: string | readonly string[] | undefined): readonly string[] =>
  lines === undefined ? [] : typeof lines === 'string' ? [lines] : lines

type Variables = Readonly<Record<string, string | number>>

const either = (name: string, base: Variables | undefined, over: Variables | undefined) =>
  base === undefined && over === undefined ? {} : { [name]: { ...base, ...over } }

const joined = (
  name: 'rules' | 'crs_setup',
  base: string | readonly string[] | undefined,
  over: string | readonly string[] | undefined,
) => (base === undefined && over === undefined ? {} : { [name]: [...linesOf(base), ...linesOf(over)] })
