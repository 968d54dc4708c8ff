import type { ByteString } from '../../src/bytes.ts'
import type { Difference } from '../diff/compare.ts'
import type { Exchange } from '../waf/waf.ts'

/** A difference that is known and stays: what it is, why, and how a request that shows it is recognised. */
export type KnownDivergence = {
  readonly name: string
  readonly reason: string
  readonly source: string
  /** True when all that differs is explained by this. */
  readonly explains: (
    request: ByteString,
    differences: readonly Difference[],
    one: Exchange,
    other: Exchange,
  ) => boolean
}

/** The first divergence that explains what differs. */
export const knownDivergence = (
  request: ByteString,
  one: Exchange,
  other: Exchange,
  differences: readonly Difference[],
): KnownDivergence | undefined => KNOWN.find(({ explains }) => explains(request, differences, one, other))

/** Fields and rules that follow from others: scores, and the CRS's rules that compare and report them. */
const isConsequence = ({ field, rule }: Difference): boolean =>
  field.startsWith('scores.') || field === 'order' || [949110, 949111, 980130, 980170].includes(rule ?? 0)

const causes = (differences: readonly Difference[]): readonly Difference[] =>
  differences.filter(difference => !isConsequence(difference))

/** Rules of CRS 3.3 and 4 with a chain element on MATCHED_VAR, MATCHED_VARS or MATCHED_VARS_NAMES. */
const ON_MATCHED_VARS: ReadonlySet<number> = new Set([
  ...[921180, 932180, 932200, 932206, 932207, 932240, 933120, 933150, 933151, 941310, 942200, 942440, 944110, 944120],
])

/** A NUL, in any of the ways in which a request can write one. */
const NUL = /\0|%(?:25)*00|%u0000|\\u0000|\\x00|\\0|&#x?0+;?/i

/** All of them. */
export const KNOWN: readonly KnownDivergence[] = [
  {
    name: 'memory behind a NUL',
    reason:
      'MATCHED_VARS copies a value up to its first NUL and keeps its length, so the engine reads whatever lay in that memory before. The emulator has the value itself there.',
    source: 'mod_security2 2.9.13, re_variables.c, var_matched_vars_generate',
    explains: (request, differences) =>
      NUL.test(request) && causes(differences).every(({ rule }) => rule !== undefined && ON_MATCHED_VARS.has(rule)),
  },
  {
    name: "the web server's own requests",
    reason:
      "CRS leaves out `GET /` without a version and `OPTIONS *` when they come from 127.0.0.1 or ::1, as httpd sends them to itself. The emulator's client is local, that of a container is not.",
    source: 'CRS 3.3 and 4, rules 905100 and 905110',
    explains: request => /^(?:GET \/|OPTIONS \*)(?: HTTP\/[12]\.[01])? ?\r\n/.test(request),
  },
  {
    name: 'health endpoint',
    reason: 'The official image answers /healthz itself; the emulator has no such endpoint and asks the application.',
    source: 'the image owasp/modsecurity-crs, Location /healthz',
    explains: request => /^\S+ (?:\w+:\/\/[^/]*)?\/+healthz/.test(request),
  },
  {
    name: 'regex limits',
    reason:
      'SecPcreMatchLimit counts the steps of PCRE2, which another regex engine does not take. A pattern that exceeds the limit on the real engine may match here, and the reverse.',
    source: 'mod_security2 2.9.13, re_operators.c, msre_op_rx_execute',
    explains: (_request, _differences, one, other) =>
      [...one.log, ...other.log].some(({ text }) => text.includes('PCRE limits exceeded')),
  },
]
