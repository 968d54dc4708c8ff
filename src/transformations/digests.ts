import { createHash } from 'node:crypto'
import { type ByteString, fromOctets } from '../bytes.ts'

/** The raw MD5 digest, 16 bytes. */
export const md5 = (value: ByteString): ByteString => digest('md5', value)

/** The raw SHA-1 digest, 20 bytes. */
export const sha1 = (value: ByteString): ByteString => digest('sha1', value)

const digest = (algorithm: string, value: ByteString): ByteString =>
  fromOctets(createHash(algorithm).update(value, 'latin1').digest())
