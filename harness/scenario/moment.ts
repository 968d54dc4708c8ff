import { z } from 'zod'

/** A date and a time of day, with or without a zone. */
const FORM = /^(\d{4})-(\d\d)-(\d\d)[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?$/

/** A moment as a scenario writes it. */
export const momentSchema = z
  .string()
  .refine(text => momentMs(text) !== undefined, {
    message: 'wanted a date and a time of day: 2026-12-24T03:30:00, or with its zone 2026-12-24T03:30:00Z',
  })
  .describe(
    'When the request comes, e.g. 2026-12-24T03:30:00; without a zone by the clock on the wall where the WAF is. Only emulators can be told.',
  )

/** The moment in ms since the epoch; undefined for a text that is none, and for a day that no month has. */
export const momentMs = (text: string): number | undefined => {
  const [, year, month, day] = FORM.exec(text) ?? []
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  const ms = Date.parse(text.replace(' ', 'T'))
  return Number(day) <= lastDay && !Number.isNaN(ms) ? ms : undefined
}
