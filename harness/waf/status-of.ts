import type { Exchange } from './waf.ts'

/** The status of an exchange, in words where there is none, and whether the engine died; of what, each engine says in its own way. */
export const statusOf = ({ response, died }: Pick<Exchange, 'response' | 'died'>): string => {
  const status = response === undefined ? 'no response' : String(response.status)
  return died === undefined ? status : `${status}, and the engine died`
}
