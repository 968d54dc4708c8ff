import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { DIALECTS } from '../../dialects/index.ts'
import { type Observation, replay } from '../../dialects/testing.ts'

// What mod_security2 on Apache was seen to do, by topic. Seen on 2.9.7 with Apache 2.4.71 (Debian 12);
// `of-2.9.13.json` holds what differed on 2.9.13 with Apache 2.4.69 (Debian forky), everything else was the same.
const folder = new URL('.', import.meta.url)
const read = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
const differing: readonly (Observation & { readonly topic: string })[] = read('of-2.9.13.json')
const topics = readdirSync(folder)
  .filter(file => file.endsWith('.json') && file !== 'of-2.9.13.json')
  .map(file => file.slice(0, -'.json'.length))
  .sort()

const observationsOf = (topic: string, release: 'v2.9.7' | 'v2'): readonly Observation[] => {
  const observations: readonly Observation[] = read(`${topic}.json`)
  if (release === 'v2.9.7') return observations
  return observations.map(known => differing.find(other => other.topic === topic && other.name === known.name) ?? known)
}

describe.each(['v2.9.7', 'v2'] as const)('dialect %s', release => {
  describe.each(topics)('%s', topic => {
    const observations = observationsOf(topic, release)
    test.each(observations.filter(({ crashes }) => crashes !== true))('$name', async observation => {
      const found = await replay(observation, DIALECTS[release])
      expect(found.error).toBe(observation.error)
      expect(found.requests).toEqual(
        (observation.requests ?? []).map(({ status, location, log }) => ({
          status,
          ...(location === undefined ? {} : { location }),
          log,
        })),
      )
    })
    const crashing = observations.filter(({ crashes }) => crashes === true)
    if (crashing.length > 0) test.skip.each(crashing)('$name (this release of the real engine crashes)', () => {})
  })
})

test('every observation of 2.9.13 takes the place of one of 2.9.7', () => {
  const known = new Set(topics.flatMap(topic => observationsOf(topic, 'v2.9.7').map(({ name }) => `${topic}: ${name}`)))
  expect(differing.map(({ topic, name }) => `${topic}: ${name}`).filter(name => !known.has(name))).toEqual([])
})
