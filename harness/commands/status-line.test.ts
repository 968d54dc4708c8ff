import { expect, test } from 'vitest'
import { openStatusLine, type StatusPlace } from './status-line.ts'

/** A place to write with a clock that the test moves. */
const place = (kind: StatusPlace['kind'], columns = 80) => {
  let written = ''
  let nowMs = 0
  let tick: (() => void) | undefined
  const status = openStatusLine({
    kind,
    columns: () => columns,
    write: text => {
      written += text
    },
    now: () => nowMs,
    every: (_, work) => {
      tick = work
      return () => {
        tick = undefined
      }
    },
  })
  const wait = (ms: number): string => {
    nowMs += ms
    tick?.()
    const text = written
    written = ''
    return text
  }
  const print = (text: string): void =>
    status.above(() => {
      written += text
    })
  return { status, wait, print }
}

const ERASED = '\r\x1b[2K'

test('on a terminal the line is written over, below what is printed, and is gone at the end', () => {
  const { status, wait, print } = place('terminal')
  let text = 'one'
  status.show(() => text)
  expect(wait(200)).toBe(`${ERASED}one`)
  expect(wait(200)).toBe('')
  text = 'two'
  expect(wait(200)).toBe(`${ERASED}two`)
  print('result\n')
  expect(wait(200)).toBe(`${ERASED}result\n${ERASED}two`)
  status.end()
  expect(wait(200)).toBe(ERASED)
})

test('a line is cut to the columns of the terminal; colours take none', () => {
  const { status, wait } = place('terminal', 6)
  status.show(() => '\x1b[2mabcdefgh\x1b[22m')
  expect(wait(200)).toBe(`${ERASED}\x1b[2mabcde\x1b[22m`)
})

test('elsewhere it is a line every ten seconds', () => {
  const { status, wait, print } = place('lines')
  status.show(() => 'one')
  expect(wait(9_999)).toBe('')
  expect(wait(1)).toBe('one\n')
  print('result\n')
  expect(wait(5_000)).toBe('result\n')
  expect(wait(5_000)).toBe('one\n')
  status.end()
  expect(wait(60_000)).toBe('')
})
