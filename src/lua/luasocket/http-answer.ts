import { type ByteString, lowerCase } from '../../bytes.ts'
import { isKnownScheme } from './http-plan.ts'
import { parseUrl } from './url.ts'

/** What a line of a header block does to the block. */
export type BlockState = 'open' | 'complete' | 'malformed'

/** A header block that is read line by line. */
export type FieldBlock = {
  readonly take: (line: ByteString) => BlockState
  /** Names in lower case; the values of a repeated name are joined by a comma. */
  readonly fields: ReadonlyMap<ByteString, ByteString>
}

/** An empty block. A line that begins with white space goes on with the value before it, white space included. */
export const fieldBlock = (): FieldBlock => {
  const fields = new Map<ByteString, ByteString>()
  let last: { readonly name: ByteString; readonly before: ByteString; value: ByteString } | undefined
  return {
    fields,
    take: line => {
      if (line === '') return 'complete'
      if (last !== undefined && SPACE.test(line)) {
        last.value += line
      } else {
        const colon = line.indexOf(':')
        if (colon === -1) return 'malformed'
        const name = lowerCase(line.slice(0, colon))
        const earlier = fields.get(name)
        last = {
          name,
          before: earlier === undefined ? '' : `${earlier}, `,
          value: line.slice(colon + 1).replace(SPACE, ''),
        }
      }
      fields.set(last.name, last.before + last.value)
      return 'open'
    },
  }
}

/** White space of C's locale at the start. */
const SPACE = /^[\t-\r ]+/

/** The three digits of a status line. */
export const statusDigits = (line: ByteString): ByteString | undefined => /HTTP\/\d*\.\d* (\d{3})/.exec(line)?.[1]

/** The size in the line before a chunk, whose extensions count for nothing; undefined where there is none. */
export const chunkSize = (line: ByteString): number | undefined => {
  const digits = /^[\t-\r ]*(-?[\dA-Fa-f]+)[\t-\r ]*(?:;|$)/.exec(line)?.[1]
  return digits === undefined ? undefined : Math.max(0, Number.parseInt(digits, 16))
}

/** How the body of an answer ends, as the kinds of LuaSocket's sources; undefined where there is no body. */
export const framingOf = (answer: {
  readonly method: ByteString
  readonly code: number
  readonly coding: ByteString | undefined
  readonly hasLength: boolean
}): 'http-chunked' | 'by-length' | 'until-closed' | undefined => {
  if (answer.method === 'HEAD' || answer.code < 200 || BODILESS.has(answer.code)) return undefined
  if (answer.coding !== undefined && answer.coding !== 'identity') return 'http-chunked'
  return answer.hasLength ? 'by-length' : 'until-closed'
}

const BODILESS: ReadonlySet<number> = new Set([204, 304])

/** An answer that may send the client elsewhere, and the request it is for. */
export type Crossing = {
  readonly method: ByteString
  readonly scheme: ByteString
  readonly code: number
  readonly location: ByteString
}

/** Whether LuaSocket 3.0.0 goes where the answer points. */
export const isFollowed = (crossing: Crossing): boolean => {
  const location = crossing.location.replace(/[\t-\r ]/g, '')
  const scheme = parseUrl(location).scheme
  return (
    location !== '' &&
    FOLLOWED.codes.has(crossing.code) &&
    FOLLOWED.methods.has(crossing.method) &&
    (scheme === undefined || isKnownScheme(scheme)) &&
    (crossing.scheme !== 'https' || scheme === 'https')
  )
}

const FOLLOWED: { readonly codes: ReadonlySet<number>; readonly methods: ReadonlySet<ByteString> } = {
  codes: new Set([301, 302, 303, 307]),
  methods: new Set(['GET', 'HEAD']),
}
