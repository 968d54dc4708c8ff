import { Registry } from '../../registry.ts'
import { DIALECTS } from '../index.ts'
import { DIALECT_NAMES, type DialectName } from '../names.ts'
import type { Case, Group, MemberEvidence } from './evidence.ts'
import { EVIDENCE } from './index.ts'

const HEAD = `# What differs between the engines

<!-- Made by \`npm run docs\` of src/dialects/evidence/; a test holds it to that. -->

A line is a member of a dialect (\`src/dialects/\`): what it is about, what it is in each dialect, and where that was seen.
\`v2\` is mod_security2 2.9.13 on Apache, \`v2.9.7\` its release in Debian 12; \`v3\` is libmodsecurity 3.0.16 on nginx, \`v3.0.14\` an
older release. Of a registry of parts the number of names is told; \`–\` is a member that a dialect does not have.

A case in \`scenarios/\` runs on the emulator and on the real engines; the others are records of what a release did, to which
tests hold the emulator. A case that can be run must fail when its member is another dialect's: a test does so.
`

const TITLES: Readonly<Record<Group, string>> = {
  reader: 'How a configuration is read',
  rules: 'How rules run',
  decide: 'What is done to a request',
  variables: 'What variables hold and how they are named',
  transformations: 'What transformations do',
  operators: 'What operators do',
  bodies: 'How request bodies are read',
  server: 'What the web server does around the engine',
  logs: 'What logs say',
  lua: 'What scripts get and what is made of them',
}

/** `docs/dialects.md`: a table for each group. */
export const dialectsPage = (): string => {
  const members = evidenceByMember()
  const tables = Object.entries(TITLES).map(([group, title]) => {
    const columns = [`\`${group}\``, 'what differs', ...DIALECT_NAMES.map(name => `\`${name}\``), 'seen']
    const rows = members.filter(one => one.group === group).map(row)
    return `${[`## ${title}`, '', line(columns), line(columns.map(() => '---')), ...rows].join('\n')}\n`
  })
  return [HEAD, ...tables].join('\n')
}

/** A member of all dialects. */
export type Member = { readonly group: string; readonly name: string; readonly evidence: MemberEvidence }

/** All members with their evidence. */
export const evidenceByMember = (): readonly Member[] =>
  Object.entries(EVIDENCE).flatMap(([group, members]) =>
    Object.entries<MemberEvidence>({ ...members }).map(([name, evidence]) => ({ group, name, evidence })),
  )

/** What a member is in a dialect; undefined where that does not have it. */
export const inDialect = (dialect: DialectName, { group, name }: Pick<Member, 'group' | 'name'>): unknown =>
  property(property(DIALECTS[dialect], group), name)

const property = (value: unknown, name: string): unknown =>
  new Map<string, unknown>(Object.entries(Object(value))).get(name)

const row = (member: Member): string => {
  const values = DIALECT_NAMES.map(dialect => inDialect(dialect, member))
  const cells = values.map(value => shown(value, member.name, DIALECT_NAMES[values.indexOf(value)] ?? ''))
  const { differs, cases } = member.evidence
  return line([`\`${member.name}\``, differs, ...cells, cases.map(link).join('<br>')])
}

/** A value in few words; what has no telling name is said to be of the first dialect that has it. */
const shown = (value: unknown, member: string, first: string): string => {
  if (value === undefined) return '–'
  if (typeof value === 'string') return `\`${value}\``
  if (value instanceof Registry) return `${value.names.length}`
  if (Array.isArray(value)) return value.map(item => `\`${item}\``).join(', ')
  if (typeof value === 'function' && value.name !== '' && value.name !== member) return `\`${value.name}\``
  if (typeof value === 'function' || value instanceof Map) return `${first}'s`
  const on = Object.entries(Object(value)).filter(([, isOn]) => isOn === true)
  return on.length === 0 ? `${first}'s` : on.map(([name]) => `\`${name}\``).join(', ')
}

const link = (one: Case): string => {
  if ('scenario' in one) return `[${one.test}](../${one.scenario})`
  return 'observed' in one ? `${one.name} (\`${one.observed}\`)` : `${one.name} (\`${one.suite}\`)`
}

const line = (cells: readonly string[]): string => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
