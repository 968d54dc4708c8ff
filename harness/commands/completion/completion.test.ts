import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Argument, Command } from 'commander'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bashScript } from './bash.ts'
import { fishScript } from './fish.ts'
import { completedCommand } from './words.ts'
import { zshScript } from './zsh.ts'

const program = completedCommand(
  new Command('wafrig')
    .addCommand(
      new Command('run')
        .description("Run scenarios: the plugin's [too].")
        .argument('[paths...]')
        .option('-b, --backend <names>', 'where to run: emulator')
        .option('--bail <count>', 'end after so many')
        .option('--output-file <file>', 'a file')
        .addOption(new Command().createOption('--format <name>', 'what').choices(['text', 'json'])),
    )
    .addCommand(
      new Command('crs').description('Rule sets').addCommand(new Command('add')).addCommand(new Command('list')),
    )
    .addCommand(new Command('completion').addArgument(new Argument('<shell>').choices(['bash', 'zsh']))),
)

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wafrig-completion-'))
  writeFileSync(join(folder, 'own.yaml'), '')
  writeFileSync(join(folder, 'script.bash'), bashScript(program))
  writeFileSync(join(folder, 'script.zsh'), zshScript(program))
  writeFileSync(join(folder, 'script.fish'), fishScript(program))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const CASES: readonly (readonly [line: string, found: readonly string[]])[] = [
  ['wafrig r', ['run']],
  ['wafrig run --ba', ['--backend', '--bail']],
  ['wafrig run --backend emulator-', ['emulator-v3']],
  ['wafrig run -b emulator,ap', ['emulator,apache']],
  ['wafrig run --format ', ['text', 'json']],
  ['wafrig run --bail 1 o', ['own.yaml']],
  ['wafrig run --output-file ow', ['own.yaml']],
  ['wafrig crs a', ['add']],
  ['wafrig completion z', ['zsh']],
]

describe.skipIf(spawnSync('bash', ['--version']).status !== 0)('bash', () => {
  test.each([...CASES, ['wafrig run --bail ', []] as const])('%j is completed with %j', (line, found) => {
    const words = line.split(' ').map(word => `'${word}'`)
    const script = `source ./script.bash; compopt() { :; }; COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _wafrig; printf '%s\\n' "\${COMPREPLY[@]}"`
    const said = execFileSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' })
    expect(said.split('\n').filter(word => word !== '')).toEqual(found)
  })
})

describe.skipIf(spawnSync('fish', ['--version']).status !== 0)('fish', () => {
  test.each(CASES)('%j is completed with %j', (line, found) => {
    const script = `source script.fish; complete -C'${line}'`
    const said = execFileSync('fish', ['--no-config', '-c', script], { cwd: folder, encoding: 'utf8' })
    const words = said.split('\n').flatMap(text => (text === '' ? [] : [text.split('\t')[0] ?? '']))
    expect(words.sort()).toEqual([...found].sort())
  })
})

test.skipIf(spawnSync('zsh', ['--version']).status !== 0)('zsh reads its script', () => {
  const read = spawnSync('zsh', ['-n', 'script.zsh'], { cwd: folder, encoding: 'utf8' })
  expect(read).toMatchObject({ status: 0, stderr: '' })
})

test('what zsh takes for its own is escaped', () => {
  expect(zshScript(program)).toContain("'run:Run scenarios'")
  expect(zshScript(program)).toContain("{--backend,-b}'[where to run]:words:_sequence compadd - emulator emulator-v3")
})
