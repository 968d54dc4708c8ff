import type { ReadableDialect } from '../../loading/readable-dialect.ts'

/** Something that was seen and that shows a member. */
export type Case =
  /**
   * A test of a scenario file, which runs on the emulator and on the real engines. Where the member shows only beside others that
   * differ too, these are named.
   */
  | { readonly scenario: string; readonly test: string; readonly beside?: readonly MemberName[] }
  /** A record of what a release did. */
  | { readonly observed: string; readonly name: string }
  /** A test of the suite that holds what a release did. */
  | { readonly suite: string; readonly name: string }

/** What a member is about, and where it was seen. */
export type MemberEvidence = {
  /** What differs, for people: what mod_security2 does, and what libmodsecurity. */
  readonly differs: string
  readonly cases: readonly [Case, ...Case[]]
}

/** The groups of a dialect. */
export type Group = {
  [Key in keyof ReadableDialect]: ReadableDialect[Key] extends string ? never : Key
}[keyof ReadableDialect]

/** `rules.effects` */
export type MemberName = { [G in Group]: `${G}.${keyof ReadableDialect[G] & string}` }[Group]

/** The evidence of each member of a group: one that is missing or too many does not compile. */
export type EvidenceOf<G extends Group> = { readonly [Member in keyof ReadableDialect[G]]-?: MemberEvidence }

/** A test of `scenarios/dialects/<group>.yaml`. */
export const seenIn =
  (group: Group) =>
  (test: string, ...beside: readonly MemberName[]): Case => ({
    scenario: `scenarios/dialects/${group}.yaml`,
    test,
    beside,
  })

/** A record of mod_security2 2.9.7 and 2.9.13. */
export const observed = (topic: string, name: string): Case => ({ observed: `src/engine/observed/${topic}.json`, name })

/** A record of how the newest release loads rules. */
export const loading = (engine: 'v2' | 'v3', name: string): Case => ({
  observed: `src/dialects/observed/${engine}.json`,
  name,
})
