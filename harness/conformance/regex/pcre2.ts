import { createRequire } from 'node:module'
import type { ByteString } from '../../../src/bytes.ts'

/** How a pattern is compiled, as PCRE2's options of the same names. */
export type Pcre2Options = {
  readonly dotAll: boolean
  readonly multiline: boolean
  readonly caseless: boolean
  readonly dollarEndOnly: boolean
}

/** A pattern compiled by PCRE2. `spans` alternates start and end of each group, -1 where a group took no part. */
export type Pcre2Regex = {
  readonly groupCount: number
  /** undefined: no match; a number: PCRE2's (negative) error code, such as -47 at the match limit. */
  readonly exec: (value: ByteString, startOffset: number) => Int32Array | undefined | number
  readonly dispose: () => void
}

/** PCRE2's refusal of a pattern. */
export type Pcre2Refusal = { readonly error: string; readonly code: number; readonly at: number }

/** The real PCRE2 (8-bit library, no UTF, its interpreter: JIT may leave stale captures) in this process. */
export type Pcre2 = {
  readonly version: string
  readonly compile: (pattern: ByteString, options: Pcre2Options) => Pcre2Regex | Pcre2Refusal
}

type NativeFunction = (...args: unknown[]) => unknown
type Koffi = { load: (file: string) => { func: (prototype: string) => NativeFunction } }

const OPTION_BITS = { caseless: 0x8, dollarEndOnly: 0x10, dotAll: 0x20, multiline: 0x400 }
const ERROR_NO_MATCH = -1
const INFO_CAPTURE_COUNT = 4
const CONFIG_VERSION = 11
/** ModSecurity's recommended SecPcreMatchLimit. */
const MATCH_LIMIT = 100_000
const LARGEST_OVECTOR = 2 * 1024

/** The real PCRE2, or why it cannot be used here. Needs the optional package koffi and libpcre2-8.so.0. */
export const loadPcre2 = (): Pcre2 | { readonly absent: string } => {
  try {
    const koffi = createRequire(import.meta.url)('koffi') as Koffi
    const library = koffi.load('libpcre2-8.so.0')
    return bind(declaration => library.func(declaration))
  } catch (error) {
    return { absent: `koffi or libpcre2-8.so.0 is not here: ${error instanceof Error ? error.message : error}` }
  }
}

const bind = (prototype: (declaration: string) => NativeFunction): Pcre2 => {
  const compileCode = prototype(
    'void *pcre2_compile_8(const uint8_t *pattern, size_t length, uint32_t options, int *error, size_t *at, void *context)',
  )
  const freeCode = prototype('void pcre2_code_free_8(void *code)')
  const info = prototype('int pcre2_pattern_info_8(void *code, uint32_t what, uint32_t *where)')
  const createMatchData = prototype('void *pcre2_match_data_create_8(uint32_t pairs, void *context)')
  const freeMatchData = prototype('void pcre2_match_data_free_8(void *data)')
  const createContext = prototype('void *pcre2_match_context_create_8(void *context)')
  const setLimit = prototype('int pcre2_set_match_limit_8(void *context, uint32_t limit)')
  const match = prototype(
    'int pcre2_match_8(void *code, const uint8_t *subject, size_t length, size_t start, uint32_t options, void *data, void *context)',
  )
  const ovector = prototype('size_t *pcre2_get_ovector_pointer_8(void *data)')
  const errorText = prototype('int pcre2_get_error_message_8(int code, uint8_t *buffer, size_t size)')
  const config = prototype('int pcre2_config_8(uint32_t what, uint8_t *where)')
  const copy = prototype('void *memcpy(uint8_t *to, void *from, size_t length)')
  const context = createContext(null)
  setLimit(context, MATCH_LIMIT)

  const compile = (pattern: ByteString, options: Pcre2Options): Pcre2Regex | Pcre2Refusal => {
    const error = new Int32Array(1)
    const at = new BigUint64Array(1)
    let bits = 0
    for (const name of ['caseless', 'dollarEndOnly', 'dotAll', 'multiline'] as const) {
      if (options[name]) bits |= OPTION_BITS[name]
    }
    const code = compileCode(Buffer.from(`${pattern}\0`, 'latin1'), pattern.length, bits, error, at, null)
    if (code === null) {
      const text = Buffer.alloc(200)
      const length = Number(errorText(error[0], text, text.length))
      return { error: text.toString('latin1', 0, length), code: error[0] ?? 0, at: Number(at[0]) }
    }
    const count = new Uint32Array(1)
    info(code, INFO_CAPTURE_COUNT, count)
    const groupCount = count[0] ?? 0
    const pairs = groupCount + 1
    const data = createMatchData(pairs, null)
    const vector = ovector(data)
    const raw = new BigInt64Array(Math.min(2 * pairs, LARGEST_OVECTOR))
    const exec = (value: ByteString, startOffset: number): Int32Array | undefined | number => {
      const result = Number(
        match(code, Buffer.from(`${value}\0`, 'latin1'), value.length, startOffset, 0, data, context),
      )
      if (result === ERROR_NO_MATCH) return undefined
      if (result < 0) return result
      copy(new Uint8Array(raw.buffer), vector, raw.byteLength)
      return Int32Array.from(raw, (offset, index) => (index < 2 * result ? Number(offset) : -1))
    }
    const dispose = () => {
      freeMatchData(data)
      freeCode(code)
    }
    return { groupCount, exec, dispose }
  }
  const version = Buffer.alloc(64)
  config(CONFIG_VERSION, version)
  return { version: version.toString('latin1', 0, version.indexOf(0)), compile }
}
