import type { ByteString } from '../bytes.ts'
import type { Transformation } from '../values.ts'

/**
 * Drops comments as mod_security2 does: a comment from `/*` or `<!--` ends at the next end mark of either kind, and the byte
 * behind that is copied unexamined (a NUL at the end of the value); `--` and `#` cut the rest; an open comment at
 * the end leaves one space. re_tfns.c, `msre_fn_removeComments_execute`.
 */
export const removeComments: Transformation = {
  touches: /[*#-]/,
  apply: (value: ByteString): ByteString => {
    const next = /\/\*|<!--|--|#/g
    const end = /\*\/|-->/g
    let kept = ''
    let from = 0
    for (;;) {
      next.lastIndex = from
      const start = next.exec(value)
      if (start === null) return from === 0 ? value : kept + value.slice(from)
      kept += value.slice(from, start.index)
      if (start[0] === '--' || start[0] === '#') return kept
      end.lastIndex = next.lastIndex
      if (end.exec(value) === null) return `${kept} `
      kept += end.lastIndex < value.length ? value.charAt(end.lastIndex) : '\0'
      from = end.lastIndex + 1
      if (from >= value.length) return kept
    }
  },
}

/** Deletes the comment marks themselves: `/*`, its end, `<!--`, `-->`, `--` and `#`. */
export const removeCommentsChar: Transformation = {
  touches: /[*#-]/,
  apply: (value: ByteString): ByteString =>
    /[/*<#-]/.test(value) ? value.replace(/\/\*|\*\/|<!--|-->|--|#/g, '') : value,
}

/** Each C comment becomes one space, an open one too; a lone end mark stays. */
export const replaceComments: Transformation = {
  touches: /\*/,
  apply: (value: ByteString): ByteString =>
    value.includes('/*') ? value.replace(/\/\*(?:.*?\*\/|.*$)/gs, ' ') : value,
}
