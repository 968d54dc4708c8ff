import type { About, Shortfall } from '../scenario/expectations/expectation.ts'
import { EXPECTATIONS, type Output } from '../scenario/output-schema.ts'
import type { Exchange, LogLine } from '../waf/waf.ts'

/**
 * Everything that an exchange leaves wanting, the status first; what the WAF does not show is not judged. In an FTW file
 * an answer without a status line (HTTP/0.9) is none, as FTW's programs cannot read it, and an error that is expected
 * settles the stage. A 408 is such an error: it comes when the web server has waited for the rest of a request longer
 * (20 s in the official images) than go-ftw (10 s) and python-ftw (5 s) wait for an answer.
 */
export const shortfalls = (output: Output, exchange: Exchange, ftw: boolean): readonly Shortfall[] => {
  const seen = ftw ? readableToFtw(exchange) : exchange
  if (ftw && output.expect_error === true && (seen.response?.status ?? TIMED_OUT) === TIMED_OUT) return []
  const found = EXPECTATIONS.filter(({ about }) => isShown(about, exchange)).flatMap(({ check }) => check(output, seen))
  return [...found.filter(({ key }) => key === 'status'), ...found.filter(({ key }) => key !== 'status')]
}

const TIMED_OUT = 408

const isShown = (about: About, { unknown = {} }: Exchange): boolean =>
  about === 'response' || about === 'nothing' || unknown[about] === undefined

const readableToFtw = ({ response, ...exchange }: Exchange): Exchange => ({
  ...exchange,
  log: exchange.log.map(withAnyId),
  ...(response === undefined || response.protocol === '' ? {} : { response }),
})

/** go-ftw takes a rule to have logged wherever its id stands: in the engine's errors too (2.5, its waflog/read.go). */
export const withAnyId = (line: LogLine): LogLine => {
  const id = line.id === undefined ? /\[id "(\d+)"\]/.exec(line.raw)?.[1] : undefined
  return id === undefined ? line : { ...line, id: Number(id) }
}
