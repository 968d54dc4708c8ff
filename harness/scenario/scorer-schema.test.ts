import { expect, test } from 'vitest'
import { scorerSchema, scriptOf } from './scorer-schema.ts'

test.each([
  [
    { verdict: 'attack', score: -0.4, delay_ms: 5 },
    { verdict: 'attack', score: -0.4, delayMs: 5 },
  ],
  [{ fault: 'hang' }, { fault: 'hang' }],
  [
    { match: [{ when: { path: '^/a' }, verdict: 'pass' }], otherwise: { status: 500 } },
    { match: [{ when: { path: '^/a' }, answer: { verdict: 'pass' } }], otherwise: { status: 500 } },
  ],
  [
    { sequence: [{ verdict: 'pass' }, { verdict: 'attack' }] },
    { sequence: [{ verdict: 'pass' }, { verdict: 'attack' }] },
  ],
  [{ random: { seed: 1, attack_share: 0.5 } }, { random: { seed: 1, attackShare: 0.5 } }],
])('%j means the script %j', (written, script) => {
  expect(scriptOf(scorerSchema.parse(written))).toEqual(script)
})

test('kinds of script exclude each other', () => {
  expect(scorerSchema.safeParse({ verdict: 'pass', sequence: [] }).success).toBe(false)
})
