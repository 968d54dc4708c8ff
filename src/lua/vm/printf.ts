import type { ByteString } from '../../bytes.ts'

/** One conversion of C's printf, as `string.format` takes it: flags, width, precision, letter. */
export type Conversion = {
  readonly flags: string
  readonly width: number
  readonly precision: number | undefined
  readonly letter: string
}

/** `%d %i %u %o %x %X` of a 64-bit integer; the unsigned ones wrap. */
export const printInteger = (value: bigint, { flags, width, precision, letter }: Conversion): ByteString => {
  const unsigned = 'uoxX'.includes(letter)
  const whole = unsigned ? BigInt.asUintN(64, value) : value
  const radix = letter === 'o' ? 8 : letter === 'x' || letter === 'X' ? 16 : 10
  let digits = (whole < 0n ? -whole : whole).toString(radix)
  if (precision !== undefined) digits = precision === 0 && whole === 0n ? '' : digits.padStart(precision, '0')
  let prefix = unsigned ? '' : signOf(whole < 0n, flags)
  if (flags.includes('#') && radix === 8 && !digits.startsWith('0')) digits = `0${digits}`
  if (flags.includes('#') && radix === 16 && whole !== 0n) prefix = '0x'
  const text = pad(prefix, digits, precision === undefined ? flags : flags.replaceAll('0', ''), width)
  return letter === 'X' ? text.toUpperCase() : text
}

/** `%e %E %f %g %G`. */
export const printFloat = (value: number, { flags, width, precision = 6, letter }: Conversion): ByteString => {
  const negative = value < 0 || Object.is(value, -0) || Number.isNaN(value)
  const size = Math.abs(value)
  const prefix = signOf(negative, flags)
  if (!Number.isFinite(value)) {
    const name = pad(prefix, Number.isNaN(value) ? 'nan' : 'inf', flags.replaceAll('0', ''), width)
    return 'EG'.includes(letter) ? name.toUpperCase() : name
  }
  const keep = flags.includes('#')
  const kind = letter.toLowerCase()
  const digits =
    kind === 'f' ? fixed(size, precision) : kind === 'e' ? exponential(size, precision) : general(size, precision, keep)
  const text = pad(prefix, keep && !digits.includes('.') ? `${digits}.` : digits, flags, width)
  return letter === kind ? text : text.toUpperCase()
}

/** `%c %s %q`'s padding: text in a field. */
export const printText = (text: ByteString, { flags, width, precision }: Conversion): ByteString =>
  pad('', precision === undefined ? text : text.slice(0, precision), flags.replaceAll('0', ''), width)

/** C's `%.Pg`. A NaN prints as `-nan`, which is what 0/0 gives on x86-64. */
export const formatGeneral = (value: number, precision: number): ByteString =>
  printFloat(value, { flags: '', width: 0, precision, letter: 'g' })

const signOf = (negative: boolean, flags: string): string => {
  if (negative) return '-'
  if (flags.includes('+')) return '+'
  return flags.includes(' ') ? ' ' : ''
}

const pad = (prefix: string, text: string, flags: string, width: number): string => {
  if (flags.includes('-')) return (prefix + text).padEnd(width)
  if (flags.includes('0')) return prefix + text.padStart(width - prefix.length, '0')
  return (prefix + text).padStart(width)
}

const general = (size: number, wanted: number, keepZeros: boolean): string => {
  const precision = Math.max(1, wanted)
  const text = exponential(size, precision - 1)
  const exponent = Number(text.slice(text.indexOf('e') + 1))
  const strip = (digits: string): string => (keepZeros || !digits.includes('.') ? digits : digits.replace(/\.?0+$/, ''))
  if (exponent >= -4 && exponent < precision) return strip(fixed(size, precision - 1 - exponent))
  const at = text.indexOf('e')
  return strip(text.slice(0, at)) + text.slice(at)
}

const exponential = (size: number, decimals: number): string => {
  const [mantissa = '', exponent = '0'] = toEven(size, decimals, (value, places) => value.toExponential(places)).split(
    'e',
  )
  const power = Number(exponent)
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}

const fixed = (size: number, decimals: number): string => {
  if (size >= 1e21) return BigInt(size).toString() + (decimals > 0 ? `.${'0'.repeat(decimals)}` : '')
  return toEven(size, decimals, (value, places) => value.toFixed(places))
}

/**
 * JavaScript rounds an exact tie up, C to the even digit. A tie ends in 5 and only zeros when printed with more
 * places; a double that is a tie at P places has few enough digits for 100 to show it whole.
 */
const toEven = (size: number, decimals: number, print: (value: number, places: number) => string): string => {
  const rounded = print(size, decimals)
  const more = mantissaOf(print(size, Math.min(100, decimals + 4)))
  if (!more.endsWith('5000')) return rounded
  const exact = mantissaOf(print(size, 100))
  const kept = more.slice(0, -4).replace(/\.$/, '')
  if (/[1-9]/.test(exact.slice(more.length))) return rounded
  if (!/[02468]$/.test(kept)) return rounded
  return kept + rounded.slice(mantissaOf(rounded).length)
}

const mantissaOf = (text: string): string => {
  const at = text.indexOf('e')
  return at === -1 ? text : text.slice(0, at)
}
