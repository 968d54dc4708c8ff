import type { ByteString } from '../bytes.ts'
import type { RuleElement } from '../transaction/rule.ts'
import type { Transaction } from '../transaction/transaction.ts'

/** Notes that an element's pattern has come to the limit of its work, as both engines do (rx.cc, 3.0.14). */
export const exceedPatternLimit = (element: RuleElement, tx: Transaction): void => {
  tx.tx.set('MSC_PCRE_LIMITS_EXCEEDED', '1')
  tx.observer.limit?.({ limit: 'regexSteps', text: patternLimitLine(element) }, tx)
  const line = tx.dialect.logs.patternLimit?.(element)
  if (line !== undefined) tx.message(3, line)
}

/**
 * What v2 logs of it, with the number that PCRE2 has for it (re_operators.c, `msre_op_rx_execute`; seen on 2.9.13). The engine
 * prints where the rule lies in memory.
 */
export const patternLimitLine = ({ id, source }: RuleElement): ByteString => {
  const address = `7f${source.line.toString(16).padStart(10, '0')}`
  const rule = `Rule ${address} [id "${id ?? '-'}"][file "${source.file}"][line "${source.line}"]`
  return `${rule} - Execution error - PCRE limits exceeded (-47): (null).`
}

/**
 * Looks at the clock. True when the request has used up its time: then no rule runs any more, and in the phases before
 * the last it is answered with 500, which the error log says. No real engine has such a limit.
 */
export const isOutOfTime = (tx: Transaction): boolean => {
  const { requestTimeMs } = tx.ruleSet.limits
  if (tx.isOutOfTime || tx.start.watch.elapsedMs() <= requestTimeMs) return tx.isOutOfTime
  tx.isOutOfTime = true
  const isAnswered = tx.phase === 5
  const end = isAnswered ? 'no rule runs any more' : 'no rule runs any more, and it is answered with 500'
  const text = `wafrig: the request has taken more than ${requestTimeMs} ms; ${end}.`
  tx.observer.limit?.({ limit: 'requestTimeMs', text }, tx)
  tx.message(1, text)
  if (isAnswered) return true
  tx.intervention = { kind: 'deny', status: 500, phase: tx.phase, ruleId: undefined, reason: text }
  tx.observer.intervention?.(tx.intervention, tx)
  return true
}
