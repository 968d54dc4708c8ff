import type { Cell, Choice } from '../run/cells.ts'
import { mustBeRead } from './backend-flags.ts'
import { mustBeUsed } from './rules-effects.ts'
import { OUR_REPORTERS, type RunOptions } from './run-flags.ts'
import { withoutEffect } from './without-effect.ts'

/** What a run has come to, before anything of it is started. */
export type RunToBe = {
  readonly choice: Choice
  readonly cells: readonly Cell[]
  /** Whether any of the tests read is about a mode of the plugin's detection. */
  readonly hasModes: boolean
  readonly reporters: readonly string[]
}

/** Reporters of vitest's that write a file. */
const WRITERS = ['json', 'junit', 'blob']

/** Throws an InputError for options that would change nothing of a run. */
export const mustHaveEffect = (options: RunOptions, { choice, cells, hasModes, reporters }: RunToBe): void => {
  mustBeRead(options, {
    backends: [...new Set(cells.map(({ backend }) => backend))],
    plugin: cells.some(({ setup }) => setup.plugin !== undefined) ? 'loaded' : 'none',
  })
  mustBeUsed(
    options,
    choice,
    cells.map(({ setup }) => setup),
  )
  // Of a WAF that runs already it says in which mode that is.
  if (options.mode !== undefined && options.url === undefined && !hasModes) {
    throw withoutEffect(["--mode has no effect: none of the tests is about a mode of the plugin's detection"])
  }
  const writers = [...OUR_REPORTERS.filter(({ reader }) => reader !== 'people').map(({ name }) => name), ...WRITERS]
  if (options.outputFile !== undefined && !reporters.some(name => writers.includes(name))) {
    throw withoutEffect([
      `--output-file has no effect with the reporter ${reporters.join(', ')}: it is for ${writers.join(', ')}`,
    ])
  }
}
