import { type ByteString, equalsIgnoringCase } from '../../bytes.ts'
import { headerValue, mergedHeaders, withoutHeader } from '../../http/headers.ts'
import type { HttpRequest, HttpResponse } from '../../http/message.ts'
import { errorPage } from './error-page.ts'

/**
 * What httpd 2.4 makes of a Range header and a whole answer (its filter BYTERANGE; seen on 2.4.69): 206 with the part
 * that was asked for, 416 when no range is inside, else the answer as it is. Ranges that touch are one; several that
 * do not are answered in one multipart body.
 */
export const withByteRange = (request: HttpRequest, response: HttpResponse): HttpResponse => {
  const headers = mergedHeaders(request.headers)
  const wanted = headerValue(headers, 'Range')
  if (wanted === undefined || response.status !== 200 || request.method === 'HEAD') return response
  if (request.protocol === 'HTTP/0.9' || headerValue(headers, 'If-Range') !== undefined) return response
  const ranges = readRanges(wanted, response.body.length)
  if (ranges === 'ignored') return response
  const [first, ...others] = ranges
  if (first === undefined) return unsatisfiable(response)
  const span = ([start, end]: Range): ByteString => `bytes ${start}-${end}/${response.body.length}`
  const part = ([start, end]: Range): ByteString => response.body.slice(start, end + 1)
  if (others.length === 0) return partial(response, part(first), [{ name: 'Content-Range', value: span(first) }])
  const type = headerValue(response.headers, 'Content-Type') ?? 'text/plain'
  const pieces = ranges.map(
    range => `\r\n--${BOUNDARY}\r\nContent-type: ${type}\r\nContent-range: ${span(range)}\r\n\r\n${part(range)}`,
  )
  return partial(response, `${pieces.join('')}\r\n--${BOUNDARY}--\r\n`, [
    { name: 'Content-Type', value: `multipart/byteranges; boundary=${BOUNDARY}` },
  ])
}

/** First and last octet. */
type Range = readonly [start: number, end: number]

const BOUNDARY = '0000000000000000'

/** The whole list is ignored for what is no range, unless it begins with everything. */
const readRanges = (header: ByteString, length: number): readonly Range[] | 'ignored' => {
  if (!equalsIgnoringCase(header.slice(0, 6), 'bytes=')) return 'ignored'
  if (length > 0 && /^0-(?:,|$)/.test(header.slice(6))) return [[0, length - 1]]
  const found: [number, number][] = []
  let isOutside = false
  for (const text of header.slice(6).replace(/,$/, '').split(',')) {
    const [, from = '', to = ''] = /^(\d*)-(\d*)$/.exec(text) ?? []
    if (from === '' && (to === '' || Number(to) === 0)) return 'ignored'
    const start = from === '' ? Math.max(0, length - Number(to)) : Number(from)
    const end = from === '' || to === '' ? length - 1 : Number(to)
    if (from !== '' && to !== '' && start > end) return 'ignored'
    if (start >= length) isOutside = true
    else add(found, [start, Math.min(end, length - 1)])
  }
  const total = found.reduce((sum, [start, end]) => sum + end - start + 1, 0)
  if (found.length === 0) return isOutside ? [] : 'ignored'
  return total > length ? 'ignored' : found
}

const add = (ranges: [number, number][], [start, end]: Range): void => {
  const last = ranges.at(-1)
  if (last === undefined || start > last[1] + 1 || end < last[0] - 1) {
    ranges.push([start, end])
    return
  }
  last[0] = Math.min(last[0], start)
  last[1] = Math.max(last[1], end)
}

const partial = (response: HttpResponse, body: ByteString, more: HttpResponse['headers']): HttpResponse => {
  const names = ['Content-Length', ...more.map(({ name }) => name)]
  const kept = names.reduce((headers, name) => withoutHeader(headers, name), response.headers)
  const headers = [...kept, { name: 'Content-Length', value: String(body.length) }, ...more]
  return { ...response, status: 206, reason: 'Partial Content', headers, body }
}

/** httpd's page, in place of the response that was on its way. */
const unsatisfiable = (response: HttpResponse): HttpResponse => ({
  ...errorPage(416),
  protocol: response.protocol,
})
