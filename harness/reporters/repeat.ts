import type { Cell } from '../run/cells.ts'

/** The command that runs a cell again; `options` are those of the run that choose rules and plugin. */
export const repeatCommand = ({ scenario, backend, mode, label }: Cell, options: readonly string[]): string =>
  [
    'wafrig run',
    shellWord(scenario.file),
    `--backend ${backend}`,
    ...options.map(shellWord),
    ...(mode === undefined ? [] : [`--mode ${mode}`]),
    `-t ${quoted(`${scenario.description} [${label}]`)}`,
  ].join(' ')

/** A word of a command line, quoted where it has to be. */
export const shellWord = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : quoted(text))

/** In double quotes where nothing in the text means something to a shell there, else in single ones. */
const quoted = (text: string): string => (/["$`\\!]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : `"${text}"`)
