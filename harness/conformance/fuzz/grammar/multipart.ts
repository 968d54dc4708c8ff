import type { ByteString } from '../../../../src/bytes.ts'
import type { Draw } from '../draw.ts'
import { damage, name, value } from './value.ts'

/** A body with the Content-Type that goes with it. */
export type TypedBody = { readonly type: ByteString; readonly content: ByteString }

/** A multipart body, right or wrong in one of the ways that parsers disagree about. */
export const multipart = (draw: Draw): TypedBody => {
  const boundary = draw.pick([
    'b',
    '----WebKitFormBoundaryX',
    '0000',
    'a b',
    "a'b",
    'x'.repeat(70),
    'a=b',
    '--',
    'b\xe9',
  ])
  const type = contentType(draw, boundary)
  const end = draw.chance(92) ? '\r\n' : draw.pick(['\n', '\r', '\n\r'])
  const parts = draw.several(0, 4, () => `${delimiter(draw, boundary)}${end}${part(draw, end)}`)
  const last = draw.chance(88)
    ? `--${boundary}--${end}`
    : draw.pick([
        '',
        `--${boundary}`,
        `--${boundary}--`,
        `--${boundary}-${end}`,
        `--${boundary}--x${end}`,
        `--${boundary} --${end}`,
      ])
  const before = draw.chance(94) ? '' : draw.pick([end, `preamble${end}`, ' ', `--${end}`, '-'])
  const after = draw.chance(94) ? '' : draw.pick(['x', `epilogue${end}`, end, `--${boundary}${end}`, `--x${end}`])
  const content = `${before}${parts.join('')}${last}${after}`
  return { type, content: draw.chance(6) ? damage(draw, content) : content }
}

const contentType = (draw: Draw, boundary: ByteString): ByteString => {
  if (draw.chance(80)) return `multipart/form-data; boundary=${/[ =]/.test(boundary) ? `"${boundary}"` : boundary}`
  return draw.pick([
    `multipart/form-data; boundary="${boundary}"`,
    `multipart/form-data;boundary=${boundary}`,
    `multipart/form-data boundary=${boundary}`,
    `multipart/form-data; boundary =${boundary}`,
    `multipart/form-data; boundary= ${boundary}`,
    `multipart/form-data; boundary="${boundary}`,
    `multipart/form-data; boundary=${boundary}; boundary=x`,
    `multipart/form-data, boundary=${boundary}`,
    `Multipart/Form-Data; Boundary=${boundary}`,
    `multipart/form-data; charset=utf-8; boundary=${boundary}`,
    `multipart/form-data; boundary=${boundary} `,
    `multipart/form-data; x=y; boundary=${boundary}`,
    `multipart/form-data; boundary=${boundary},`,
    `multipart/mixed; boundary=${boundary}`,
    'multipart/form-data',
  ])
}

const delimiter = (draw: Draw, boundary: ByteString): ByteString =>
  draw.chance(93)
    ? `--${boundary}`
    : draw.pick([
        `--${boundary} `,
        `-${boundary}`,
        `--${boundary}x`,
        `--${boundary.toUpperCase()}`,
        boundary,
        `---${boundary}`,
        `--${boundary}\t`,
      ])

const part = (draw: Draw, end: ByteString): ByteString => {
  const fields = [disposition(draw)]
  if (draw.chance(30))
    fields.push(
      draw.pick([
        'Content-Type: text/plain',
        'content-type: application/x-php',
        'Content-Type:',
        'Content-Type: text/plain; charset=utf-7',
      ]),
    )
  if (draw.chance(8)) {
    fields.push(
      draw.pick([
        'Content-Transfer-Encoding: base64',
        'X: y',
        'no colon',
        ' folded',
        '\tfolded=1',
        ': no name',
        'X : y',
        'A\xe9: b',
        'X:\0',
        'Content-Disposition: form-data; name="twice"',
      ]),
    )
  }
  if (draw.chance(5)) fields.reverse()
  return `${fields.map(line => line + end).join('')}${draw.chance(97) ? end : ''}${value(draw)}${draw.chance(97) ? end : ''}`
}

const disposition = (draw: Draw): ByteString => {
  const quote = draw.chance(88) ? '"' : draw.pick(["'", '', '\\"'])
  const named = `name=${quote}${name(draw)}${quote}`
  const isFile = draw.chance(35)
  const file = `filename=${quote}${draw.pick(['a.txt', 'x.php', '..\\x', 'C:\\a\\b.txt', 'a;b', "a'b", 'a\\"b', '', 'a\xe9.jpg', '.htaccess', 'a&b'])}${quote}`
  if (draw.chance(85)) return `Content-Disposition: form-data; ${named}${isFile ? `; ${file}` : ''}`
  return draw.pick([
    `Content-Disposition: form-data; ${file}; ${named}`,
    `Content-Disposition: form-data;${named};${file};`,
    `Content-Disposition: form-data ${named}`,
    `Content-Disposition: form-data; ${named}; ${named}`,
    `Content-Disposition: form-data; ${file}; ${file}; ${named}`,
    `Content-Disposition: attachment; ${named}`,
    `Content-Disposition: form-data; name`,
    `Content-Disposition: form-data; name =${quote}a${quote}`,
    `Content-Disposition: form-data; ${named}; filename*=utf-8''a.txt`,
    `Content-Disposition: form-data; ${named}; filename*=UTF-8'en'%e9`,
    `Content-Disposition: form-data; ${named}; x=y; z="a`,
    `Content-Disposition:form-data;${named}`,
    `content-disposition: FORM-DATA; ${named.toUpperCase()}`,
    'Content-Disposition: form-data',
    'Content-Disposition:',
    `Content-Disposition: form-data; ${named} ; ${file} x`,
  ])
}
