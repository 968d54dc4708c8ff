import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EnvironmentError, InputError } from '../../src/errors.ts'
import { BACKEND_NAMES } from '../backends/find-backend.ts'
import { STARTER_RULES } from '../package-root.ts'
import { PLAIN } from '../reporters/style.ts'
import { runCommands, type Surroundings } from './command.ts'
import * as commands from './index.ts'

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wafrig-options-'))
  const tests = (setup: string) => `${setup}\ntests: [{ desc: x, stages: [{ input: {}, output: { status: 200 } }] }]\n`
  writeFileSync(join(folder, 'ftw.yaml'), 'testoverride: {}\n')
  writeFileSync(join(folder, 'plain.yaml'), tests('setup: {}'))
  writeFileSync(join(folder, 'mode.yaml'), tests('matrix: { mode: [1, 2] }'))
  writeFileSync(join(folder, 'request.http'), 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  writeFileSync(join(folder, 'named.yaml'), tests('setup: { crs: { version: starter } }'))
  writeFileSync(join(folder, 'bare.yaml'), tests('setup: { plugin: { loaded: false } }'))
  mkdirSync(join(folder, 'plugin'))
  writeFileSync(join(folder, 'plugin', 'own-before.conf'), 'SecAction "id:9600001,phase:2,pass"\n')
  mkdirSync(join(folder, 'rules'))
  cpSync(STARTER_RULES, join(folder, 'rules'), { recursive: true })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a command in this process, as the command line does; nothing is started where it is refused. */
const wafrig = async (line: string): Promise<void> => {
  const surroundings: Surroundings = {
    ...{ folder, home: folder, cache: join(folder, 'cache'), interrupted: new AbortController().signal, style: PLAIN },
    ...{
      interrupt: () => {},
      keyboard: undefined,
      say: () => {},
      complain: () => {},
      complaintStyle: PLAIN,
      now: () => 0,
      workspace: undefined,
    },
    status: { show: () => {}, end: () => {}, above: print => print() },
  }
  const made = Object.values(commands).map(make => make(surroundings, () => {}))
  await runCommands(made, '0', line.replaceAll('FOLDER', folder).split(' '))
}

const LOCAL = 'emulator, emulator-v3, libmodsecurity, apache, nginx'
const NOBODY = 'has no effect: no plugin is loaded, so nobody asks a scoring server'
const URL = 'http://127.0.0.1:1/'

test.each([
  ['run plain.yaml --image x', '--image has no effect on emulator: it is for apache, nginx'],
  ['run plain.yaml --backend apache --image apache=x,nginx=y', '--image nginx=… has no effect: nginx is not in use'],
  ['demo --image x', '--image has no effect on emulator: it is for apache, nginx'],
  [
    'run plain.yaml --backend emulator,libmodsecurity --url http://x',
    '--url has no effect on emulator and libmodsecurity: it is for remote',
  ],
  ['run plain.yaml --backend apache --log-file x', '--log-file has no effect on apache: it is for remote'],
  [
    'run plain.yaml --backend remote --url http://x --wait-for-timeout 3s',
    '--wait-for-timeout has no effect without --wait-for-url',
  ],
  [
    'run plain.yaml --backend remote --url http://x --skip-tls-verification',
    '--skip-tls-verification has no effect: no address begins with https:',
  ],
  ['run plain.yaml --read-timeout 3s', '--read-timeout has no effect on emulator: it is for remote'],
  ['run plain.yaml --log-command x', '--log-command has no effect on emulator: it is for remote'],
  [`run plain.yaml --scorer-control ${URL}`, '--scorer-control has no effect on emulator: it is for remote'],
  ['run plain.yaml --assume-setup', '--assume-setup has no effect on emulator: it is for remote'],
  [
    'run plain.yaml --backend remote --url http://x --scorer-image y',
    `--scorer-image has no effect on remote: it is for ${LOCAL}`,
  ],
  [
    'run plain.yaml --backend remote --url http://x --scorer-command y{port}',
    '--scorer-command has no effect on remote with {port} in it: the plugin there asks the port that it was told; write that into the command, and say it with --scorer-port',
  ],
  [`run plain.yaml --plugin none --scorer-url ${URL}`, `--scorer-url ${NOBODY}`],
  ['run plain.yaml --plugin none --scorer-command x', `--scorer-command ${NOBODY}`],
  [
    'run plain.yaml --scorer-port 80',
    '--scorer-port has no effect without --scorer-image, or --scorer-command with a command that does not say {port}',
  ],
  [
    `run plain.yaml --scorer-url ${URL} --scorer-port 80`,
    '--scorer-port has no effect without --scorer-image, or --scorer-command with a command that does not say {port}',
  ],
  [
    'run plain.yaml --scorer-command {port} --scorer-port 80',
    '--scorer-port has no effect without --scorer-image, or --scorer-command with a command that does not say {port}',
  ],
  ['run plain.yaml --mode 1', "--mode has no effect: none of the tests is about a mode of the plugin's detection"],
  ['run plain.yaml --crs starter,starter', 'starter and starter are the same rule set, starter; name it once'],
  ['run named.yaml --crs FOLDER/rules', '--crs has no effect: each test names a rule set of its own'],
  ['run bare.yaml --plugin FOLDER/plugin', '--plugin has no effect: no test loads a plugin'],
  [
    'diff named.yaml -b emulator,apache --crs FOLDER/rules',
    '--crs has no effect: each test names a rule set of its own',
  ],
  [
    'run plain.yaml --reporter dot --output-file x',
    '--output-file has no effect with the reporter dot: it is for ftw-json, github-actions, wafrig, json, junit, blob',
  ],
  ['run plain.yaml --include x --exclude-tags z', '--exclude-tags has no effect beside --include, which alone decides'],
  [
    'run plain.yaml --reporter dot --show-failures-only',
    '--show-failures-only has no effect with the reporter dot: it is for wafrig',
  ],
  ['run plain.yaml --ftw-config FOLDER/ftw.yaml', '--ftw-config has no effect: none of the tests is an FTW test'],
  [
    'run plain.yaml --reporter ftw-json --raw',
    '--raw has no effect with the reporter ftw-json, which shows no log lines',
  ],
  [
    'run plain.yaml --reporter verbose,junit:x --no-progress',
    '--no-progress has no effect with the reporter verbose, junit, which shows it in its own way',
  ],
  ['diff plain.yaml -b emulator,apache --url http://x', '--url has no effect on emulator and apache: it is for remote'],
  [
    'diff plain.yaml -b emulator,libmodsecurity --image x',
    '--image has no effect on emulator and libmodsecurity: it is for apache, nginx',
  ],
  [
    'diff plain.yaml -b emulator,apache --verdict pass',
    '--verdict has no effect on scenarios, which set the verdict themselves: it is for files of octets',
  ],
  [
    'diff request.http -b emulator,apache --plugin none --verdict pass',
    '--verdict has no effect: no plugin is loaded, so nobody asks a scoring server',
  ],
  [
    `diff request.http -b emulator,apache --scorer-url ${URL} --verdict pass`,
    '--verdict has no effect on a scoring server of your own, which gives its own answers',
  ],
  [`diff request.http -b emulator,apache --plugin none --scorer-url ${URL}`, `--scorer-url ${NOBODY}`],
  [
    'diff plain.yaml -b emulator,apache --mode 2',
    "--mode has no effect: none of the tests is about a mode of the plugin's detection",
  ],
  ['doctor --url http://x', '--url has no effect on emulator and apache and nginx: it is for remote'],
  ['fuzz -b libmodsecurity --image x', '--image has no effect on libmodsecurity: it is for apache, nginx'],
  ['fuzz -b apache --log-file x', '--log-file has no effect on apache: it is for remote'],
  ['conformance --suite crs --image x', '--image has no effect on emulator: it is for apache, nginx'],
  ['conformance --suite regex --image x', '--image has no effect on what runs on no backend: it is for apache, nginx'],
  [
    'conformance --suite regex,vectors --backend apache',
    '--backend has no effect on the suite regex, vectors: it is for crs',
  ],
  [
    'conformance --suite vectors --crs FOLDER/rules',
    '--crs has no effect on the suite vectors: it is for crs, fuzz, libinjection, regex',
  ],
  ['fuzz --backend apache --rule-sets 5 --crs debian', '--crs has no effect with --rule-sets'],
  [
    'conformance --suite crs --seed 2',
    '--seed has no effect on the suite crs: it is for fuzz, libinjection, regex, ruleSets',
  ],
  ['conformance --suite crs --mutations 2', '--mutations has no effect on the suite crs: it is for libinjection'],
  ['conformance --suite crs --requests 2', '--requests has no effect on the suite crs: it is for fuzz'],
  ['conformance --suite crs --inputs 2', '--inputs has no effect on the suite crs: it is for regex'],
  ['conformance --suite vectors --workers 2', '--workers has no effect on the suite vectors: it is for crs'],
  [
    'conformance --suite crs --backend apache --workers 2',
    '--workers has no effect on apache, which runs one test after the other',
  ],
  ['gateway --port 0 --plugin none --scorer http://x', '--scorer has no effect: no plugin is loaded'],
  ['gateway --port 0 --plugin none --mode 1', '--mode has no effect: no plugin is loaded'],
  ['check plain.yaml --dialect v3', '--dialect has no effect on scenarios: it is for rule files (*.conf)'],
  ['serve-scorer --port 0 --seed 1', '--seed has no effect without --attack-share'],
  [
    'serve-scorer --port 0 --attack-share 0.5 --verdict pass',
    '--verdict has no effect with --attack-share, which draws the answers',
  ],
  [
    `serve-scorer --port 0 --control --forward ${URL} --score 1`,
    '--score has no effect with --forward: the answers are those of the other server',
  ],
  ['crs add FOLDER/rules --sha256 00', '--sha256 is for archives; it has no effect on a folder'],
  ['crs add 4.99.0 --link', '--link is for folders; it has no effect on an archive'],
  ['crs add debian --link', '--link is for folders; it has no effect on the Debian package'],
  ['crs add 4.99.0 --with-tests', '--with-tests is for debian; it has no effect on an archive'],
])('wafrig %s: %s', async (line, message) => {
  await expect(wafrig(line)).rejects.toThrow(new InputError([{ code: 'OPTION_WITHOUT_EFFECT', message }]))
})

test.each([
  [`run plain.yaml --scorer-url ${URL} --scorer-command x`, '--scorer-url and --scorer-command exclude each other'],
  [`run plain.yaml --scorer-url ${URL} --scorer-image x`, '--scorer-url and --scorer-image exclude each other'],
  ['run plain.yaml --scorer-command x --scorer-image y', '--scorer-command and --scorer-image exclude each other'],
  [
    'run plain.yaml --backend apache,nginx --image x',
    '--image x is the image of one web server, and apache and nginx are in use: --image apache=…,nginx=…',
  ],
  [
    'run plain.yaml --backend apache --image apache=x,apache=y',
    '--image apache=x,apache=y: wanted one image for each web server, as --image apache=…,nginx=…',
  ],
  [
    'run plain.yaml --backend apache --image apache=',
    '--image apache=: wanted one image for each web server, as --image apache=…,nginx=…',
  ],
  [`serve-scorer --port 0 --forward ${URL}`, '--forward needs --control: nobody would see what was asked'],
  ['fuzz -b emulator,apache,nginx', '--backend emulator,apache,nginx: two backends are compared'],
])('wafrig %s is bad input: %s', async (line, message) => {
  await expect(wafrig(line)).rejects.toThrow(new InputError([{ code: 'BAD_COMMAND', message }]))
})

test.each([
  ...BACKEND_NAMES.map(
    name => `run plain.yaml --backend ${name} ${name === 'remote' ? '--url http://x ' : ''}--scorer-url ${URL}`,
  ),
  `demo --scorer-url ${URL}`,
  `diff plain.yaml --backend emulator,apache --scorer-url ${URL}`,
  `diff request.http --backend emulator,libmodsecurity --scorer-url ${URL}`,
  `doctor --scorer-url ${URL}`,
])('wafrig %s ends before anything runs, since nothing answers there', async line => {
  const ended = wafrig(line)
  await expect(ended).rejects.toBeInstanceOf(EnvironmentError)
  await expect(ended).rejects.toThrow(/^your scoring server does not answer at http:\/\/127\.0\.0\.1:1\/: /)
})
