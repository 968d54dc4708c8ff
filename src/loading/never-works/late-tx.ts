import { type ByteString, lowerCase } from '../../bytes.ts'
import {
  type Check,
  found,
  type PlacedRule,
  type PlacedUse,
  type ReadRules,
  rulesOf,
  runsBehind,
  usesOf,
} from '../check.ts'

/** Variables of TX that are set when all that ask for them have run. */
export const lateTx: Check = read => {
  const readers = readersOf(read)
  const setters = settersOf(read)
  return [...setters].flatMap(([name, uses]) => {
    const asking = [...(readers.get(name) ?? []), ...(readers.get(ANY) ?? [])]
    if ((readers.get(name) ?? []).length === 0 || mayAskInScript(name, read)) return []
    if (uses.some(setter => asking.some(reader => reader.at === setter.at || runsBehind(reader, setter)))) return []
    return uses.map(({ span, text, rule }) => {
      const phases = [...new Set(asking.map(reader => reader.rule.phase))].join(' and ')
      const message = `setvar:${text} comes too late: the rules that ask for TX:${name} run before this one, in phase ${phases}, and this is phase ${rule.phase}`
      return found('SET_TOO_LATE', message, span)
    })
  })
}

/** Names that are known only when the rule runs, or all of a pattern. */
const ANY = '%'

type Setter = Omit<PlacedUse, 'use'> & { readonly text: ByteString }

const settersOf = (read: ReadRules): ReadonlyMap<string, readonly Setter[]> => {
  const setters = new Map<string, Setter[]>()
  for (const { rule, at, use, span } of usesOf(read, 'setvar')) {
    const name = /^tx\.([^=%]+)(?:=|$)/i.exec(use.parameter.text)?.[1]
    if (name === undefined || /^\d+$/.test(name)) continue
    const key = lowerCase(name)
    setters.set(key, [...(setters.get(key) ?? []), { rule, at, span, text: use.parameter.text }])
  }
  return setters
}

const readersOf = (read: ReadRules): ReadonlyMap<string, readonly PlacedRule[]> => {
  const readers = new Map<string, PlacedRule[]>()
  const add = (name: string, reader: PlacedRule): void => {
    const known = readers.get(name)
    if (known === undefined) readers.set(name, [reader])
    else known.push(reader)
  }
  for (const placed of rulesOf(read)) {
    for (const { targets, operator, actions } of placed.rule.elements) {
      for (const { name, selector } of targets) {
        if (name !== 'TX') continue
        add(selector === undefined || selector.isRegex ? ANY : lowerCase(selector.text), placed)
      }
      for (const { text } of [
        ...(operator === undefined ? [] : [operator.argument]),
        ...actions.uses.map(use => use.parameter),
      ]) {
        for (const [, name = ''] of text.matchAll(/%\{tx\.([^}]*)\}/gi))
          add(name.includes('%{') ? ANY : lowerCase(name), placed)
      }
    }
  }
  return readers
}

/** True if a script names the variable, or makes up names. */
const mayAskInScript = (name: string, { scripts }: ReadRules): boolean =>
  scripts.some(({ source }) => {
    const text = lowerCase(source)
    return text.includes(name) || /getvars\s*\(\s*["']tx["']|tx\.["'%]/.test(text)
  })
