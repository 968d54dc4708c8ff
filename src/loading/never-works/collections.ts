import { type ByteString, lowerCase } from '../../bytes.ts'
import type { ActionUse } from '../action-set.ts'
import { type Check, found, type PlacedRule, rulesOf, runsBehind, usesOf } from '../check.ts'

/** What is asked of or written to collections that no rule has opened by then: in mod_security2 they are not there. */
export const closedCollections: Check = read => {
  const uses = usesOf(read, ...OPENERS, ...WRITERS)
  const openers = uses.flatMap(({ use, ...placed }) => {
    const name = openedBy(use)
    return name === undefined ? [] : [{ name, ...placed }]
  })
  if (openers.some(({ name }) => name === ANY)) return []
  /** Why a collection is not there when a rule runs; undefined where it may be. */
  const closed = (name: string, user: PlacedRule): string | undefined => {
    const ofName = openers.filter(opener => opener.name === name)
    if (ofName.length === 0) return whyNever(name)
    if (ofName.some(opener => opener.at === user.at || runsBehind(user, opener))) return undefined
    return `the rules that open the collection ${name.toUpperCase()} run behind this one`
  }
  const written = uses.flatMap(({ use, span, ...user }) => {
    const name = writtenBy(use)
    if (name === undefined || name === ANY) return []
    if (name === '') return [found('COLLECTION_NOT_OPEN', `${shown(use)} sets nothing: it names no collection`, span)]
    const why = name === 'tx' && use.name === 'setvar' ? undefined : closed(name, user)
    return why === undefined ? [] : [found('COLLECTION_NOT_OPEN', `${shown(use)} changes nothing: ${why}`, span)]
  })
  const asked = rulesOf(read).flatMap(user =>
    user.rule.elements.flatMap(({ targets, targetsSpan }) =>
      targets.flatMap(({ kind, name, text }) => {
        const isAsked = kind === 'include' && PERSISTENT.has(lowerCase(name)) && targetsSpan !== undefined
        const why = isAsked ? closed(lowerCase(name), user) : undefined
        if (why === undefined || targetsSpan === undefined) return []
        return [found('COLLECTION_NOT_OPEN', `${text} is never there: ${why}`, targetsSpan())]
      }),
    ),
  )
  return [...written, ...asked]
}

const OPENERS = ['initcol', 'setsid', 'setuid', 'setrsc']
const WRITERS = ['setvar', 'expirevar', 'deprecatevar']

const PERSISTENT: ReadonlyMap<string, string> = new Map([
  ['ip', 'initcol:ip=…'],
  ['global', 'initcol:global=…'],
  ['session', 'setsid'],
  ['user', 'setuid'],
  ['resource', 'setrsc'],
])

/** A name that is known only when the rule runs. */
const ANY = '%'

const openedBy = ({ name, parameter }: ActionUse): string | undefined => {
  if (name === 'setsid') return 'session'
  if (name === 'setuid') return 'user'
  if (name === 'setrsc') return 'resource'
  return name === 'initcol' ? collectionName(parameter.text.split('=')[0] ?? '') : undefined
}

const writtenBy = ({ name, parameter: { text } }: ActionUse): string | undefined => {
  if (!WRITERS.includes(name)) return undefined
  const left = (text.split('=')[0] ?? '').replace(/^!/, '')
  const [first = '', ...rest] = left.split('.')
  if (first.includes('%{')) return ANY
  return rest.length === 0 ? (left.includes('%{') ? ANY : '') : collectionName(first)
}

const collectionName = (text: ByteString): string => (text.includes('%{') ? ANY : lowerCase(text))

const shown = ({ name, parameter }: ActionUse): string => `${name}:${parameter.text}`

const whyNever = (name: string): string => {
  if (name === 'tx') return 'variables of TX last as long as the request'
  const opener = PERSISTENT.get(name)
  return opener === undefined
    ? `there is no collection ${name.toUpperCase()} that rules can change`
    : `no rule opens the collection ${name.toUpperCase()} (${opener})`
}
