import { expect, test } from 'vitest'
import { logLines } from './log-lines.ts'

const RECORD = '{"transaction":{"id":"x"},"request":{"line":"GET /?a={\\"}wafrig request \\\\ HTTP/1.1"}}'
const ACCESS = 'wafrig request x port=1 status=200 generation=1 id={"transaction":}'
const ERROR = '[Sat Nov 28 10:00:37 2026] [security2:error] ModSecurity: Warning. } [unique_id "y"]'

test.each([
  ['a line in pieces', ['fir', 'st\nsec', 'ond\n'], ['first', 'second']],
  ['a line without an end is not there yet', ['first\nsec'], ['first']],
  ['a record', [`${RECORD}\n${ACCESS}\n`], [RECORD, ACCESS]],
  ['a line between a record and its newline', [`${RECORD}${ERROR}\n\n${ACCESS}\n`], [RECORD, ERROR, '', ACCESS]],
  ['two lines there', [RECORD, `${ERROR}\n`, `${ACCESS}\n\n`], [RECORD, ERROR, ACCESS, '']],
  ['a record there', [`${RECORD}${RECORD}\n\n`], [RECORD, RECORD, '']],
  ['a record that is cut off', ['{"transaction":{"id":"x\n'], ['{"transaction":{"id":"x']],
])('%s', (_, chunks, lines) => {
  const taken: string[] = []
  const take = logLines(line => taken.push(line))
  for (const chunk of chunks) take(Buffer.from(chunk, 'latin1'))
  expect(taken).toEqual(lines)
})
