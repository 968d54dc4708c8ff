import type { HttpResponse } from '../../../src/http/message.ts'
import type { Client } from '../../waf/waf.ts'
import type { Version } from './versions.ts'

/** What the process with the engine is asked; `rules` is the number that `load` gave. */
export type EngineCall =
  | { readonly kind: 'version' }
  | { readonly kind: 'load'; readonly file: string }
  | {
      readonly kind: 'exchange'
      readonly rules: number
      readonly octets: Uint8Array
      readonly client: Client | undefined
    }
  | { readonly kind: 'end'; readonly rules: number }

/** What it answers. */
export type EngineAnswer = {
  readonly version: { readonly version: Version } | { readonly absent: string }
  readonly load: { readonly rules: number } | { readonly refused: string }
  readonly exchange: { readonly response: HttpResponse | undefined; readonly lines: readonly string[] }
  readonly end: Record<string, never>
}
