import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

/** Test files that read a clock or wait for a time, with the reason why a busy machine changes nothing of their verdict. */
const REASONS: Readonly<Record<string, string>> = {
  'harness/conformance/dialects.test.ts': 'the time is the one that scenarios start at',
  'harness/conformance/libinjection/libinjection.test.ts': 'it takes minutes, so it hangs only after more of them',
  'src/logging/audit-log.test.ts': 'the time is a value that is logged',
  'src/scoring/server.test.ts': 'an answer must not come earlier than its delay; later it may',
}

const CLOCKS =
  /\bperformance\.now\(|\bDate\.now\(|\bsetTimeout\(|\bsetInterval\(|AbortSignal\.timeout\(|\btimeout: \d|^ *\}, [\d_]+\)$/m

test('no test reads a clock: limits are counted work, and time is a clock that the test moves', () => {
  const root = path.dirname(import.meta.dirname)
  const files = ['src', 'harness'].flatMap(folder =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.test.ts'))
      .map(name => path.posix.join(folder, name)),
  )
  const reading = files.filter(
    file => file !== 'src/clocks.test.ts' && CLOCKS.test(readFileSync(path.join(root, file), 'utf8')),
  )
  expect(reading.sort()).toEqual(Object.keys(REASONS).sort())
})
