import type { ByteString } from '../../../src/bytes.ts'
import { type Draw, drawing } from '../fuzz/draw.ts'

/** A kind of benign request, and its share of a site's traffic in percent. What is left are attacks. */
type Kind = { readonly percent: number; readonly draw: (draw: Draw) => ByteString }

/** The share of attacks: the distinct requests of a rule set's own tests. */
export const ATTACK_PERCENT = 15

/** Benign requests by kind: as a browser sends them, with its headers and cookies; an API's JSON; an upload. */
export const BENIGN = {
  get2: { percent: 35, draw: draw => get(draw, 2) },
  get20: { percent: 25, draw: draw => get(draw, 20) },
  form1k: { percent: 15, draw: draw => post(draw, FORM, form(draw, 1024)) },
  json8k: { percent: 5, draw: draw => post(draw, 'application/json', json(draw, 8192)) },
  mp64k: { percent: 5, draw: draw => post(draw, `multipart/form-data; boundary=${BOUNDARY}`, upload(draw, 65_536)) },
} satisfies Readonly<Record<string, Kind>>

/** `count` requests of a kind, the same ones for the same seed. */
export const benign = ({ draw }: Kind, seed: number, count: number): readonly ByteString[] =>
  Array.from({ length: count }, (_, index) => draw(drawing(seed, index)))

const FORM = 'application/x-www-form-urlencoded'
const BOUNDARY = '----WebKitFormBoundaryq3uJd8Yw0aL1tXzE'

const get = (draw: Draw, count: number): ByteString =>
  `GET ${path(draw)}?${fields(draw, count).join('&')} HTTP/1.1\r\n${headers(draw).join('\r\n')}\r\n\r\n`

const post = (draw: Draw, type: string, body: ByteString): ByteString => {
  const lines = [
    ...headers(draw),
    'Origin: http://localhost',
    `Content-Type: ${type}`,
    `Content-Length: ${body.length}`,
  ]
  return `POST ${path(draw)} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}

const path = (draw: Draw): ByteString => `/${draw.several(1, 3, () => draw.pick(WORDS)).join('/')}`

const headers = (draw: Draw): readonly ByteString[] => [
  'Host: localhost',
  `User-Agent: ${draw.pick(BROWSERS)}`,
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  `Accept-Language: ${draw.pick(['en-US,en;q=0.9', 'de-CH,de;q=0.8,en;q=0.5', 'fr,en;q=0.7'])}`,
  'Accept-Encoding: gzip, deflate',
  `Referer: http://localhost${path(draw)}`,
  `Cookie: session=${digits(draw, 26)}; theme=${draw.pick(WORDS)}; _visits=${draw.below(400)}; lang=${draw.pick(['en', 'de', 'fr'])}`,
  'Connection: keep-alive',
]

const fields = (draw: Draw, count: number): readonly ByteString[] =>
  Array.from({ length: count }, (_, index) => `${draw.pick(WORDS)}${index}=${encodeURIComponent(value(draw))}`)

const form = (draw: Draw, octets: number): ByteString => {
  let body = ''
  for (let at = 0; body.length < octets; at++)
    body += `${at === 0 ? '' : '&'}${draw.pick(WORDS)}${at}=${plus(value(draw))}`
  return body
}

const plus = (text: string): ByteString => encodeURIComponent(text).replaceAll('%20', '+')

const json = (draw: Draw, octets: number): ByteString => {
  const items: string[] = []
  for (let length = 0; length < octets; length += (items.at(-1)?.length ?? 0) + 1)
    items.push(JSON.stringify(item(draw)))
  return `{"items":[${items.join(',')}]}`
}

const item = (draw: Draw): unknown => ({
  id: draw.below(100_000),
  name: value(draw),
  price: draw.below(10_000) / 100,
  inStock: draw.chance(50),
  tags: draw.several(1, 3, () => draw.pick(WORDS)),
})

const upload = (draw: Draw, octets: number): ByteString => {
  const part = (name: string, content: ByteString): ByteString =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${content}\r\n`
  const file = `; filename="${draw.pick(WORDS)}.bin"\r\nContent-Type: application/octet-stream\r\n\r\n${bytes(draw, octets)}`
  return `${part('title', `\r\n\r\n${value(draw)}`)}${part('file', file)}--${BOUNDARY}--\r\n`
}

/** What people type: words, a number, a date, an address. */
const value = (draw: Draw): string => {
  const words = draw.several(1, 6, () => draw.pick(WORDS)).join(' ')
  if (draw.chance(60)) return words
  return draw.pick([
    String(draw.below(1_000_000)),
    `20${10 + draw.below(20)}-0${1 + draw.below(9)}-1${draw.below(10)}`,
    `${draw.pick(WORDS)}.${draw.pick(WORDS)}@example.com`,
    digits(draw, 16),
  ])
}

const digits = (draw: Draw, count: number): ByteString =>
  Array.from({ length: count }, () => draw.below(16).toString(16)).join('')

const bytes = (draw: Draw, count: number): ByteString =>
  Array.from({ length: count }, () => String.fromCharCode(draw.below(256))).join('')

const WORDS = [
  ...(['account', 'address', 'amount', 'article', 'basket', 'blue', 'category', 'city', 'color', 'comment'] as const),
  ...([
    'country',
    'Customer',
    'delivery',
    'email',
    'first',
    'garden',
    'green',
    'House',
    'invoice',
    'language',
  ] as const),
  ...([
    'letter',
    'Light',
    'market',
    'message',
    'mountain',
    'museum',
    'news',
    'number',
    'page',
    'paper',
    'people',
  ] as const),
  ...(['phone', 'photo', 'picture', 'product', 'quantity', 'question', 'river', 'search', 'shipping', 'size'] as const),
  ...(['station', 'street', 'subject', 'summer', 'ticket', 'title', 'total', 'train', 'weather', 'Winter'] as const),
] as const

const BROWSERS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
] as const
