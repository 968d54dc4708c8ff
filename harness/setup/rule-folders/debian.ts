import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EnvironmentError } from '../../../src/errors.ts'
import { runCommand } from './commands.ts'
import { exists } from './rule-folder.ts'

const PACKAGE = 'modsecurity-crs'
const TIMEOUT_MS = 180_000
const REMEDY = 'on other systems give a version, an archive or a checkout to wafrig crs add'
const SOURCES_REMEDY = 'the tests come from the source package: is there a source repository for this system?'

/** Where the Debian package has its parts, and where they go. */
const LAYOUT = [
  ['etc/modsecurity/crs/crs-setup.conf', 'crs-setup.conf'],
  ['usr/share/modsecurity-crs/rules', 'rules'],
] as const

/** Fills a folder with the rules of the modsecurity-crs package, and the tests of its source; gives its version. */
export const fillFromDebian = async (folder: string, tests: 'with tests' | 'rules only'): Promise<string> => {
  const work = await mkdtemp(join(tmpdir(), 'wafrig-debian-'))
  try {
    const version = await fillRules(work, folder)
    if (tests === 'with tests') await fillTests(work, folder, version)
    return version
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

const fillRules = async (work: string, folder: string): Promise<string> => {
  await runCommand('apt-get', ['download', '-q', PACKAGE], { cwd: work, timeoutMs: TIMEOUT_MS, remedy: REMEDY })
  const archive = (await readdir(work)).find(name => name.endsWith('.deb'))
  if (archive === undefined) throw new EnvironmentError(`apt-get download ${PACKAGE} brought no package; ${REMEDY}`)
  const root = join(work, 'root')
  await runCommand('dpkg-deb', ['-x', join(work, archive), root], { timeoutMs: TIMEOUT_MS, remedy: REMEDY })
  for (const [from, to] of LAYOUT) {
    if (!(await exists(join(root, from)))) {
      throw new EnvironmentError(`${archive} has no ${from}; this version of the package is laid out differently`)
    }
    await cp(join(root, from), join(folder, to), { recursive: true, dereference: true })
  }
  await inlineSetup(root, folder)
  return decodeURIComponent(archive.split('_')[1] ?? '')
}

/** Rules that Debian keeps as configuration, linked from the rules folder, are made files of it. */
const inlineSetup = async (root: string, folder: string): Promise<void> => {
  const configured = join(root, 'etc/modsecurity/crs')
  for (const name of await readdir(configured)) {
    if (name !== 'crs-setup.conf') await cp(join(configured, name), join(folder, 'rules', name))
  }
}

/** Debian's own sources, as apt reads them, with `deb` made `deb-src`. */
const sourceLists = async (): Promise<string> => {
  const parts = await readdir('/etc/apt/sources.list.d').catch((): string[] => [])
  const files = ['/etc/apt/sources.list', ...parts.map(name => `/etc/apt/sources.list.d/${name}`)]
  const texts = await Promise.all(
    files
      .filter(name => /\.(?:list|sources)$|sources\.list$/.test(name))
      .map(async name => {
        const text = await readFile(name, 'utf8').catch(() => '')
        return name.endsWith('.sources') ? oneLine(text) : text
      }),
  )
  return texts
    .join('\n')
    .split('\n')
    .filter(line => /^deb\s/.test(line))
    .map(line => line.replace(/^deb\s/, 'deb-src '))
    .join('\n')
}

/** Deb822 stanzas (sources.list(5)) as one-line entries. */
const oneLine = (text: string): string =>
  text
    .split(/\n\s*\n/)
    .flatMap(stanza => {
      const value = (name: string): readonly string[] =>
        (new RegExp(`^${name}:(.*)$`, 'im').exec(stanza)?.[1] ?? '').split(/\s+/).filter(word => word !== '')
      const signed = value('Signed-By')[0]
      const options = signed?.startsWith('/') === true ? `[signed-by=${signed}] ` : ''
      return value('URIs').flatMap(uri =>
        value('Suites').map(suite => `deb ${options}${uri} ${suite} ${value('Components').join(' ')}`),
      )
    })
    .join('\n')

/** Fetches the source package with an apt configuration of its own, so that the system's stays as it is. */
const fillTests = async (work: string, folder: string, version: string): Promise<void> => {
  const lists = join(work, 'lists')
  await mkdir(join(lists, 'partial'), { recursive: true })
  const sources = join(work, 'sources.list')
  await writeFile(sources, `${await sourceLists()}\n`)
  const options = [
    ...['-o', `Dir::Etc::sourcelist=${sources}`, '-o', 'Dir::Etc::sourceparts=-', '-o', `Dir::State::lists=${lists}`],
    ...['-o', 'APT::Sandbox::User=root', '-q'],
  ]
  const settings = { cwd: work, timeoutMs: TIMEOUT_MS, remedy: SOURCES_REMEDY }
  await runCommand('apt-get', [...options, 'update'], settings)
  await runCommand('apt-get', [...options, 'source', '--download-only', `${PACKAGE}=${version}`], settings)
  const archive = (await readdir(work)).find(name => /\.orig\.tar\.\w+$/.test(name))
  if (archive === undefined) throw new EnvironmentError(`the source of ${PACKAGE} has no upstream archive`)
  const unpacked = join(work, 'source')
  await mkdir(unpacked)
  await runCommand('tar', ['-xf', join(work, archive), '-C', unpacked, '--strip-components=1'], settings)
  await cp(join(unpacked, 'tests'), join(folder, 'tests'), { recursive: true })
}
