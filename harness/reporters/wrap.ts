/** Fewest columns that a text is wrapped to, however narrow the terminal or deep the indentation. */
const NARROWEST = 20

/**
 * A text in lines of at most `width` columns, the first behind `head`, the others indented below it. It is broken at blanks, and
 * inside of words that are longer than a line.
 */
export const wrapped = (head: string, text: string, width: number): readonly string[] => {
  const room = Math.max(width - head.length, NARROWEST)
  const indentation = ' '.repeat(head.length)
  return linesOf(text, room).map((line, index) => `${index === 0 ? head : indentation}${line}`)
}

/** The lines, or of more than `limit` the first and the last, with a hint where the others were. */
export const atMost = (lines: readonly string[], limit: number, hint: string): readonly string[] =>
  lines.length <= limit ? lines : [...lines.slice(0, limit - 2), hint, ...lines.slice(-1)]

/** A path of at most `width` columns: of a longer one the folders in front are left out. */
export const shortPath = (path: string, width: number): string => {
  const room = Math.max(width, NARROWEST)
  let rest = path
  while (rest.length + 2 > room && rest.includes('/')) rest = rest.slice(rest.indexOf('/') + 1)
  return path.length <= room || rest === path ? path : `…/${rest}`
}

const linesOf = (text: string, room: number): readonly string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/(?<= )(?=[^ ])/)) {
    const columns = [...word.trimEnd()].length
    if (line !== '' && [...line].length + columns > room && columns <= room) {
      lines.push(line.trimEnd())
      line = ''
    }
    const pieces = [...line, ...word]
    while (pieces.length > room && pieces.join('').trimEnd().length > room) lines.push(pieces.splice(0, room).join(''))
    line = pieces.join('')
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line.trimEnd()]
}
