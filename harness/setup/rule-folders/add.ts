import { cp, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { InputError } from '../../../src/errors.ts'
import { checksum, download, releaseAddress, unpack } from './archive.ts'
import { type KeptRuleFolder, keepRuleFolder } from './cache.ts'
import { fillFromDebian } from './debian.ts'
import { exists, openRuleFolder } from './rule-folder.ts'

/** How a rule folder is added. */
export type AddOptions = {
  /** Name to keep it under; else its version, or `debian`. */
  readonly name?: string | undefined
  /** The archive's SHA-256; anything else is refused. */
  readonly sha256?: string | undefined
  /** Use a folder where it stands, instead of copying it. */
  readonly link?: boolean | undefined
  /** With the regression tests of Debian's source package. */
  readonly withTests?: boolean | undefined
}

/** Adds what `wafrig crs add` names: `debian`, a folder, an archive, or a version of the CRS project. */
export const addRuleFolder = async (cache: string, named: string, options: AddOptions): Promise<KeptRuleFolder> => {
  if (named === 'debian') {
    mustBeAbsent(options, ['sha256', 'link'], 'the Debian package')
    return addDebian(cache, options)
  }
  const found = await stat(named).catch(() => undefined)
  if (found?.isDirectory() === true) {
    mustBeAbsent(options, ['sha256', 'withTests'], 'a folder')
    return addFolder(cache, named, options)
  }
  mustBeAbsent(options, ['link', 'withTests'], 'an archive')
  if (found?.isFile() === true) return addArchive(cache, named, resolve(named), options)
  const version = /^v?(\d+\.\d+\.\d+(?:-\w+)?)$/.exec(named)?.[1]
  if (version === undefined) {
    throw new InputError([
      {
        code: 'UNKNOWN_SOURCE',
        message: `"${named}" is no folder, no archive and no version; wanted e.g. 4.28.0, ./coreruleset, crs.tar.gz or debian`,
      },
    ])
  }
  return inTemporaryFolder(async folder => {
    const archive = join(folder, `coreruleset-${version}.tar.gz`)
    await download(releaseAddress(version), archive)
    return addArchive(cache, archive, releaseAddress(version), options)
  })
}

/** What each option is for that not every source has. */
const MEANT_FOR = {
  sha256: '--sha256 is for archives',
  link: '--link is for folders',
  withTests: '--with-tests is for debian',
}

const mustBeAbsent = (options: AddOptions, names: readonly (keyof typeof MEANT_FOR)[], source: string): void => {
  const given = names.filter(name => options[name] !== undefined)
  if (given.length === 0) return
  throw new InputError(
    given.map(name => ({
      code: 'OPTION_WITHOUT_EFFECT',
      message: `${MEANT_FOR[name]}; it has no effect on ${source}`,
    })),
  )
}

const addDebian = (cache: string, { name, withTests }: AddOptions): Promise<KeptRuleFolder> =>
  keepRuleFolder(cache, name ?? 'debian', async folder => {
    const version = await fillFromDebian(folder, withTests === true ? 'with tests' : 'rules only')
    return { source: `Debian package modsecurity-crs ${version}` }
  })

const addFolder = async (cache: string, folder: string, { name, link }: AddOptions): Promise<KeptRuleFolder> => {
  const { version } = await openRuleFolder(folder)
  const kept = name ?? version ?? basename(resolve(folder))
  const source = resolve(folder)
  return keepRuleFolder(cache, kept, async target => {
    if (link === true) return { source, folder: source }
    await copyRuleFolder(source, target)
    return { source }
  })
}

const addArchive = async (
  cache: string,
  archive: string,
  source: string,
  options: AddOptions,
): Promise<KeptRuleFolder> => {
  const sha256 = await checksum(archive, options.sha256)
  return inTemporaryFolder(async temporary => {
    const folder = await unpack(archive, temporary)
    const { version } = await openRuleFolder(folder)
    const kept = options.name ?? version ?? basename(archive).replace(/\.(?:tar\.\w+|tgz)$/, '')
    return keepRuleFolder(cache, kept, async target => {
      await copyRuleFolder(folder, target)
      return { source, sha256 }
    })
  })
}

/** What of a checkout belongs to the rule folder. */
const PARTS = ['crs-setup.conf', 'crs-setup.conf.example', 'rules', 'plugins', 'tests/regression']

const copyRuleFolder = async (from: string, to: string): Promise<void> => {
  for (const part of PARTS) {
    if (await exists(join(from, part)))
      await cp(join(from, part), join(to, part), { recursive: true, dereference: true })
  }
}

const inTemporaryFolder = async <Result>(work: (folder: string) => Promise<Result>): Promise<Result> => {
  const folder = await mkdtemp(join(tmpdir(), 'wafrig-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
