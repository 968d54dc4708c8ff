import type { ByteString } from '../bytes.ts'

/** Which separators count: `posix` is `/`, `win` is `/` and `\`, both written `/`. */
export type PathStyle = 'posix' | 'win'

/** A path with its back references resolved, and whether mod_security2 says that it changed it. */
export type Walked = { readonly path: ByteString; readonly changed: boolean }

/**
 * mod_security2's `normalize_path_inplace` (apache2/msc_util.c), its corners included: a segment that merely ends
 * in `..` counts as a back reference, a backslash behind two separators survives, and a back reference at the very
 * end is resolved without the change being reported. One pass over a copy of the bytes, written behind the reader.
 */
export const normalised = (path: ByteString, style: PathStyle): Walked => {
  if (!(style === 'win' ? WIN_WORK : POSIX_WORK).test(path)) return { path, changed: false }
  return walk(Buffer.from(path, 'latin1'), style)
}

/** What a path must hold for the walk to do anything. */
const POSIX_WORK = /\/\/|\.\/|\.$/
const WIN_WORK = /\/\/|\.\/|\.$|\\/

const SLASH = 0x2f
const BACKSLASH = 0x5c
const DOT = 0x2e

const walk = (bytes: Buffer, style: PathStyle): Walked => {
  const win = style === 'win'
  const separates = (code: number | undefined): boolean => code === SLASH || (win && code === BACKSLASH)
  const last = bytes.length - 1
  const relative = !separates(bytes[0])
  const trailing = separates(bytes[last])
  let read = 0
  let write = 0
  let atRoot = false
  let changed = false
  let done = false

  const unify = (at: number): void => {
    if (win && at <= last && bytes[at] === BACKSLASH) {
      bytes[at] = SLASH
      changed = true
    }
  }
  /** Moves the writer back over `seg/..`, to the root at most. */
  const climb = (): void => {
    write -= 3
    while (write > 0 && bytes[write] !== SLASH) write--
    if (write <= 0) {
      atRoot = true
      write = !relative && done ? 1 : 0
    }
  }
  /** Handles the end of a segment; true if the byte at the reader is still to be copied. */
  const endSegment = (): boolean => {
    if (!done && bytes[read] === SLASH) {
      changed = true
      return true
    }
    if (bytes[read] !== DOT) {
      if (write > 0) atRoot = false
      return true
    }
    const before = write > 0 ? bytes[write - 1] : SLASH
    if (before === DOT) {
      if (relative && (atRoot || write <= 2)) {
        atRoot = true
        return true
      }
      climb()
      if (done) return false
      changed = true
    } else if (before === SLASH) {
      changed = true
      if (done) return false
      if (write > 0) write--
    } else return true
    read++
    return true
  }
  /** Copies a byte; of a run of separators only the last, and none to the start of a relative path. */
  const copy = (): void => {
    if (bytes[read] === SLASH) {
      while (read < last && separates(bytes[read + 1])) {
        read++
        changed = true
      }
      if (relative && write === 0) {
        read++
        return
      }
    }
    bytes[write++] = bytes[read++] ?? 0
  }

  while (!done && read <= last) {
    unify(read)
    unify(read + 1)
    done = read === last
    if ((!done && bytes[read + 1] !== SLASH) || endSegment()) copy()
  }
  if (!trailing && write > 0 && bytes[write - 1] === SLASH) write--
  return { path: bytes.toString('latin1', 0, write), changed }
}
