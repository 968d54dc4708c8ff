import { type ByteString, lowerCase } from '../../bytes.ts'
import type { ActionUse } from '../action-set.ts'
import { type Check, found, rulesOf, usesOf } from '../check.ts'

/** What is asked of or written to collections that no rule opens: in mod_security2 they are not there. */
export const closedCollections: Check = read => {
  const uses = usesOf(read, ...OPENERS, ...WRITERS)
  const opened = new Set(uses.flatMap(({ use }) => openedBy(use) ?? []))
  if (opened.has(ANY)) return []
  const written = uses.flatMap(({ use, span }) => {
    const name = writtenBy(use)
    if (name === undefined || name === ANY || opened.has(name)) return []
    if (name === '') return [found('COLLECTION_NOT_OPEN', `${shown(use)} sets nothing: it names no collection`, span)]
    if (name === 'tx' && use.name === 'setvar') return []
    return [found('COLLECTION_NOT_OPEN', `${shown(use)} changes nothing: ${why(name)}`, span)]
  })
  const asked = rulesOf(read).flatMap(({ rule }) =>
    rule.elements.flatMap(({ targets, targetsSpan }) =>
      targets.flatMap(({ kind, name, text }) => {
        const isClosed = kind === 'include' && PERSISTENT.has(lowerCase(name)) && !opened.has(lowerCase(name))
        if (!isClosed || targetsSpan === undefined) return []
        return [found('COLLECTION_NOT_OPEN', `${text} is never there: ${why(lowerCase(name))}`, targetsSpan())]
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

const why = (name: string): string => {
  if (name === 'tx') return 'variables of TX last as long as the request'
  const opener = PERSISTENT.get(name)
  return opener === undefined
    ? `there is no collection ${name.toUpperCase()} that rules can change`
    : `no rule opens the collection ${name.toUpperCase()} (${opener})`
}
