import { expect, test } from 'vitest'
import { newPace } from './pace.ts'

test.each([
  [100, [0, 0, 0], [0, 100, 200], 'what comes at once goes off one after the other'],
  [100, [0, 30, 250], [0, 100, 250], 'time that has passed counts, and is not saved up'],
  [0, [0, 0], [0, 0], 'without a limit nothing waits'],
])('one in %i ms, coming at %j, goes off at %j: %s', async (everyMs, coming, going) => {
  let nowMs = 0
  const pace = newPace(
    everyMs,
    () => nowMs,
    async ms => {
      nowMs += ms
    },
  )
  const went: number[] = []
  for (const ms of coming) {
    nowMs = Math.max(nowMs, ms)
    await pace()
    went.push(nowMs)
  }
  expect(went).toEqual(going)
})
