import { type ByteString, equalsIgnoringCase, hexPair } from '../bytes.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { untilNul } from './alert-text.ts'
import { sanitisedBody } from './audit-places.ts'

/** How much of a body mod_security2 keeps in one piece, where it does not put it together for REQUEST_BODY (msc_reqbody.c). */
const PIECE_BYTES = 8192

/** The request's body in the pieces in which it is kept; undefined where it was not read to its end. */
export const bodyPieces = (tx: Transaction): readonly ByteString[] | undefined => {
  const { received, assembled, isCutOff } = tx.body
  if (received === undefined || isCutOff === true) return undefined
  const body = sanitisedBody(received, tx)
  if (assembled !== undefined) return [body]
  const pieces: ByteString[] = []
  for (let at = 0; at < body.length; at += PIECE_BYTES) pieces.push(body.slice(at, at + PIECE_BYTES))
  return pieces
}

/** A multipart body as a form without its files (msc_multipart.c, `multipart_reconstruct_urlencoded_body_sanitize`). */
export const fakedBody = (tx: Transaction): ByteString | undefined => {
  if (!isMultipart(tx)) return undefined
  const hidden = [...tx.sanitised.args].map(({ name }) => name)
  return (tx.body.result.fields ?? [])
    .map(({ name, value }) => {
      const shown = untilNul(value)
      const isHidden = hidden.some(other => equalsIgnoringCase(other, name))
      return `${urlEncoded(untilNul(name))}=${isHidden ? '*'.repeat(shown.length) : urlEncoded(shown)}`
    })
    .join('&')
}

/** Whether a multipart body was taken apart, even if that failed. */
export const isMultipart = (tx: Transaction): boolean =>
  tx.body.received !== undefined && tx.body.isCutOff !== true && tx.body.result.multipart !== undefined

/** msc_util.c, `strnurlencat`. */
const urlEncoded = (text: ByteString): ByteString =>
  text.replace(/[^*0-9A-Za-z]/g, character => (character === ' ' ? '+' : `%${hexPair(character.charCodeAt(0))}`))
