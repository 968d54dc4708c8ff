import type { LogLine } from '../waf/waf.ts'

/** What a WAF did to a request instead of letting it pass, as its error log tells it. */
export type SeenIntervention = {
  readonly action: 'deny' | 'drop' | 'redirect' | 'proxy'
  /** The status it answered with; absent where it closed the connection or passed the request on. */
  readonly status?: number
  readonly phase: number
  /** The rule that decided. */
  readonly ruleId?: number
  /** The line that says so. */
  readonly line: LogLine
}

/** The intervention that a transaction's log tells of; a rule with `nolog` tells of none. */
export const seenIntervention = (log: readonly LogLine[]): SeenIntervention | undefined => {
  for (const line of log) {
    const [, how = '', phase] = /^Access denied (.*?) ?\(phase (\d)\)/s.exec(line.text) ?? []
    if (phase === undefined) continue
    const status = /^(?:with code|with redirection to .* using status) (\d+)$/s.exec(how)?.[1]
    return {
      action: actionOf(how),
      ...(status === undefined ? {} : { status: Number(status) }),
      phase: Number(phase),
      ...(line.id === undefined ? {} : { ruleId: line.id }),
      line,
    }
  }
  return undefined
}

const actionOf = (how: string): SeenIntervention['action'] => {
  if (how.startsWith('with connection close')) return 'drop'
  if (how.startsWith('with redirection to')) return 'redirect'
  return how.startsWith('using proxy to') ? 'proxy' : 'deny'
}
