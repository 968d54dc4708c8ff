import { wafrig } from '../reporters/wafrig.ts'
import type { Cell, Choice } from '../run/cells.ts'
import { mustBeRead } from './backend-flags.ts'
import { type ReporterOutput, showsProgress } from './reporter-outputs.ts'
import { mustBeUsed } from './rules-effects.ts'
import type { RunOptions } from './run-flags.ts'
import { withoutEffect } from './without-effect.ts'

/** What a run has come to, before anything of it is started. */
export type RunToBe = {
  readonly choice: Choice
  readonly cells: readonly Cell[]
  /** Whether any of the tests read is about a mode of the plugin's detection. */
  readonly hasModes: boolean
  readonly outputs: readonly ReporterOutput[]
}

/** Throws an InputError for options that would change nothing of a run. */
export const mustHaveEffect = (options: RunOptions, { choice, cells, hasModes, outputs }: RunToBe): void => {
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
  const names = outputs.map(({ traits }) => traits.name).join(', ')
  if (options.raw === true && outputs.every(({ traits }) => traits.shows !== 'log lines')) {
    throw withoutEffect([`--raw has no effect with the reporter ${names}, which shows no log lines`])
  }
  if (options.showFailuresOnly === true && outputs.every(({ traits }) => traits.name !== wafrig.name)) {
    throw withoutEffect([`--show-failures-only has no effect with the reporter ${names}: it is for ${wafrig.name}`])
  }
  if (options.ftwConfig !== undefined && cells.every(({ scenario }) => !scenario.ftw)) {
    throw withoutEffect(['--ftw-config has no effect: none of the tests is an FTW test'])
  }
  if (!options.progress && !showsProgress(outputs)) {
    throw withoutEffect([`--no-progress has no effect with the reporter ${names}, which shows it in its own way`])
  }
}
