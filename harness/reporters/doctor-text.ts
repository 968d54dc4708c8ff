import type { CheckResult } from '../workshop/doctor/check.ts'
import type { Style } from './style.ts'

/** One result for a terminal: its mark, what was found, and under it the remedy. */
export const checkText = ({ state, what, found, remedy }: CheckResult, style: Style): string => {
  const mark = { ok: style.good('ok     '), warning: style.odd('warning'), fail: style.bad('fail   ') }[state]
  const text = `${mark} ${style.strong(what)}: ${found.replaceAll('\n', '\n          ')}`
  return remedy === undefined ? text : `${text}\n        ${style.faint('→')} ${remedy}`
}
