import type { ByteString } from '../bytes.ts'
import type { LuaCall } from '../lua/host/host.ts'
import type { ServerLine } from '../servers/server.ts'
import type { Intervention } from './intervention.ts'
import type { Limits } from './limits.ts'
import type { Rule, RuleElement } from './rule.ts'
import type { Transaction } from './transaction.ts'

/** A rule's match that is worth a line: what every log format is rendered from. */
export type Alert = {
  readonly rule: Rule
  /** The element that matched last. */
  readonly element: RuleElement
  /** `Warning.` or `Access denied with code 403 (phase 2).`, … */
  readonly action: ByteString
  /** The operator's phrase, or what a script returned; undefined where v2 prints none. */
  readonly reason: ByteString | undefined
  /** Full name of the entry that matched and its value after transformations; undefined for a script. */
  readonly name: ByteString | undefined
  readonly value: ByteString | undefined
  /** The value before its transformations. */
  readonly original: ByteString | undefined
  readonly msg: ByteString | undefined
  readonly data: ByteString | undefined
  readonly tags: readonly ByteString[]
  /** Whether it goes to the error log. */
  readonly errorLog: boolean
  /** Whether it goes to the audit log. */
  readonly auditLog: boolean
}

/** A line of the engine's own: level 1–3 go to the error log. */
export type Message = { readonly level: number; readonly text: ByteString }

/** A limit that bounds a transaction was reached; `text` says what came of it. */
export type ExceededLimit = { readonly limit: keyof Limits; readonly text: ByteString }

/** Everything that happens to a transaction, by kind. */
export type Events = {
  phase: { readonly phase: number; readonly skipped?: string }
  rule: { readonly rule: Rule; readonly outcome: 'matched' | 'no match' | 'removed' | 'failed' }
  /** One value tested by one rule element. */
  test: {
    readonly element: RuleElement
    readonly name: ByteString
    readonly value: ByteString
    readonly transformed: ByteString
    readonly matched: boolean
    readonly reason: ByteString | undefined
  }
  /** A value of an element matched, before its effects run. Scripts aside. */
  match: { readonly rule: Rule; readonly element: RuleElement }
  transformation: {
    readonly element: RuleElement
    readonly name: ByteString
    readonly transformation: string
    readonly before: ByteString
    readonly after: ByteString
  }
  variable: {
    readonly collection: ByteString
    readonly key: ByteString
    readonly before: ByteString | undefined
    readonly after: ByteString | undefined
  }
  skip: { readonly rule: Rule; readonly to: ByteString }
  alert: Alert
  message: Message
  serverLine: ServerLine
  limit: ExceededLimit
  /** What a script did outside its own state. */
  lua: { readonly script: string; readonly call: LuaCall }
  intervention: Intervention
  /** The real engine's process dies of the request; the last that is told of it. */
  death: { readonly text: string }
}

/** Reads the events it has a function for; what nobody reads is not computed. */
export type Observer = { readonly [Kind in keyof Events]?: (event: Events[Kind], tx: Transaction) => void }

/** One observer that hands each event to several. */
export const observeAll = (...observers: readonly Observer[]): Observer => {
  const all: Observer = {}
  const join = <Kind extends keyof Events>(kind: Kind): void => {
    const readers = observers.flatMap(observer => observer[kind] ?? [])
    if (readers.length === 0) return
    const readAll = (event: Events[Kind], tx: Transaction): void => {
      for (const read of readers) read(event, tx)
    }
    Object.assign(all, { [kind]: readAll })
  }
  for (const kind of KINDS) join(kind)
  return all
}

const KINDS = [
  'phase',
  'rule',
  'test',
  'match',
  'transformation',
  'variable',
  'skip',
  'alert',
  'message',
  'serverLine',
  'limit',
  'lua',
  'intervention',
  'death',
] as const
