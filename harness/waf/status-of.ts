import type { Exchange } from './waf.ts'

/** The status of an exchange, in words where there is none. */
export const statusOf = ({ response, died }: Pick<Exchange, 'response' | 'died'>): string =>
  died !== undefined
    ? `no response, the engine died (${died})`
    : response === undefined
      ? 'no response'
      : String(response.status)
