import { type Diagnostic, showDiagnostic } from '../../src/errors.ts'
import { grouped, type ToldNotice } from './report.ts'
import type { Style } from './style.ts'

/**
 * What readers should know of files of tests. A test that checks nothing is told with its place each time; of other notices that say
 * the same the first is told, with the places of the rest under it.
 */
export const noticesText = (notices: readonly Diagnostic[], style: Style): string =>
  grouped(notices, kindOf)
    .flatMap(([, [first, ...others]]) => {
      if (first === undefined) return []
      const text = `${style.odd('WARNING')} ${showDiagnostic(first)}`
      const places = others.map(placeOf)
      return others.length === 0 ? [text] : [`${text}\n  ${style.faint(`and at ${places.join(', ')}`)}`]
    })
    .join('\n')

/** Most notices of one kind that a run tells. */
const MOST_OF_A_KIND = 3

/** What of the rules of a run has no effect, each once, and of each kind so many. */
export const ruleNoticesText = (notices: readonly ToldNotice[], style: Style): string => {
  const each = [...new Map(notices.map(notice => [notice.text, notice])).values()]
  return grouped(each, ({ code }) => code)
    .flatMap(([code, all]) => [
      ...all.slice(0, MOST_OF_A_KIND).map(({ text }) => `${style.odd('WARNING')} ${text}`),
      ...(all.length <= MOST_OF_A_KIND
        ? []
        : [style.faint(`and ${all.length - MOST_OF_A_KIND} more [${code}]; wafrig check shows all of a rule file`)]),
    ])
    .join('\n')
}

const kindOf = (notice: Diagnostic): string =>
  notice.code === 'CHECKS_NOTHING' ? placeOf(notice) : `${notice.code} ${notice.message}`

const placeOf = ({ span }: Diagnostic): string =>
  span === undefined ? '' : `${span.source.file}:${span.source.position(span.start).line}`
