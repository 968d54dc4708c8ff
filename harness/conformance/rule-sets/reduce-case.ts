import type { ByteString } from '../../../src/bytes.ts'
import type { RuleSetCase } from './cases.ts'
import type { Unit } from './grammar/rule-set.ts'

/** Says of each of several cases whether it still shows what is looked for. */
export type ShowWhich = (candidates: readonly RuleSetCase[]) => Promise<readonly boolean[]>

/** Most cases that are tried together. */
const TOGETHER = 60

/**
 * A smaller case that still shows the same: units, then requests, then lines, targets and actions are taken out, until
 * nothing more can go or `isOver`. Many cases are tried at once, since a server that starts anew takes many.
 */
export const reduceCase = async (
  whole: RuleSetCase,
  showWhich: ShowWhich,
  isOver: () => boolean,
): Promise<RuleSetCase> => {
  let smallest = whole
  for (const smaller of [bySize, withoutRequests, withoutWords]) {
    for (let size = Number.POSITIVE_INFINITY; sizeOf(smallest) < size && !isOver(); ) {
      size = sizeOf(smallest)
      smallest = (await firstShown(smaller(smallest), showWhich, isOver)) ?? smallest
    }
  }
  return smallest
}

const sizeOf = ({ units, requests, connection }: RuleSetCase): number =>
  ['apart', 'one', 'one, at once'].indexOf(connection) +
  units.flat().join('\n').length +
  requests.reduce((sum, request) => sum + request.length, 0)

const firstShown = async (
  candidates: readonly RuleSetCase[],
  showWhich: ShowWhich,
  isOver: () => boolean,
): Promise<RuleSetCase | undefined> => {
  for (let at = 0; at < candidates.length && !isOver(); at += TOGETHER) {
    const some = candidates.slice(at, at + TOGETHER)
    const shown = await showWhich(some)
    const found = some.find((_, index) => shown[index])
    if (found !== undefined) return found
  }
  return undefined
}

/** Without halves of the units, quarters and so on, most first. */
const bySize = (whole: RuleSetCase): readonly RuleSetCase[] => fewer(whole.units).map(units => ({ ...whole, units }))

const withoutRequests = (whole: RuleSetCase): readonly RuleSetCase[] => [
  ...fewer(whole.requests)
    .filter(requests => requests.length > 0)
    .map(requests => ({ ...whole, requests })),
  ...(whole.connection === 'one, at once' ? [{ ...whole, connection: 'one' } as const] : []),
  ...(whole.connection === 'apart' ? [] : [{ ...whole, connection: 'apart' } as const]),
]

/** Without parts of a list, large ones first. */
const fewer = <Item>(items: readonly Item[]): readonly (readonly Item[])[] => {
  const found: (readonly Item[])[] = []
  for (let size = Math.ceil(items.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < items.length; at += size) found.push([...items.slice(0, at), ...items.slice(at + size)])
  }
  return found
}

/** Without single lines of chains, and without single targets and actions of lines. */
const withoutWords = (whole: RuleSetCase): readonly RuleSetCase[] =>
  whole.units.flatMap((unit, at) =>
    smallerUnits(unit).map(smaller => ({
      ...whole,
      units: whole.units.map((kept, index) => (index === at ? smaller : kept)),
    })),
  )

const smallerUnits = (unit: Unit): readonly Unit[] => [
  ...unit.flatMap((_, at) => (unit.length > 1 ? [unit.filter((_, index) => index !== at)] : [])),
  ...unit.flatMap((line, at) =>
    smallerLines(line).map(smaller => unit.map((kept, index) => (index === at ? smaller : kept))),
  ),
]

/** The words of a line, of which those in quotation marks are lists. */
const smallerLines = (line: ByteString): readonly ByteString[] => {
  const words = line.match(/"(?:[^"\\]|\\.)*"|[^" ]+|[" ]/g) ?? []
  return words.flatMap((word, at) => {
    const isActions = at === words.length - 1 && word.startsWith('"') && /^Sec(?:Rule|Action|DefaultAction)/.test(line)
    const separator = isActions ? /,(?=[a-zA-Z])/ : at === 2 ? /(?=\|)|(?<=\|)/ : undefined
    if (separator === undefined) return []
    const items = word.replace(/^"|"$/g, '').split(isActions ? separator : '|')
    if (items.length < 2) return []
    return items.map((_, out) => {
      const left = items.filter((_, index) => index !== out).join(isActions ? ',' : '|')
      return words.map((kept, index) => (index === at ? (isActions ? `"${left}"` : left) : kept)).join('')
    })
  })
}
