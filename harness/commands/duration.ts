import { InvalidArgumentError } from 'commander'

/** Milliseconds of Go's units of time. */
const UNITS_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

const PART = /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g

/** Reads an option that is a time as Go writes it, e.g. 500ms or 1m30s, or 0. The text stays, to be repeated. */
export const duration = (text: string): string => {
  if (text === '0' || (text !== '' && text.replace(PART, '') === '')) return text
  throw new InvalidArgumentError('wanted a time, e.g. 500ms, 3s or 1m30s')
}

/** The time in ms. */
export const durationMs = (text: string): number =>
  [...text.matchAll(PART)].reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS_MS[unit ?? ''] ?? 0), 0)
