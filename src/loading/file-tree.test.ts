import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { diskFiles, expandPath, memoryFiles } from './file-tree.ts'

const tree = memoryFiles(
  new Map([
    ['/etc/b.conf', 'b'],
    ['/etc/a.conf', 'a'],
    ['/etc/a.data', ''],
    ['/etc/.hidden.conf', 'h'],
    ['/etc/d/z.conf', 'z'],
    ['/etc/d/s/q.conf', 'q'],
    ['/etc/e/z.conf', 'ez'],
  ]),
)

describe('a path stands for files', () => {
  test.each([
    ['/etc/a.conf', ['/etc/a.conf']],
    ['/etc/./d/../a.conf', ['/etc/a.conf']],
    ['/etc/*.conf', ['/etc/a.conf', '/etc/b.conf']],
    ['/etc/?.conf', ['/etc/a.conf', '/etc/b.conf']],
    ['/etc/[bc].conf', ['/etc/b.conf']],
    ['/etc/.*.conf', ['/etc/.hidden.conf']],
    ['/etc/*/z.conf', ['/etc/d/z.conf', '/etc/e/z.conf']],
    ['/etc/d', ['/etc/d/s/q.conf', '/etc/d/z.conf']],
    ['/etc/none', []],
    ['/etc/none*', []],
  ])('%s → %j', (pattern, expected) => {
    expect(expandPath(tree, pattern)).toEqual(expected)
  })
})

test('files on disk are read as octets, folders are listed in order', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'file-tree-'))
  try {
    mkdirSync(path.join(folder, 'b'))
    writeFileSync(path.join(folder, 'a'), Uint8Array.of(0xff, 0x0a))
    const missing = path.join(folder, 'c')
    expect([diskFiles.read(path.join(folder, 'a')), diskFiles.read(folder), diskFiles.read(missing)]).toEqual([
      '\xff\n',
      undefined,
      undefined,
    ])
    expect([diskFiles.list(folder), diskFiles.list(missing)]).toEqual([['a', 'b'], undefined])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
