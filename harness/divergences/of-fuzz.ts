import type { ByteString } from '../../src/bytes.ts'
import type { Exchange } from '../waf/waf.ts'
import type { ComparedField } from './fields.ts'
import { divergencesAt, explainsDifference, type KnownDivergence } from './known.ts'

/** Rules of CRS 3.3 and 4 with a chain element on MATCHED_VAR, MATCHED_VARS or MATCHED_VARS_NAMES. */
const ON_MATCHED_VARS: readonly number[] = [
  ...[921180, 932180, 932200, 932206, 932207, 932240, 933120, 933150, 933151, 941310, 942200, 942440, 944110, 944120],
]

/** A NUL, in any of the ways in which a request can write one. */
const NUL = /\0|%(?:25)*00|%[uU]0000|\\[uU]0000|\\[xX]00|\\0|&#[xX]?0+;?/

/** Differences between the emulator and the real engine that stay; the test is a regular expression on the octets. */
export const OF_FUZZ: readonly KnownDivergence[] = [
  {
    name: 'memory behind a NUL',
    test: String(NUL),
    rules: ON_MATCHED_VARS,
    example: 'GET /?a=open_basedir%00%3D1 HTTP/1.1\r\nHost: localhost\r\n\r\n',
    reason:
      'MATCHED_VARS copies a value up to its first NUL and keeps its length, so the engine reads whatever lay in that memory before. The emulator has the value itself there.',
    source: 'mod_security2 2.9.13, re_variables.c, var_matched_vars_generate',
  },
  {
    name: "the web server's own requests",
    test: String(/^(?:GET \/|OPTIONS \*)(?: HTTP\/[12]\.[01])? ?\r\n/),
    example: 'GET /\r\n\r\n',
    reason:
      "CRS leaves out `GET /` without a version and `OPTIONS *` when they come from 127.0.0.1 or ::1, as httpd sends them to itself. The emulator's client is local, that of a container is not.",
    source: 'CRS 3.3 and 4, rules 905100 and 905110',
  },
  {
    name: 'health endpoint',
    test: String(/^\S+ (?:\w+:\/\/[^/]*)?\/+healthz/),
    example: 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nMax-Forwards: 0\r\n\r\n',
    reason: 'The official image answers /healthz itself; the emulator has no such endpoint and asks the application.',
    source: 'the image owasp/modsecurity-crs, Location /healthz',
  },
  {
    name: 'regex limits',
    logged: 'PCRE limits exceeded',
    example: `GET /?a=${'-'.repeat(3000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    reason:
      'SecPcreMatchLimit counts the steps of PCRE2, which another regex engine does not take. A pattern that exceeds the limit on the real engine may match here, and the reverse.',
    source: 'mod_security2 2.9.13, re_operators.c, msre_op_rx_execute',
  },
]

type Differing = { readonly field: ComparedField; readonly rule?: number }

/** The first divergence that explains all that differs in a request, what follows from other differences apart. */
export const explanationOf = (
  request: ByteString,
  one: Exchange,
  other: Exchange,
  differences: readonly Differing[],
): KnownDivergence | undefined => {
  const log = [...one.log, ...other.log].map(({ text }) => text)
  const causes = differences.filter(difference => !isConsequence(difference))
  return divergencesAt(OF_FUZZ, { id: request, description: '', log }).find(known =>
    causes.every(difference => explainsDifference(known, difference)),
  )
}

/** Fields and rules that follow from others: scores, and the CRS's rules that compare and report them. */
const isConsequence = ({ field, rule }: Differing): boolean =>
  field.startsWith('scores.') || field === 'order' || [949110, 949111, 980130, 980170].includes(rule ?? 0)
