import type { LoggedLine } from '../run/evidence.ts'
import type { Style } from './style.ts'
import { atMost, wrapped } from './wrap.ts'

/** Most log lines that are shown; the middle of a longer log is left out. */
const LOG_LIMIT_LINES = 40
/** Most lines of a value that is laid out; patterns of rules fill a screen. */
const VALUE_LIMIT_LINES = 4

/**
 * Log lines as a reader looks for them: under a head of id, message, severity and place, what matched and the data; lines of one rule
 * share their head. A line of no rule stays as it is. In a style that wants them raw, each is what the engine wrote.
 */
export const logLayout = (log: readonly LoggedLine[], style: Style): readonly string[] => {
  if (log.length === 0) return [`${INDENTATION}(no lines)`]
  if (log.length <= LOG_LIMIT_LINES) return laidOut(log, style)
  const half = LOG_LIMIT_LINES / 2
  const between = `${INDENTATION}… ${log.length - LOG_LIMIT_LINES} lines …`
  return [...laidOut(log.slice(0, half), style), between, ...laidOut(log.slice(-half), style)]
}

const INDENTATION = '    '

const laidOut = (log: readonly LoggedLine[], style: Style): readonly string[] =>
  log.flatMap((line, index) => {
    if (style.log === 'raw') return [`${INDENTATION}${line.raw}`]
    const { id, text, data } = line
    if (id === undefined) return wrapped(INDENTATION, text, style.width)
    const before = log[index - 1]
    return [
      ...(before !== undefined && headOf(before) === headOf(line) ? [] : headLines(line, style)),
      ...value('matched', text.replace(/^Warning\. /, ''), style),
      ...(data === undefined ? [] : value('data', data, style)),
    ]
  })

const headOf = ({ id, msg, severity, place }: LoggedLine): string => JSON.stringify([id, msg, severity, place])

const headLines = ({ id, msg = '', severity, place }: LoggedLine, style: Style): readonly string[] => {
  const front = `${INDENTATION}${id}  `
  // libmodsecurity writes a number.
  const named = severity?.replace(/^\d+$/, 'severity $&')
  const behind = [named, place].filter(part => part !== undefined)
  const gap = msg === '' ? '' : '  '
  const below = ' '.repeat(front.length)
  const isShort = front.length + msg.length + gap.length + behind.join('  ').length <= style.width
  const lines = isShort
    ? [`${front}${msg}${gap}${style.faint(behind.join('  '))}`]
    : [
        ...wrapped(front, msg, style.width),
        ...behind.flatMap(part => wrapped(below, part, style.width)).map(text => style.faint(text)),
      ]
  return lines.map((line, index) =>
    index === 0 ? line.trimEnd().replace(String(id), text => style.strong(text)) : line,
  )
}

const value = (name: string, text: string, style: Style): readonly string[] => {
  const head = `${INDENTATION}  ${name.padEnd('matched'.length)}  `
  const hint = `${' '.repeat(head.length)}${style.faint('…')}`
  return atMost(wrapped(head, text, style.width), VALUE_LIMIT_LINES, hint).map((line, index) =>
    index === 0 ? line.replace(name, word => style.faint(word)) : line,
  )
}
