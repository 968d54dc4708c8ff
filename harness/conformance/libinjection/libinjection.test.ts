import { describe, expect, test } from 'vitest'
import { compareLibinjection, loadLibinjection } from './libinjection.ts'
import { crsInputs, mutatedInputs } from './libinjection-inputs.ts'

const real = loadLibinjection()
/** WAFRIG_CRS_CHECKOUTS: checkouts of CRS, apart by colons. WAFRIG_LIBINJECTION_MUTATIONS: how many mutated inputs to compare. */
const checkouts = (process.env.WAFRIG_CRS_CHECKOUTS ?? '').split(':').filter(path => path !== '')
const mutations = Number(process.env.WAFRIG_LIBINJECTION_MUTATIONS ?? 5000)

describe('libinjection beside the real one', () => {
  test('mutated inputs get the same verdicts', ({ skip }) => {
    if ('absent' in real) return skip(real.absent)
    const seeds = checkouts.flatMap(checkout => [...crsInputs(checkout)])
    const { compared, differences } = compareLibinjection(real, mutatedInputs(1, mutations, seeds))
    expect({ compared, differences }).toEqual({ compared: mutations, differences: [] })
  }, 600_000)

  test('the texts of CRS tests get the same verdicts', ({ skip }) => {
    if ('absent' in real) return skip(real.absent)
    if (checkouts.length === 0) return skip('WAFRIG_CRS_CHECKOUTS names no checkout of CRS (paths apart by colons)')
    for (const checkout of checkouts) {
      const { compared, differences } = compareLibinjection(real, crsInputs(checkout))
      expect(compared).toBeGreaterThan(1000)
      expect(differences).toEqual([])
    }
  }, 600_000)

  test('a difference is seen and told', () => {
    const contrary = { sqli: () => 'sc', xss: () => true }
    expect(compareLibinjection(contrary, ['a', '<script>'])).toEqual({
      compared: 2,
      sqliSeen: 2,
      xssSeen: 2,
      differing: 2,
      differences: [
        { value: 'a', ours: 'sqli "", xss false', real: 'sqli "sc", xss true' },
        { value: '<script>', ours: 'sqli "", xss true', real: 'sqli "sc", xss true' },
      ],
    })
  })
})
