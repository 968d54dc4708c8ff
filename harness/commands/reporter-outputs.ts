import { resolve } from 'node:path'
import { InputError } from '../../src/errors.ts'
import * as reporters from '../reporters/index.ts'
import type { ReporterTraits } from '../reporters/reporter.ts'
import { known } from './choice.ts'
import { withoutEffect } from './without-effect.ts'

/** Reporters of our own. */
export const OUR_REPORTERS = Object.values(reporters)

/** Whether a reporter is of our own. */
export const isOurs = (name: string): boolean => OUR_REPORTERS.some(reporter => reporter.name === name)

const vitests = (
  names: readonly string[],
  reader: ReporterTraits['reader'],
  writes: ReporterTraits['writes'],
): readonly ReporterTraits[] => names.map(name => ({ name, reader, writes, shows: 'log lines' }))

const REPORTERS: readonly ReporterTraits[] = [
  ...OUR_REPORTERS,
  ...vitests(['default', 'verbose', 'dot', 'tree'], 'people', 'standard output'),
  ...vitests(['tap', 'tap-flat'], 'program', 'standard output'),
  ...vitests(['json', 'junit'], 'program', 'anywhere'),
  ...vitests(['blob'], 'program', 'file'),
]

/** Names of all reporters: ours, and those of vitest that are of use here. */
export const REPORTER_NAMES = REPORTERS.map(({ name }) => name)

/** A reporter that is asked for, and the file that it writes; without one it writes to the standard output. */
export type ReporterOutput = { readonly traits: ReporterTraits; readonly file: string | undefined }

/**
 * What `--reporter` asks for, each a name or `name:file`, with the one `--output-file` given to whom it can only mean. Throws an
 * InputError where a reporter cannot write what it is given, or where two would write into each other.
 */
export const reporterOutputs = (
  folder: string,
  wanted: readonly string[],
  outputFile: string | undefined,
): readonly ReporterOutput[] => {
  const given = wanted.map(word => {
    const [name = '', ...file] = word.split(':')
    return { name, file: file.length === 0 ? undefined : file.join(':') }
  })
  const names = given.map(({ name }) => name)
  known('reporter', names, REPORTER_NAMES)
  const outputs = given.flatMap(({ name, file }) =>
    REPORTERS.filter(traits => traits.name === name).map(traits => ({ traits, file })),
  )
  for (const { traits, file } of outputs) mustWrite(traits, file)
  const owner = outputFile === undefined ? undefined : ownerOf(outputs, outputFile)
  const placed = outputs.map(output => {
    const file = output === owner ? outputFile : output.file
    return { traits: output.traits, file: file === undefined ? undefined : resolve(folder, file) }
  })
  mustBeApart(placed)
  return placed
}

/** Whether a line that says how far the run is may be shown: the reporters of vitest's that write as it goes have their own. */
export const showsProgress = (outputs: readonly ReporterOutput[]): boolean =>
  outputs.every(({ traits }) => traits.writes !== 'standard output')

const mustWrite = ({ name, writes }: ReporterTraits, file: string | undefined): void => {
  if (file === '') throw badCommand(`--reporter ${name}: has no file after the colon`)
  if (file !== undefined && writes === 'standard output') {
    throw badCommand(
      `--reporter ${name}:${file}: the reporter ${name} writes to the standard output only: name no file with it`,
    )
  }
}

/** Whose file `--output-file` is: that of the only reporter that has none, or of the only one of these that a program reads. */
const ownerOf = (outputs: readonly ReporterOutput[], outputFile: string): ReporterOutput => {
  const open = outputs.filter(({ traits, file }) => file === undefined && traits.writes !== 'standard output')
  const forPrograms = open.filter(({ traits }) => traits.reader === 'program')
  const [owner, ...others] = open.length === 1 ? open : forPrograms.length === 0 ? open : forPrograms
  if (owner === undefined) {
    const writers = REPORTERS.filter(({ writes }) => writes !== 'standard output').map(({ name }) => name)
    const names = outputs.map(({ traits, file }) => (file === undefined ? traits.name : `${traits.name}:${file}`))
    throw withoutEffect([
      `--output-file has no effect with the reporter ${names.join(', ')}: it is for ${writers.join(', ')}`,
    ])
  }
  if (others.length === 0) return owner
  const all = [owner, ...others].map(({ traits }) => traits.name)
  throw badCommand(
    `--output-file ${outputFile} is one file for ${all.join(' and ')}: give each its own, as ${owner.traits.name}:${outputFile}`,
  )
}

/** What a program reads is written alone, to a file or to the standard output. */
const mustBeApart = (outputs: readonly ReporterOutput[]): void => {
  const files = outputs.flatMap(({ file }) => file ?? [])
  const twice = files.find((file, index) => files.indexOf(file) < index)
  if (twice !== undefined) throw badCommand(`--reporter: two reporters would write ${twice}; give each its own file`)
  const shared = outputs.filter(({ traits, file }) => file === undefined && traits.writes !== 'file')
  const program = shared.find(({ traits }) => traits.reader === 'program')
  if (program === undefined || shared.length === 1) return
  const names = shared.map(({ traits }) => traits.name).join(' and ')
  const mended =
    program.traits.writes === 'anywhere'
      ? `give ${program.traits.name} a file, as ${program.traits.name}:<file>`
      : `give the others a file each, or leave them away`
  throw badCommand(`--reporter: ${names} would write into each other on the standard output; ${mended}`)
}

const badCommand = (message: string): InputError => new InputError([{ code: 'BAD_COMMAND', message }])
