import { invalid, type PatternReader, take, takeMatch } from './reader.ts'

/** Checks, when every group is known, that there is a group of this number. */
export const resolveNumber = (reader: PatternReader, group: number, at: number): void => {
  if (group >= 1 && group <= reader.groupCount) return
  throw invalid('reference to non-existent subpattern', `the pattern has ${reader.groupCount} groups`, at)
}

/** The numbers of the groups of this name, when every group is known. */
export const resolveName = (reader: PatternReader, name: string, at: number): readonly number[] => {
  const groups = reader.names.get(name)
  if (groups === undefined) throw invalid('reference to non-existent subpattern', `no group is named ${name}`, at)
  return groups
}

/**
 * The group that a subroutine call names, up to and with the closing text: a number, a signed (relative) number or a
 * name. The list is filled with it when every group is known; 0 is the whole pattern.
 */
export const readCallee = (reader: PatternReader, close: string): readonly number[] => {
  const { at } = reader
  const number = takeMatch(reader, /([+-]?)(\d+)/y)
  const name = number === undefined ? takeMatch(reader, /[A-Za-z_]\w*/y)?.[0] : undefined
  if ((number === undefined && name === undefined) || !take(reader, close)) {
    throw invalid('a group number or name is expected', `close it with ${close}`, reader.at)
  }
  const afterNumber = reader.at - 1
  const groups: number[] = []
  if (name !== undefined) reader.atEnd.push(() => groups.push(...resolveName(reader, name, at).slice(0, 1)))
  else groups.push(relativeGroup(reader, number?.[1] ?? '', Number(number?.[2]), afterNumber))
  reader.atEnd.push(() => {
    for (const group of groups) if (group !== 0) resolveNumber(reader, group, afterNumber)
  })
  return groups
}

/** The group number that a number with this sign means here, -1 being the last group opened; `at` is for a refusal. */
export const relativeGroup = (reader: PatternReader, sign: string, count: number, at: number): number => {
  if (sign === '-' && (count === 0 || count > reader.lastGroup)) {
    throw invalid('reference to non-existent subpattern', `only ${reader.lastGroup} groups were opened before`, at)
  }
  if (sign === '-') return reader.lastGroup - count + 1
  return sign === '+' ? reader.lastGroup + count : count
}
