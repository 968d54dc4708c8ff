import { z } from 'zod'

/** A regular expression in JavaScript's syntax; a leading `(?i)` and the like become flags. */
export const patternSchema = z.string().refine(isPattern, { message: 'not a regular expression' })

/** The regular expression of a scenario. Leading `(?ims)` groups, as Go and Python write them, become flags. */
export const patternOf = (source: string): RegExp => {
  const inline = /^\(\?([ims]+)\)/.exec(source)
  return inline === null
    ? new RegExp(source, 'm')
    : new RegExp(source.slice(inline[0].length), [...new Set(`m${inline[1] ?? ''}`)].join(''))
}

function isPattern(source: string): boolean {
  try {
    patternOf(source)
    return true
  } catch {
    return false
  }
}
