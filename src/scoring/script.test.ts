import { expect, test } from 'vitest'
import type { Script } from './contract.ts'
import { keywords } from './models/keywords.ts'
import type { Question } from './question.ts'
import { seededRandom } from './random.ts'
import { answers } from './script.ts'

/**
 * The published plugin's stub: it draws a whole number from -5 to 5 and answers the label `1` with 200 for 0 and
 * above, else `-1` with 401, so 5 of 11 are attacks (ml_model_server/placeholder.py at f612598).
 */
const PUBLISHED_STUB: Script = { random: { seed: 1, attackShare: 5 / 11 } }

const question = (value: string): Question => {
  return { method: 'GET', path: '/', args: [['a', value]], files: [], sizes: [], hour: 1, day: 1, fields: [] }
}

test('the published stub draws 5 attacks of 11, with the labels of the published server', () => {
  const answer = answers(PUBLISHED_STUB)
  const drawn = Array.from({ length: 11_000 }, () => answer(question('')))
  const attacks = drawn.filter(({ verdict }) => verdict === 'attack').length
  expect(attacks).toBeGreaterThan(4_800)
  expect(attacks).toBeLessThan(5_200)
  expect(new Set(drawn.map(({ verdict, score }) => `${verdict} ${score}`))).toEqual(new Set(['pass 1', 'attack -1']))
})

test('the same seed draws the same verdicts', () => {
  const draw = () => Array.from({ length: 50 }, answers(PUBLISHED_STUB).bind(undefined, question('')))
  expect(draw()).toEqual(draw())
})

test('random numbers are the published ones of mulberry32', () => {
  const draw = seededRandom(0)
  expect([draw(), draw()]).toEqual([0.26642920868471265, 0.0003297457005828619])
})

test.each([
  ['hello', 1],
  ['../../etc/passwd', 0],
  ['<script>alert(1)</script>', 0],
  ["1' or '1'='1", 0],
  ['1 union all select 2', 0],
  ['x;cat /etc/passwd', -1],
  ['Tom & Jerry', 1],
])('the model keywords scores %j with %d', (value, score) => {
  expect(keywords(question(value))).toEqual({ verdict: score < 1 ? 'attack' : 'pass', score })
})
