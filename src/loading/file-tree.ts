import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { type ByteString, fromOctets } from '../bytes.ts'

/** Where configuration files are read from; paths are absolute and use slashes. */
export type FileTree = {
  /** The file's bytes; undefined when there is no such file. */
  readonly read: (file: string) => ByteString | undefined
  /** Names in a folder, sorted; undefined when there is no such folder. */
  readonly list: (folder: string) => readonly string[] | undefined
}

/** The files of this machine. */
export const diskFiles: FileTree = {
  read: file => {
    try {
      return statSync(file).isFile() ? fromOctets(readFileSync(file)) : undefined
    } catch {
      return undefined
    }
  },
  list: folder => {
    try {
      return readdirSync(folder).sort()
    } catch {
      return undefined
    }
  },
}

/** Files held in memory, by absolute path. */
export const memoryFiles = (files: ReadonlyMap<string, ByteString>): FileTree => ({
  read: file => files.get(path.posix.normalize(file)),
  list: folder => {
    const prefix = `${path.posix.normalize(folder).replace(/\/$/, '')}/`
    const names = new Set(
      [...files.keys()]
        .filter(file => file.startsWith(prefix))
        .map(file => file.slice(prefix.length).split('/')[0] ?? ''),
    )
    return names.size === 0 ? undefined : [...names].sort()
  },
})

/**
 * Files that match a path whose parts may hold `*`, `?` and `[…]`; a folder stands for all files in it and in its
 * folders, in the order of names, as in httpd.
 */
export const expandPath = (tree: FileTree, pattern: string): readonly string[] => {
  let found = ['']
  for (const part of path.posix
    .normalize(pattern)
    .split('/')
    .filter(name => name !== '')) {
    const hasWildcard = /[*?[]/.test(part)
    const wanted = hasWildcard ? wildcard(part) : undefined
    found = found.flatMap(folder =>
      wanted === undefined
        ? [`${folder}/${part}`]
        : (tree.list(folder === '' ? '/' : folder) ?? [])
            .filter(name => wanted.test(name))
            .map(name => `${folder}/${name}`),
    )
  }
  return found.flatMap(file => filesIn(tree, file))
}

const filesIn = (tree: FileTree, file: string): readonly string[] =>
  tree.read(file) !== undefined ? [file] : (tree.list(file) ?? []).flatMap(name => filesIn(tree, `${file}/${name}`))

const wildcard = (part: string): RegExp => {
  const source = part
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]')
  return new RegExp(`^${part.startsWith('.') ? '' : '(?!\\.)'}${source}$`)
}
