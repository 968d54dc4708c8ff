import { fromOctets } from '../../src/bytes.ts'
import type { Clock, Piecemeal, Sent } from '../waf/waf.ts'
import { WAIT_LIMIT_S } from './file-schema.ts'
import type { Input } from './input-schema.ts'
import { momentMs } from './moment.ts'
import { buildRequest } from './request.ts'
import type { Stage } from './scenario.ts'
import { scriptOf } from './scorer-schema.ts'

/** A request of a scenario, and whose it is. */
export type StageRequest = {
  readonly sent: Sent
  /** Index of its stage. */
  readonly stage: number
  /** Which of the stage's repetitions it is, from 1; undefined where the stage is not repeated. */
  readonly repetition: number | undefined
}

/** What goes over one connection: one request, as a rule. */
export type ConnectionRequests = readonly StageRequest[]

/** All requests of stages in their order, by the connections that they go over. `startedMs` is the time, in ms since the epoch. */
export const sendingsOf = (stages: readonly Stage[], startedMs: number): readonly ConnectionRequests[] => {
  const clockOf = clocks(stages, startedMs)
  const sendings: StageRequest[][] = []
  let link: Link = 'close'
  for (const [stage, one] of stages.entries()) {
    const octets = buildRequest(one.input)
    for (let count = 1; count <= (one.repeat ?? 1); count++) {
      const sent = sentOf(one, octets, clockOf(one), link)
      const request: StageRequest = { sent, stage, repetition: one.repeat === undefined ? undefined : count }
      const open = sendings.at(-1)
      if (link === 'close' || open === undefined) sendings.push([request])
      else open.push(request)
      link = one.input.connection ?? 'close'
    }
  }
  return sendings
}

/** True of a request that any WAF can be sent: there is nothing to say of it but how the scoring server answers. */
export const isPlain = ({ client, clock, pieces }: Sent): boolean =>
  client === undefined && clock === undefined && pieces === undefined

type Link = NonNullable<Input['connection']>

const sentOf = ({ input, scorer }: Stage, octets: Uint8Array, clock: Clock | undefined, link: Link): Sent => ({
  octets,
  when: link === 'pipeline' ? 'at once' : 'after the answer',
  ...(scorer === undefined ? {} : { scorer: scriptOf(scorer) }),
  ...(input.client === undefined ? {} : { client: input.client }),
  ...(clock === undefined ? {} : { clock }),
  ...(input.pieces === undefined ? {} : { pieces: piecesOf(input.pieces, octets) }),
})

/**
 * Gives each request its moment, in their order: it is the time of the first one, and so much later as the stages say. Undefined where no
 * stage says anything.
 */
const clocks = (stages: readonly Stage[], startedMs: number): ((stage: Stage) => Clock | undefined) => {
  const waits = stages.map(({ wait_s = 0, repeat = 1 }) => wait_s * repeat).reduce((sum, one) => sum + one, 0)
  const cannot = stages.some(({ time }) => time !== undefined)
    ? 'sets the time, and the clock of a real WAF cannot be moved'
    : waits > WAIT_LIMIT_S
      ? `lets ${waits} s pass, and the clock of a real WAF cannot be moved; ${WAIT_LIMIT_S} s at most are waited`
      : undefined
  if (cannot === undefined && waits === 0) return () => undefined
  let nowMs = startedMs
  return ({ time, wait_s = 0 }) => {
    const waitMs = wait_s * 1000
    nowMs = (time === undefined ? undefined : momentMs(time)) ?? nowMs + waitMs
    return { nowMs, wait: cannot === undefined ? { ms: waitMs } : { cannot } }
  }
}

const PAUSE_MS = 100

/** The pieces that octets are cut into; less than are asked for where the octets do not suffice. */
const piecesOf = (
  { bytes, after, pause_ms = PAUSE_MS }: NonNullable<Input['pieces']>,
  octets: Uint8Array,
): Piecemeal => ({
  lengths: lengthsOf(cutAfter(after, octets) ?? bytes ?? octets.length, octets.length),
  pauseMs: pause_ms,
})

const ENDS = { 'request line': '\r\n', head: '\r\n\r\n' }

/** Length of the first of two pieces. */
const cutAfter = (after: keyof typeof ENDS | undefined, octets: Uint8Array): readonly number[] | undefined => {
  if (after === undefined) return undefined
  const at = fromOctets(octets).indexOf(ENDS[after])
  return at === -1 ? [] : [at + ENDS[after].length]
}

const lengthsOf = (wanted: number | readonly number[], length: number): readonly number[] => {
  const lengths: number[] = []
  let left = length
  for (let index = 0; left > 0; index++) {
    const next = Math.min(left, typeof wanted === 'number' ? wanted : (wanted[index] ?? left))
    lengths.push(next)
    left -= next
  }
  return lengths
}
