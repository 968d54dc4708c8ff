import { bodies } from './bodies.ts'
import { decide } from './decide.ts'
import type { EvidenceOf, Group } from './evidence.ts'
import { logs } from './logs.ts'
import { lua } from './lua.ts'
import { operators } from './operators.ts'
import { reader } from './reader.ts'
import { rules } from './rules.ts'
import { server } from './server.ts'
import { transformations } from './transformations.ts'
import { variables } from './variables.ts'

/** The evidence of all members, by group. */
export const EVIDENCE: { readonly [G in Group]: EvidenceOf<G> } = {
  reader,
  rules,
  decide,
  variables,
  transformations,
  operators,
  bodies,
  server,
  logs,
  lua,
}
