import { type ByteString, untilNul } from '../../src/bytes.ts'
import type { Exchange, LogLine } from '../waf/waf.ts'
import type { ComparedField } from './fields.ts'
import type { KnownDivergence } from './known.ts'

/** A difference, as a comparison tells it. */
type Differing = {
  readonly field: ComparedField
  readonly rule?: number
  readonly one: ByteString | undefined
  readonly other: ByteString | undefined
}

/** A request, and what the emulator and the real engine made of it. */
type Case = { readonly request: ByteString; readonly one: Exchange; readonly other: Exchange }

/** A known difference, and what shows that something that differs in a case is of this kind. */
type Shown = { readonly known: KnownDivergence; readonly explains: (difference: Differing, shown: Case) => boolean }

/** Rules of CRS 3.3 and 4 with a chain element on MATCHED_VAR, MATCHED_VARS or MATCHED_VARS_NAMES. */
const ON_MATCHED_VARS: readonly number[] = [
  ...[921180, 932180, 932200, 932206, 932207, 932240, 933120, 933150, 933151, 941310, 942200, 942440, 944110, 944120],
]

const SHOWN: readonly Shown[] = [
  {
    known: {
      name: 'memory behind a NUL',
      example: 'GET /?a=open_basedir%00%3D1 HTTP/1.1\r\nHost: localhost\r\n\r\n',
      reason:
        'MATCHED_VARS copies a value up to its first NUL and keeps its length, so the engine reads whatever lay in that memory before. The emulator has the value itself there.',
      source: 'mod_security2 2.9.13, re_variables.c, var_matched_vars_generate',
    },
    explains: ({ field, rule, one, other }, { one: emulated, other: real }) => {
      if (field === 'status')
        return (
          emulated.log.some(line => isAloneByNul(line, real.log)) ||
          real.log.some(line => isAloneByNul(line, emulated.log))
        )
      if (!ON_MATCHED_VARS.includes(rule ?? 0)) return false
      if (field === 'rule') {
        return [...emulated.log, ...real.log].some(line => line.id === rule && showsNul(line))
      }
      return one !== undefined && other !== undefined && one.includes('\0') && untilNul(one) === untilNul(other)
    },
  },
  {
    known: {
      name: 'health endpoint',
      example: 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nMax-Forwards: 0\r\n\r\n',
      reason: 'The official image answers /healthz itself; the emulator has no such endpoint and asks the application.',
      source: 'the image owasp/modsecurity-crs, Location /healthz',
    },
    // What only rules on the answer, or on what httpd made of the path for it, can see.
    explains: ({ field, rule }, { request, one, other }) =>
      /^\S+ (?:\w+:\/\/[^/]*)?\/+healthz/.test(request) &&
      (field === 'status' ||
        [...one.log, ...other.log].some(
          ({ id, text }) => rule !== undefined && id === rule && / at (?:PATH_INFO|RESPONSE_\w+)\b/.test(text),
        )),
  },
  {
    known: {
      name: 'regex limits',
      example: `GET /?a=${'-'.repeat(3000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      reason:
        'SecPcreMatchLimit counts the steps of PCRE2, which another regex engine does not take. A pattern that exceeds the limit on the real engine may match here, and the reverse.',
      source: 'mod_security2 2.9.13, re_operators.c, msre_op_rx_execute',
    },
    explains: ({ field, rule, one, other }, { one: emulated, other: real }) => {
      if (field === 'message') return LIMIT.test(one ?? other ?? '')
      const limited = [...emulated.log, ...real.log].flatMap(({ text }) => LIMIT.exec(text)?.[1] ?? [])
      return limited.includes(String(rule))
    },
  },
]

/** The line of a rule whose search was given up. */
const LIMIT = /^Rule \S+ \[id "(\d*)"\].* - Execution error - PCRE limits exceeded/

/** The differences that stay. */
export const OF_FUZZ: readonly KnownDivergence[] = SHOWN.map(({ known }) => known)

/** The first divergence that explains all that differs in a request, what follows from other differences apart. */
export const explanationOf = (
  request: ByteString,
  one: Exchange,
  other: Exchange,
  differences: readonly Differing[],
): KnownDivergence | undefined => {
  const causes = differences.filter(difference => !isConsequence(difference))
  return SHOWN.find(({ explains }) => causes.every(difference => explains(difference, { request, one, other })))?.known
}

/** True for a line whose value is shown with a NUL. */
const showsNul = ({ text, msg = '', data = '' }: LogLine): boolean => /\0|\\x00/.test(text + msg + data)

/** True for a line of a rule on MATCHED_VARS that shows a NUL and that the other side lacks. */
const isAloneByNul = (line: LogLine, others: readonly LogLine[]): boolean =>
  ON_MATCHED_VARS.includes(line.id ?? 0) && showsNul(line) && !others.some(({ id }) => id === line.id)

/** Fields and rules that follow from others: scores, and the CRS's rules that compare and report them. */
const isConsequence = ({ field, rule }: Differing): boolean =>
  field.startsWith('scores.') || field === 'order' || [949110, 949111, 980130, 980170].includes(rule ?? 0)
