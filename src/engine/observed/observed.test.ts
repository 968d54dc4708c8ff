import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { DIALECTS } from '../../dialects/index.ts'
import { observationsOf, recorded, replay } from '../../dialects/testing.ts'

// What mod_security2 on Apache was seen to do, by topic. Seen on 2.9.7 with Apache 2.4.71 (Debian 12);
// `of-2.9.13.json` holds what differed on 2.9.13 with Apache 2.4.69 (Debian forky), everything else was the same.
const folder = new URL('.', import.meta.url)
const topics = readdirSync(folder)
  .filter(file => file.endsWith('.json') && file !== 'of-2.9.13.json')
  .map(file => file.slice(0, -'.json'.length))
  .sort()

const observations = (topic: string, release: 'v2.9.7' | 'v2') =>
  observationsOf(new URL(`${topic}.json`, folder), release)

describe.each(['v2.9.7', 'v2'] as const)('dialect %s', release => {
  describe.each(topics)('%s', topic => {
    const all = observations(topic, release)
    test.each(all.filter(({ crashes }) => crashes !== true))('$name', async observation => {
      expect(await replay(observation, DIALECTS[release])).toEqual(recorded(observation))
    })
    const crashing = all.filter(({ crashes }) => crashes === true)
    if (crashing.length > 0) test.skip.each(crashing)('$name (this release of the real engine crashes)', () => {})
  })
})

test('every observation of 2.9.13 takes the place of one of 2.9.7', () => {
  const differing: readonly { topic: string; name: string }[] = JSON.parse(
    readFileSync(new URL('of-2.9.13.json', folder), 'utf8'),
  )
  const known = new Set(topics.flatMap(topic => observations(topic, 'v2.9.7').map(({ name }) => `${topic}: ${name}`)))
  expect(differing.map(({ topic, name }) => `${topic}: ${name}`).filter(name => !known.has(name))).toEqual([])
})
