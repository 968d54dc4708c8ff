import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { messageOf } from '../src/errors.ts'
import { connectDocker } from './backends/containers/docker.ts'
import { reaperImageName } from './backends/containers/images.ts'
import { PACKAGE_ROOT } from './package-root.ts'

const run = promisify(execFile)

const ENVIRONMENT = { ...process.env, VITEST_WORKER_ID: undefined, NO_COLOR: '1' }

/** What a program prints; both streams where it ends with another code than 0. */
const output = (program: string, args: readonly string[], cwd: string): Promise<string> =>
  run(program, args, { cwd, env: ENVIRONMENT, maxBuffer: 1e8 }).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }) => `${stdout}${stderr}`,
  )

const VITEST = join(PACKAGE_ROOT, 'node_modules', 'vitest', 'vitest.mjs')

const noDocker = await connectDocker(reaperImageName()).then(() => undefined, messageOf)

test('docs/api.md is what the built declarations say (npm run docs)', async () => {
  const printed = await output('node', ['tools/api-page.mjs'], PACKAGE_ROOT)
  expect(await readFile(join(PACKAGE_ROOT, 'docs', 'api.md'), 'utf8')).toBe(printed)
})

describe('the examples in README.md and docs/api.md run as tests of a project that has the built package', () => {
  let folder = ''
  let written: { readonly tests: string[]; readonly docker: string[]; readonly projects: string[] }

  beforeAll(async () => {
    await mkdir(join(PACKAGE_ROOT, '.wafrig'), { recursive: true })
    folder = await mkdtemp(join(PACKAGE_ROOT, '.wafrig', 'examples-'))
    await mkdir(join(folder, 'node_modules'))
    await symlink(PACKAGE_ROOT, join(folder, 'node_modules', 'wafrig'))
    const script = `import { writeExamples } from './tools/examples.mjs'; console.log(JSON.stringify(writeExamples(${JSON.stringify(folder)})))`
    written = JSON.parse(await output('node', ['--input-type=module', '-e', script], PACKAGE_ROOT))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const passes = async (place: string): Promise<void> => {
    const said = await output('node', [VITEST, 'run'], place)
    expect(said).toMatch(/ Tests {2}\d+ passed/)
    expect(said).not.toMatch(/failed|Error/)
  }

  test('on the emulator', () => passes(join(folder, 'tests')))

  test.skipIf(noDocker !== undefined)(
    `in containers${noDocker === undefined ? '' : `: ${noDocker}`}`,
    () => passes(join(folder, 'docker')),
    120_000,
  )

  test('in a project of CommonJS modules, which is what npm init makes, by require and as configurations', async () => {
    const project = join(folder, 'commonjs')
    await mkdir(join(project, 'tests'), { recursive: true })
    await writeFile(join(project, 'package.json'), '{ "type": "commonjs" }')
    const program = `for (const name of ['wafrig', 'wafrig/engine']) console.log(typeof require(name).InputError)`
    expect(await output('node', ['-e', program], project)).toBe('function\nfunction\n')
    const config = (await readFile(join(PACKAGE_ROOT, 'README.md'), 'utf8')).match(/^```ts config\n(.*?)^```$/ms)?.[1]
    await writeFile(join(project, 'vitest.config.ts'), config ?? '')
    await writeFile(
      join(project, 'tests', 'one.yaml'),
      'tests:\n  - desc: a traversal is blocked\n    stages:\n      - input: { uri: "/?a=../../etc/passwd" }\n        output: { status: 403 }\n',
    )
    await passes(project)
  })

  test.each([
    ['an option that there is not', `include: '*.yaml', mode: 2`, 'scenarios has no "mode"; did you mean "modes"?'],
    ['globs that match no file', `include: 'tets/*.yaml'`, 'scenarios.include: tets/*.yaml matches no file in'],
    ['tests that are all skipped', `include: 'skipped.yaml'`, '1 skipped: not yet'],
    ['tests that expect nothing', `include: 'empty.yaml'`, 'expects nothing: give a stage an output'],
  ])(
    '%s is a failure that says so',
    async (_, options, message) => {
      const project = await mkdtemp(join(folder, 'refused-'))
      const config = `import { scenarios } from 'wafrig/vitest'\nexport default { plugins: [scenarios({ ${options}, plugin: 'none' })] }\n`
      await writeFile(join(project, 'vitest.config.mjs'), config)
      const stages = 'stages:\n      - input: { uri: "/" }\n'
      await writeFile(
        join(project, 'skipped.yaml'),
        `tests:\n  - desc: later\n    skip: { reason: not yet }\n    ${stages}        output: { status: 200 }\n`,
      )
      await writeFile(join(project, 'empty.yaml'), `tests:\n  - desc: nothing\n    ${stages}`)
      const ended = await run('node', [VITEST, 'run'], { cwd: project, env: ENVIRONMENT }).then(
        () => undefined,
        end => end,
      )
      expect(ended).toMatchObject({ code: 1 })
      expect(`${ended.stdout}${ended.stderr}`).toContain(message)
    },
    60_000,
  )

  test('as configurations of vitest', async () => {
    for (const project of written.projects) await passes(project)
  })
})
