import { expect, test } from 'vitest'
import { fromOctets, toText } from '../../src/bytes.ts'
import { contractSetup } from '../backends/contract.ts'
import { configuration, ENGINE_FILE } from './configuration.ts'
import { linesOfModSecurity2 } from './engine-settings.ts'

const settings = (files: ReadonlyMap<string, Uint8Array>): readonly string[] =>
  toText(fromOctets(files.get(ENGINE_FILE) ?? new Uint8Array())).split('\n')

/** The last value of each directive without quotes, by name. */
const inEffect = (lines: readonly string[]): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(lines.flatMap(line => (/^Sec\w+ [^"]*$/.test(line) ? [line.split(/ (.*)/s).slice(0, 2)] : [])))

test('mod_security2 has the settings of the official Apache image, libmodsecurity those of the nginx image', async () => {
  const { files } = await configuration(contractSetup(), { scorerUrl: 'http://x/' })
  const [everywhere, onApache] = [files, linesOfModSecurity2(files)].map(settings).map(inEffect)
  const wanted = ['SecUploadKeepFiles', 'SecDisableBackendCompression']
  expect(wanted.map(name => everywhere?.[name])).toEqual(['Off', undefined])
  expect(wanted.map(name => onApache?.[name])).toEqual(['RelevantOnly', 'On'])
})

test('a rule stands in the same line for each engine', async () => {
  const { files } = await configuration(contractSetup(), { scorerUrl: 'http://x/' })
  const lineOf = (lines: readonly string[]): number => lines.findIndex(line => line.includes('id:200005'))
  expect(lineOf(settings(linesOfModSecurity2(files)))).toBe(lineOf(settings(files)))
})
