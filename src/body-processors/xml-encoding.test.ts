import { expect, test } from 'vitest'
import { toText } from '../bytes.ts'
import { inUtf8 } from './xml-encoding.ts'

const ebcdic = (hex: string): string => Buffer.from(hex.replaceAll(' ', ''), 'hex').toString('latin1')
const declared = (encoding: string, text: string): string =>
  `<?xml version="1.0" encoding="${encoding}"?><a>${text}</a>`

// Texts as mod_security2 2.9.13 on libxml2 2.15 was seen to have them.
test.each([
  ['UTF-7', 'x+AOk-y', 'xéy'],
  ['utf-7', 'a+-b+!', 'a+b!'],
  ['MACINTOSH', '\x8e', 'é'],
  ['ARMSCII-8', '\xb2', 'Ա'],
  ['VISCII', '\xd5', 'ạ'],
  ['JOHAB', '\xd0\x65', '한'],
  ['CP874', '\xdb', '\0'],
  ['no-such', '\x8e', '\x8e'],
])('in %s %j is %j', (encoding, octets, text) => {
  const given = declared(encoding, octets)
  expect(toText(inUtf8(given))).toBe(encoding === 'no-such' ? toText(given) : declared('UTF-8', text))
})

test('a document in EBCDIC is read by its own declaration', () => {
  const head = '4c6fa79493 40a58599a2899695 7e 7ff14bf07f 40859583968489958 77e7f'.replaceAll(' ', '')
  const given = ebcdic(`${head}c9c2d4f0f3f77f 6f6e 4c816e a7 51 4c61816e`)
  expect(toText(inUtf8(given))).toBe('<?xml version="1.0" encoding="UTF-8"?><a>xé</a>')
})
