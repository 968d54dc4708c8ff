import { type Diagnostic, showDiagnostic } from '../../src/errors.ts'
import { grouped } from './report.ts'
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

const kindOf = (notice: Diagnostic): string =>
  notice.code === 'CHECKS_NOTHING' ? placeOf(notice) : `${notice.code} ${notice.message}`

const placeOf = ({ span }: Diagnostic): string =>
  span === undefined ? '' : `${span.source.file}:${span.source.position(span.start).line}`
