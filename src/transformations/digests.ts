import { createHash } from 'node:crypto'
import { type ByteString, fromOctets } from '../bytes.ts'
import type { Transformation } from '../values.ts'
import { always } from './says-changed.ts'

/** The raw MD5 digest, 16 bytes. */
export const md5: Transformation = {
  apply: (value: ByteString): ByteString => digest('md5', value),
  saysChanged: always,
}

/** The raw SHA-1 digest, 20 bytes. */
export const sha1: Transformation = {
  apply: (value: ByteString): ByteString => digest('sha1', value),
  saysChanged: always,
}

const digest = (algorithm: string, value: ByteString): ByteString =>
  fromOctets(createHash(algorithm).update(value, 'latin1').digest())
