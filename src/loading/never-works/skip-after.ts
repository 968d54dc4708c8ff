import { type Check, found, type PlacedRule, usesOf } from '../check.ts'

/** skipAfter of a label that does not come: all that follows is skipped. */
export const labelsNowhere: Check = read =>
  usesOf(read, 'skipAfter').flatMap(({ rule, at, use, span }) => {
    const label = use.parameter.text
    const { labels } = read.dialect.reader
    const across = read.dialect.rules.skipAfter === 'across-phases'
    const comes = read.steps.some((step, place) => {
      if ('marker' in step) return step.marker === label && (place > at || across)
      const isThere = step.phase === rule.phase && place > at
      return labels === 'markers-and-ids' && isThere && idOf({ rule: step, at: place }) === label
    })
    if (comes) return []
    const until = across ? 'all that follows' : `all that follows in phase ${rule.phase}`
    return [
      found(
        'NO_LABEL_BEHIND',
        `skipAfter:${label} skips ${until}: no SecMarker "${label}" stands behind this rule`,
        span,
      ),
    ]
  })

const idOf = ({ rule }: PlacedRule): string | undefined => rule.elements[0]?.actions.draft.id
