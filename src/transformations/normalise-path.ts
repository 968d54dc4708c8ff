import type { ByteString } from '../bytes.ts'
import { normalised } from './path-walk.ts'

/** Collapses `//`, drops `.` segments, resolves `..`; keeps a trailing slash only where there was one. */
export const normalisePath = (value: ByteString): ByteString => normalised(value, 'posix').path

/** The same under its American name. */
export const normalizePath = normalisePath

/** As normalisePath, with `\` read as `/`. */
export const normalisePathWin = (value: ByteString): ByteString => normalised(value, 'win').path

/** The same under its American name. */
export const normalizePathWin = normalisePathWin
