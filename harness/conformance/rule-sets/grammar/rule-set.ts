import type { ByteString } from '../../../../src/bytes.ts'
import type { Draw } from '../../fuzz/draw.ts'
import { damage } from '../../fuzz/grammar/value.ts'
import { actions } from './actions.ts'
import { defaultAction, setting, update } from './directives.ts'
import { type Making, weighted } from './making.ts'
import { operator } from './operators.ts'
import { targets } from './targets.ts'

/** Lines that belong together: a directive, or the elements of a chain. */
export type Unit = readonly ByteString[]

/** A rule set made from nothing, in units that can be taken out one by one. */
export const ruleSet = (draw: Draw): readonly Unit[] => {
  const making: Making = { draw, ids: [], markers: [], isPersistent: draw.chance(12) }
  const settings = draw.chance(45) ? draw.several(1, 3, () => [setting(making)]) : []
  const opening = making.isPersistent
    ? [
        [
          `SecAction "id:900,phase:1,pass,nolog,initcol:ip=%{REQUEST_HEADERS.Host},initcol:global=%{REQUEST_HEADERS.Host}"`,
        ],
      ]
    : []
  const units = [...settings, ...opening, ...draw.several(2, draw.chance(70) ? 7 : 14, () => unit(making))]
  return asText(withoutMemory(draw.chance(5) ? spoilt(draw, units) : units))
}

const unit = (making: Making): Unit => {
  const { draw } = making
  const way = draw.below(100)
  if (way < 52) return [rule(making)]
  if (way < 68) return chain(making)
  if (way < 76) return [`SecAction "${actions(making, 'alone')}"`]
  if (way < 82) return [defaultAction(making)]
  if (way < 92) return [update(making)]
  if (way < 96) return [draw.pick(['SecMarker END', 'SecMarker M', 'SecMarker 1', 'SecMarker END'])]
  if (way < 98) return [`SecRuleScript script.lua "${actions(making, 'alone')}"`]
  return [setting(making)]
}

const rule = (making: Making): ByteString =>
  `SecRule ${targets(making)} "${operator(making)}"${making.draw.chance(99) ? ` "${actions(making, 'alone')}"` : ''}`

const chain = (making: Making): Unit => {
  const { draw } = making
  const middle = draw.several(0, draw.chance(80) ? 0 : 2, () =>
    element(making, `${actions(making, 'in a chain')},chain`),
  )
  const start = `"${actions(making, 'starts a chain')}"`
  return [
    weighted(draw, [
      [9, () => `SecRule ${targets(making)} "${operator(making)}" ${start}`],
      [1, () => `SecAction ${start}`],
    ]),
    ...middle.map(line => line.replace('",chain"', '"chain"')),
    element(making, actions(making, 'in a chain')),
  ]
}

const element = (making: Making, list: ByteString): ByteString => {
  const written = list.replace(/^,/, '')
  return `SecRule ${targets(making)} "${operator(making)}"${written === '' ? '' : ` "${written}"`}`
}

/** One octet of a line, or some, are others. */
const spoilt = (draw: Draw, units: readonly Unit[]): readonly Unit[] => {
  const at = draw.below(units.length)
  return units.map((lines, index) =>
    index === at ? lines.map(line => damage(draw, line).replace(/[\0\r\n]/g, '')) : lines,
  )
}

/** Rule files are text, in UTF-8. */
const asText = (units: readonly Unit[]): readonly Unit[] =>
  units.map(lines => lines.map(line => line.replace(/[\x80-\xff]+/g, '\xc3\xa9')))

/** MATCHED_VARS shows memory behind a NUL, and these transformations can make one of what requests bring. */
const withoutMemory = (units: readonly Unit[]): readonly Unit[] => {
  const text = units.flat().join('\n')
  const ofAddresses = units.map(lines => lines.map(withWholeValues))
  if (!/matched_vars/i.test(text)) return ofAddresses
  return ofAddresses.map(lines =>
    lines.map(line => line.replace(/t:(?:md5|sha1|\w*decode\w*|parity\w*|utf8\w*|replaceNulls)/gi, 't:lowercase')),
  )
}

/** What these operators read goes on up to a NUL, which stands behind what a request brings, but not behind what matched or was transformed. */
const withWholeValues = (line: ByteString): ByteString =>
  /@(?:ipMatch|geoLookup)/i.test(line)
    ? line
        .replace(
          /^(SecRule )(\S+)/,
          (_, name: string, list: string) => name + list.replace(/matched_var\w*(?::[^|,]*)?/gi, 'REQUEST_URI'),
        )
        .replace(/t:\w+/g, 't:none')
    : line
