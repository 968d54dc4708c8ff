import { type Check, found, rulesOf } from '../check.ts'

/** Rules of which nothing is there yet in their phase. */
export const variablesNotYetThere: Check = read =>
  rulesOf(read).flatMap(({ rule }) =>
    rule.elements.flatMap(({ targets, targetsSpan }) => {
      const asked = targets.filter(({ kind }) => kind !== 'exclude')
      if (targetsSpan === undefined || asked.length === 0) return []
      const phases = asked.map(({ kind, variable }) => (kind === 'include' ? (variable.fromPhase ?? 1) : 1))
      if (phases.some(first => first <= rule.phase)) return []
      const names = [...new Set(asked.map(({ name }) => name))].join(', ')
      const message = `${names} ${phases.length === 1 ? 'is' : 'are'} not there in phase ${rule.phase}, so this never matches: say phase ${Math.min(...phases)}`
      return [found('NOT_YET_THERE', message, targetsSpan())]
    }),
  )

/** Variables that have nothing in the emulator, whatever an engine would have there. */
export const absentVariables: Check = read =>
  rulesOf(read).flatMap(({ rule }) =>
    rule.elements.flatMap(({ targets, targetsSpan }) =>
      targets.flatMap(({ kind, text, variable: { absentBecause } }) => {
        if (absentBecause === undefined || targetsSpan === undefined || kind === 'exclude') return []
        return [found('VARIABLE_IGNORED', `${text} has nothing in the emulator: ${absentBecause}`, targetsSpan())]
      }),
    ),
  )
