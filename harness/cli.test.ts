import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PACKAGE_ROOT, STARTER_RULES } from './package-root.ts'

const CLI = join(PACKAGE_ROOT, 'dist', 'harness', 'cli.js')

const scenario = (status: number): string => `setup: { plugin: { loaded: false } }
tests:
  - desc: a benign request
    stages: [{ input: { uri: / }, output: { status: ${status} } }]
`

const ASKS = `tests:
  - desc: an attack
    stages:
      - input: { uri: "/?arg=../../etc/passwd" }
        scorer: { verdict: attack, score: -1 }
        output: { status: 403, log: { expect_ids: [9516320] }, scored: { count: 1 } }
`

let folder = ''

type Ended = { code: number; output: string; errors: string }

const wafrig = (...args: readonly string[]): Promise<Ended> => wafrigIn(folder, ...args)

const wafrigIn = (cwd: string, ...args: readonly string[]): Promise<Ended> => wafrigWith({}, cwd, ...args)

const wafrigWith = (
  own: Readonly<Record<string, string | undefined>>,
  cwd: string,
  ...args: readonly string[]
): Promise<Ended> =>
  new Promise(done => {
    const plain = { NO_COLOR: '1', FORCE_COLOR: undefined, VITEST: undefined, GITHUB_ACTIONS: undefined }
    const env = { ...process.env, WAFRIG_CACHE_DIR: join(folder, 'cache'), ...plain, ...own }
    execFile(process.execPath, [CLI, ...args], { cwd, env }, (error, output, errors) => {
      done({ code: error === null ? 0 : Number(error.code ?? -1), output, errors })
    })
  })

const projectWith = async (...files: readonly (readonly string[])[]): Promise<string> => {
  const project = await mkdtemp(join(folder, 'project-'))
  for (const [name = '', text = ''] of files) {
    await mkdir(dirname(join(project, name)), { recursive: true })
    await writeFile(join(project, name), text)
  }
  return project
}

describe.skipIf(!existsSync(CLI))('the built command (npm run build makes it)', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wafrig-cli-'))
    await mkdir(join(folder, 'scenarios'))
    await writeFile(join(folder, 'scenarios', 'good.yaml'), scenario(200))
    await writeFile(join(folder, 'bad.yaml'), scenario(403))
    await writeFile(join(folder, 'asks.yaml'), ASKS)
    await writeFile(join(folder, 'broken.yaml'), 'test: []\n')
    await writeFile(
      join(folder, 'audit.log'),
      '--c7036611-A--\n[09/Jan/2026:12:27:56 +0000] x 127.0.0.1 1 127.0.0.1 80\n',
    )
    await writeFile(join(folder, 'empty.yaml'), '# nothing yet\n')
    await cp(STARTER_RULES, join(folder, 'broken-rules'), { recursive: true })
    await writeFile(
      join(folder, 'broken-rules', 'rules', 'broken.conf'),
      'SecRule ARGS "@beginWith x" "id:1,phase:2"\n',
    )
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('a run that passes ends with 0 and totals by backend', async () => {
    const { code, output } = await wafrig('run')
    expect(output).toMatch(/^✓ scenarios\/good\.yaml {2}1 passed .*\n\nemulator {2}1 passed\n1 test in .*\n$/)
    expect(code).toBe(0)
  })

  test.each([
    [['scenarios', 'tests'], 'scenarios'],
    [['tests/regression', 'tests'], 'tests/regression'],
    [['scenarios:', 'tests/unit'], 'tests/unit'],
  ])('without paths, of the folders %j those in %s run', async (folders, first) => {
    const project = await projectWith(
      ...folders.map(name =>
        name.endsWith(':') ? [name.replace(':', '/notes.md'), ''] : [`${name}/a.yaml`, scenario(200)],
      ),
    )
    const { code, output } = await wafrigIn(project, 'run')
    expect(output.match(/^✓ .*?\.yaml/gm)?.[0]).toBe(`✓ ${first}/a.yaml`)
    expect(code).toBe(0)
  })

  test('without paths, in a project that has no scenarios, nothing runs and it is said what was looked for', async () => {
    const project = await projectWith(['plugins/own-before.conf', ''], ['docker-compose.yml', 'services: {}\n'])
    const { code, output, errors } = await wafrigIn(project, 'run', '--plugin', '.')
    expect(errors).toBe(
      `nothing to run in ${project}: looked for scenarios and FTW tests (*.yaml, *.yml) in scenarios/, tests/regression/, tests/ and found none; name files or folders, or try wafrig demo [NOTHING_TO_RUN]\n`,
    )
    expect(output).toBe('')
    expect(code).toBe(2)
  })

  test('the scenarios that come with the package run by name, from anywhere', async () => {
    const { code, output } = await wafrigIn(await projectWith(), 'demo', '-t', 'the model says pass')
    expect(output).toMatch(/^✓ .*path-traversal\.yaml/m)
    expect(code).toBe(0)
  })

  test('a file that cannot be read is one broken file: the others run, and the exit code says so at the end', async () => {
    const project = await projectWith(
      ['tests/a.yaml', scenario(200)],
      ['tests/b.yaml', 'tests:\n  - stages: [{ input: { uri: [] } }]\n'],
      ['tests/c.yaml', 'tests: ['],
      ['tests/920100.yaml', 'tests:\n  - desc: x\n    stages: [{ input: { uri: /, output: { status: 403 } } }]\n'],
      ['tests/docker-compose.yml', 'services: {}\n'],
      ['tests/deep/mkdocs.yml', 'site_name: x\n'],
    )
    const { code, output, errors } = await wafrigIn(project, 'run', 'tests', '--reporter', 'wafrig')
    expect(errors).toMatch(/^WARNING tests\/920100\.yaml:3:33: .*so this stage checks nothing \[CHECKS_NOTHING\]$/m)
    expect(output).toContain(
      'neither scenarios nor FTW tests, left alone: tests/deep/mkdocs.yml, tests/docker-compose.yml\n',
    )
    expect(output).toContain('on the starter rules, which are a part of the CRS: tests about other rules fail')
    expect(output.match(/^[✓✗↓] .*? \d.*?(?= {2})/gm)).toEqual([
      '✓ tests/920100.yaml  1 passed, 1 of them checks nothing',
      '✓ tests/a.yaml  1 passed',
      '✗ tests/b.yaml  1 broken',
      '✗ tests/c.yaml  1 broken',
    ])
    expect(output).toContain('BROKEN tests/b.yaml:1 can be read\n  tests/b.yaml:2:25: wanted a string [BAD_VALUE]\n')
    expect(output).toMatch(/^unread {4}2 broken$/m)
    expect(code).toBe(2)
  })

  test('in the folder of a plugin its tests run with it, and this is told', async () => {
    const text = 'tests: [{ stages: [{ input: {}, output: { status: 406 } }] }]\n'
    const rule = 'SecAction "id:9599999,phase:1,deny,status:406"\n'
    const project = await projectWith(['plugins/own-before.conf', rule], ['tests/a.yaml', text])
    const found = await wafrigIn(project, 'run')
    expect(found.output).toContain('with the plugin in plugins (--plugin none: without it)\n')
    expect(found.code).toBe(0)
    expect(await wafrigIn(project, 'run', '--plugin', '.', '--no-progress')).toMatchObject({ code: 0, errors: '' })
    expect((await wafrigIn(project, 'run', '--plugin', 'none')).code).toBe(1)
  })

  test('a run in which nothing is checked is no pass', async () => {
    const project = await projectWith(['920100.yaml', 'tests: [{ test_id: 1, stages: [{ input: {} }] }]'])
    const { code, errors } = await wafrigIn(project, 'run', '920100.yaml')
    expect(errors).toMatch(/^no test that ran checks anything \[NOTHING_RAN\]$/m)
    expect(code).toBe(2)
  })

  test('the plugin’s script finds the libraries that it requires, and asks the scoring server', async () => {
    const { code, output } = await wafrig('run', 'asks.yaml')
    expect(output).toMatch(/^✓ asks\.yaml {2}1 passed /)
    expect(code).toBe(0)
  })

  test('FTW tests run with the .ftw.yaml of the folder, and its lists say how tests end', async () => {
    const stages = 'stages: [{ input: { uri: /a, headers: { Host: a } }, output: { status: 200 } }]'
    const tests = [1, 2, 3, 4].map(id => `  - { test_id: ${id}, ${stages} }\n`).join('')
    const project = await projectWith(
      ['tests/920100.yaml', `rule_id: 920100\ntests:\n${tests}`],
      [
        '.ftw.yaml',
        'logmarkerheadername: X-A\ntestoverride: { ignore: { 920100-1: known }, forcepass: { 920100-2: so }, forcefail: { 920100-3: no } }\n',
      ],
    )
    const { code, output, errors } = await wafrigIn(project, 'run', '--show-failures-only')
    expect(output).toContain('FTW tests run with .ftw.yaml (--ftw-config none: without it)\n')
    expect(output).toContain('1 skipped: ignored by .ftw.yaml: known\n')
    expect(output).toContain('1 skipped: forced to pass by .ftw.yaml, without being sent: so\n')
    expect(output).toContain('actual:   forced to fail by .ftw.yaml: no\n')
    expect(errors).toMatch(/^WARNING \.ftw\.yaml:1:1: "logmarkerheadername" is not needed here/)
    expect(code).toBe(1)
    const json = await wafrigIn(project, 'run', '--reporter', 'ftw-json')
    expect(JSON.parse(json.output)).toMatchObject({
      ...{ run: 4, success: ['920100-4'], failed: [], skipped: [], ignored: ['920100-1'] },
      ...{ 'forced-pass': ['920100-2'], 'forced-fail': ['920100-3'] },
    })
    const without = await wafrigIn(project, 'run', '--ftw-config', 'none', '--show-failures-only')
    expect(without.output).toMatch(
      /^FTW tests run with the settings.*\non the starter rules.*\n\nemulator {2}4 passed\n/,
    )
    expect(without.code).toBe(0)
  })

  test('each reporter writes a file of its own, whole and without codes of a terminal', async () => {
    const project = await projectWith(['bad.yaml', scenario(403)])
    const reporters = 'wafrig,wafrig:out/run.txt,junit:out/run.xml,json:out/run.json,ftw-json:out/ftw.json'
    const env = { FORCE_COLOR: '1', NO_COLOR: undefined, CI: '1' }
    const { code, output } = await wafrigWith(env, project, 'run', 'bad.yaml', '--reporter', reporters)
    const written = async (name: string): Promise<string> => readFile(join(project, 'out', name), 'utf8')
    expect(output).toContain('\x1b[31m1 failed\x1b[39m')
    expect(await written('run.txt')).toMatch(
      /^✗ bad\.yaml {2}1 failed .*\n {4}✗ a benign request \[emulator\]\n\nFAILED bad\.yaml:4 [\s\S]*\n1 test in .*\n$/,
    )
    expect(await written('run.xml')).toMatch(/^<\?xml [\s\S]*<\/testsuites>\s*$/)
    expect(JSON.parse(await written('run.json'))).toMatchObject({ numFailedTests: 1 })
    expect(JSON.parse(await written('ftw.json'))).toMatchObject({ run: 1 })
    for (const name of ['run.txt', 'run.xml', 'run.json', 'ftw.json']) expect(await written(name)).not.toContain('\x1b')
    expect(code).toBe(1)
  })

  test('no codes of a terminal go into a pipe of a CI server, whoever reports', async () => {
    const env = { CI: 'true', NO_COLOR: undefined, TERM: 'xterm' }
    for (const reporter of ['wafrig', 'verbose']) {
      const { output, errors } = await wafrigWith(env, folder, 'run', 'bad.yaml', '--reporter', reporter)
      expect(output + errors).not.toContain('\x1b')
    }
  })

  test('on GitHub Actions annotations come by themselves, from the repository’s root', async () => {
    const project = await projectWith(['waf/bad.yaml', scenario(403)])
    const env = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: project }
    const place = '::error file=waf/bad.yaml,line=4,title=wafrig::a benign request [emulator]%0A'
    const inside = join(project, 'waf')
    expect((await wafrigWith(env, inside, 'run', 'bad.yaml')).output).toContain(`\n${place}`)
    const json = await wafrigWith(env, inside, 'run', 'bad.yaml', '--reporter', 'ftw-json')
    expect(JSON.parse(json.output)).toMatchObject({ run: 1 })
    expect(json.errors).toContain(place)
  })

  test('a file that cannot be written is a matter of the surroundings, told before anything runs', async () => {
    const { code, output, errors } = await wafrig('run', '--reporter', 'wafrig,junit:scenarios')
    expect(errors).toMatch(/^.*\/scenarios cannot be written: EISDIR.*; name another file\n$/)
    expect(output).toBe('')
    expect(code).toBe(3)
  })

  test.skipIf(!existsSync('/usr/bin/script'))(
    'in watch mode h shows the keys of wafrig, and q ends it',
    async () => {
      const command = `${process.execPath} ${CLI} run scenarios --watch`
      const child = spawn('/usr/bin/script', ['-qec', command, '/dev/null'], {
        cwd: folder,
        env: { ...process.env, NO_COLOR: '1', VITEST: undefined, TERM: 'xterm' },
      })
      let output = ''
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString()
      })
      const shows = (text: string) => expect.poll(() => output).toContain(text)
      await shows('waiting for changes of files; h shows the keys')
      child.stdin.write('h')
      await shows('q  quit')
      child.stdin.write('q')
      await new Promise(done => child.once('close', done))
      expect(output).not.toContain('Watch Usage')
      expect(child.exitCode).toBe(0)
    },
    60_000,
  )

  test('a test that fails ends it with 1, and says how to repeat it', async () => {
    const { code, output } = await wafrig('run', 'bad.yaml')
    expect(output).toContain('expected: 403\n      actual:   200')
    expect(output).toContain('repeat: wafrig run bad.yaml --backend emulator -t "a benign request [emulator]"')
    expect(code).toBe(1)
  })

  test.each([
    [
      ['run', 'broken.yaml'],
      /^broken\.yaml:1:1: no key "test" here; did you mean "tests"\? \[UNKNOWN_KEY\]\n {2}test: \[\]\n {2}\^\^\^\^/,
    ],
    [['run', 'nowhere.yaml'], /^no file or folder nowhere\.yaml/],
    [['run', '--backend', 'emulater'], /^no backend "emulater"; did you mean "emulator"\?/],
    [['run', '--plugin', 'nowhere'], /^no plugin in nowhere: wanted \*-config\.conf/],
    [['run', '--crs', 'nowhere'], /^no rule set "nowhere"/],
    [['run', '--filter', 'no such test'], /^none of the tests in 1 file is asked for by --filter "no such test"/],
    [['run', '--include', '('], /^--include \(: Invalid regular expression.* \[BAD_FILTER\]/],
    [['run', '--include', 'x', '--exclude', 'y'], /^--include and --exclude exclude each other \[BAD_COMMAND\]/],
    [
      ['run', '--exclude', 'good-1'],
      /^none of the tests in 1 file is asked for by --exclude good-1 \[NOTHING_TO_RUN\]/,
    ],
    [['run', '--ftw-config', 'nowhere'], /^--ftw-config nowhere: no such file \[NO_SUCH_FILE\]/],
    [['run', '--filter', '/(/'], /^--filter \/\(\/: Invalid regular expression.* \[BAD_FILTER\]/],
    [['run', '--shard', '3/2'], /^option '--shard <index\/count>' argument '3\/2' is invalid\. wanted a part/],
    [['run', '--shard', '2/2'], /^--shard 2\/2: only 1 file to share out \[EMPTY_SHARD\]/],
    [['run', '--mode', '3'], /^no mode "3"; there are 1, 2/],
    [['run', 'empty.yaml'], /^no tests in empty\.yaml \[NOTHING_TO_RUN\]/],
    [['run', '--mdoe', '1'], /^unknown option '--mdoe' \(Did you mean --mode\?\)/],
    [
      ['gateway', '--port', '99999'],
      /argument '99999' is invalid\. wanted a whole number, at least 0 and at most 65535/,
    ],
    [['gateway', '--backend', 'nonsense'], /wanted an address like http:\/\/127\.0\.0\.1:8080/],
    [['serve-scorer', '--attack-share', '2'], /wanted a number from 0 to 1/],
    [['serve-scorer', '--score', 'abc'], /argument 'abc' is invalid\. wanted a number/],
    [['rum'], /^unknown command 'rum' \(Did you mean run\?\)/],
    [[], /^no command after wafrig; there are /],
    [
      ['diff', 'audit.log', '--backend', 'emulator,emulator-v3'],
      /^audit\.log:1:1: this is no request but an audit log/,
    ],
    [['check', 'broken-rules'], /broken\.conf:1:\d+: .*did you mean "beginsWith"\?/],
  ])('wafrig %j is bad input', async (args, message) => {
    const { code, errors } = await wafrig(...args)
    expect(errors).toMatch(message)
    expect(code).toBe(2)
  })

  test('a reader that goes away ends a run without a trace', async () => {
    const child = spawn(process.execPath, [CLI, 'run', 'bad.yaml'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.destroy()
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString()
    })
    await new Promise(done => child.once('close', done))
    expect(errors).not.toContain('EPIPE')
  })

  test('in watch mode a change of a scenario or of a rule runs again', async () => {
    const own = await mkdtemp(join(tmpdir(), 'wafrig-watch-'))
    const rule = (status: number): string => `SecAction "id:9600001,phase:2,deny,status:${status}"\n`
    await mkdir(join(own, 'plugin'))
    await mkdir(join(own, 'scenarios'))
    await writeFile(join(own, 'plugin', 'own-before.conf'), rule(403))
    const file = join(own, 'scenarios', 'own.yaml')
    const text = (status: number): string => `tests: [{ stages: [{ input: {}, output: { status: ${status} } }] }]\n`
    await writeFile(file, text(403))
    const child = spawn(process.execPath, [CLI, 'run', 'scenarios', '--plugin', 'plugin', '--watch'], {
      cwd: own,
      env: { ...process.env, NO_COLOR: '1', VITEST: undefined },
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    const runs = (count: number): Promise<void> =>
      expect.poll(() => output.match(/^1 test in /gm)?.length ?? 0).toBe(count)
    await runs(1)
    await writeFile(file, text(406))
    await runs(2)
    await writeFile(join(own, 'plugin', 'own-before.conf'), rule(406))
    await runs(3)
    child.kill('SIGINT')
    await new Promise(done => child.once('close', done))
    await rm(own, { recursive: true })
    expect(output.match(/^[✓✗]/gm)).toEqual(['✓', '✗', '✓'])
    expect(child.exitCode).toBe(0)
  })

  test('a broken rule file is bad input to a run', async () => {
    const { code, output } = await wafrig('run', '--crs', './broken-rules')
    expect(output).toContain('BROKEN scenarios/good.yaml:3 a benign request [emulator]')
    expect(output).toContain('did you mean "beginsWith"?')
    expect(code).toBe(2)
  })

  test('a request is compared once where there is no plugin, in each mode of one, and both show what became of it', async () => {
    const project = await projectWith(['request.http', 'GET /?a=../../etc/passwd HTTP/1.1\nHost: localhost\n\n'])
    const one = await wafrigIn(project, 'diff', 'request.http', '--backend', 'emulator,emulator-v3', '--plugin', 'none')
    expect(one.output).toMatch(
      /^. request\.http:1 request\.http {2}.*\n {4}request 1: GET \S+ HTTP\/1\.1 {2}→ 403, rules 9/,
    )
    expect(one.output).not.toContain('[mode')
    expect(one.errors).toMatch(/^WARNING request\.http:1:1: the lines of the head end in bare LF .* \[BARE_LF\]$/m)
    const two = await wafrigIn(project, 'diff', 'request.http', '--backend', 'emulator,emulator-v3')
    expect(two.output.match(/^. request\.http:1 request\.http \[mode \d\]/gm)).toHaveLength(2)
  })

  test('a port in use is a matter of the surroundings', async () => {
    const { createServer } = await import('node:net')
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise(done => server.once('listening', done))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const { code, errors } = await wafrig('serve-scorer', '--port', String(port))
    server.close()
    expect(errors).toContain(`cannot listen on 127.0.0.1:${port}`)
    expect(code).toBe(3)
  })

  test.each([['run'], ['check'], ['completion'], ['crs'], ['crs add'], ['schema'], ['serve-scorer']])(
    'wafrig %s --help has examples',
    async name => {
      const { code, output } = await wafrig(...name.split(' '), '--help')
      expect(output).toContain(`\nExamples:\n  $ wafrig ${name.split(' ')[0]}`)
      expect(code).toBe(0)
    },
  )

  test('a run tells what of its rules has no effect, where they were written', async () => {
    const setup = 'setup:\n  plugin: { loaded: false }\n  rules: SecRule ARGS "@rbl a.b" "id:5,phase:1,pass"\n'
    await writeFile(join(folder, 'rbl.yaml'), setup + scenario(200).slice(scenario(200).indexOf('tests:')))
    const { code, errors } = await wafrig('run', 'rbl.yaml')
    expect(errors).toMatch(/^WARNING rbl\.yaml:3:24: @rbl never matches in the emulator: no name server is asked/m)
    expect(code).toBe(0)
    await writeFile(
      join(folder, 'rbl.yaml'),
      (await readFile(join(folder, 'rbl.yaml'), 'utf8')).replace('\n', '\n  accepted_notices: [OPERATOR_IGNORED]\n'),
    )
    expect((await wafrig('run', 'rbl.yaml')).errors).toBe('')
  })

  test('files that check finds nothing wrong in are counted', async () => {
    const { code, output } = await wafrig('check', 'scenarios', join(PACKAGE_ROOT, 'containers', 'plugin'))
    expect(output).toMatch(
      /^1 scenario file with 1 test, nothing wrong\n3 rule files with \d+ rules, nothing wrong\nread with the rule set starter and no other plugin\n$/,
    )
    expect(code).toBe(0)
  })

  test.each([
    [
      'as a run reads them',
      [],
      /^1 rule file with 1 rule, nothing wrong\nread with the rule set starter and the plugin/,
    ],
    [
      'without a rule set',
      ['--crs', 'none', '--plugin', 'none'],
      /^WARNING own\.conf:1:25: SecRuleUpdateTargetById 942100 changes nothing: no rule has such an id \[NO_SUCH_RULE\]\n/,
    ],
  ])('rule files are read with a rule set and a plugin: %s', async (_, options, said) => {
    const rules = 'SecRuleUpdateTargetById 942100 "!ARGS:x"\nSecAction "id:1,phase:1,pass,nolog"\n'
    await writeFile(join(folder, 'own.conf'), rules)
    const { code, output } = await wafrig('check', 'own.conf', ...options)
    expect(output).toMatch(said)
    expect(code).toBe(0)
  })

  test('of rules that the starter rules lack few are told, and that all of the Core Rule Set has more', async () => {
    const updates = [932236, 932237, 932238, 932239, 932240].map(id => `SecRuleUpdateTargetById ${id} "!ARGS:x"\n`)
    await writeFile(join(folder, 'own.conf'), updates.join(''))
    const { output } = await wafrig('check', 'own.conf', '--plugin', 'none')
    expect(output.match(/\[NO_SUCH_RULE\]/g)).toHaveLength(3)
    expect(output).toContain(
      '\nand 2 more about rules that are not there\nthe starter rules are a part of the Core Rule Set: --crs ',
    )
    for (const crs of ['starter', 'none']) {
      const asked = await wafrig('check', 'own.conf', '--plugin', 'none', '--crs', crs)
      expect(asked.output.match(/\[NO_SUCH_RULE\]/g)).toHaveLength(5)
      expect(asked.output).not.toContain('are a part of')
    }
  })
})
