import type { ByteString } from '../bytes.ts'
import type { Transformation } from '../values.ts'
import { normalised } from './path-walk.ts'

/** Collapses `//`, drops `.` segments, resolves `..`; keeps a trailing slash only where there was one. */
export const normalisePath: Transformation = {
  touches: /[./]/,
  apply: (value: ByteString): ByteString => normalised(value, 'posix').path,
  saysChanged: before => normalised(before, 'posix').changed,
}

/** The same under its American name. */
export const normalizePath = normalisePath

/** As normalisePath, with `\` read as `/`. */
export const normalisePathWin: Transformation = {
  touches: /[./\\]/,
  apply: (value: ByteString): ByteString => normalised(value, 'win').path,
  saysChanged: before => normalised(before, 'win').changed,
}

/** The same under its American name. */
export const normalizePathWin = normalisePathWin
