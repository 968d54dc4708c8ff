import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PACKAGE_ROOT } from '../../package-root.ts'

const FOLLOW_LOG = join(PACKAGE_ROOT, 'containers/base/follow-log')
/** A `tail` as busybox has it: no long options, no fraction of a second. */
const BUSYBOX_TAIL = `#!/bin/sh
case "$1 $2" in --version* | *.*) echo "tail: unrecognized" >&2; exit 1 ;; esac
exec sleep 100
`

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wafrig-follow-log-'))
  writeFileSync(join(folder, 'tail'), BUSYBOX_TAIL)
  chmodSync(join(folder, 'tail'), 0o755)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const follow = (path: string, ...args: readonly string[]): ChildProcessWithoutNullStreams =>
  spawn('sh', [FOLLOW_LOG, join(folder, 'log'), ...args], { env: { ...process.env, PATH: path } })

/** Waits until a process has written a text to standard output. */
const written = async (child: ChildProcessWithoutNullStreams, wanted: string): Promise<string> => {
  let text = ''
  while (!text.includes(wanted)) text += String((await once(child.stdout, 'data'))[0])
  return text
}

describe.each([
  ['GNU tail', () => process.env.PATH ?? ''],
  ["busybox's tail", () => `${folder}:${process.env.PATH}`],
])('with %s', (name, path) => {
  test('a file is printed, and what is added to it, octet by octet', async () => {
    writeFileSync(join(folder, 'log'), 'first\n')
    const child = follow(path())
    try {
      expect(await written(child, 'first\n')).toBe('first\n')
      appendFileSync(join(folder, 'log'), 'second \\x \0')
      child.stdin.write('\n')
      expect(await written(child, '\0')).toBe('second \\x \0')
      appendFileSync(join(folder, 'log'), 'third\n')
      child.stdin.write('\n')
      expect(await written(child, '\n')).toBe('third\n')
    } finally {
      child.kill()
    }
  })

  test('with a number of seconds nobody needs to ask', async () => {
    writeFileSync(join(folder, 'log'), 'first\n')
    const child = follow(path(), '0.01')
    try {
      await written(child, 'first\n')
      appendFileSync(join(folder, 'log'), 'second\n')
      expect(await written(child, 'second\n')).toBe('second\n')
    } finally {
      child.kill()
    }
  })

  test(`it asks to be told when to look${name === 'GNU tail' ? ' never' : ''}`, async () => {
    writeFileSync(join(folder, 'log'), 'first\n')
    const child = follow(path())
    let asked = ''
    child.stderr.on('data', chunk => {
      asked += chunk
    })
    await written(child, 'first\n')
    child.stdin.end()
    if (name === 'GNU tail') child.kill()
    await once(child, 'close')
    expect(asked).toBe(name === 'GNU tail' ? '' : 'a line, please, for each look\n')
  })
})
