#!/usr/bin/env node
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { EnvironmentError, InputError } from '../src/errors.ts'
import { type ExitCode, runCommands, type Surroundings } from './commands/command.ts'
import * as commands from './commands/index.ts'
import { openStatusLine } from './commands/status-line.ts'
import { columnsOf, followColours, hasColours } from './commands/terminal.ts'
import { PACKAGE_ROOT } from './package-root.ts'
import { styleOf } from './reporters/style.ts'
import { cacheFolder } from './setup/rule-folders/cache-folder.ts'

/** Exit code of a defect of wafrig itself, sysexits' EX_SOFTWARE. */
const DEFECT = 70

const { env, argv, stdin, stdout, stderr } = process
const interruption = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort())

// Whoever reads the output has gone, as head does: what is under way ends in order, WAFs and all.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  interruption.abort()
})

const outputStyle = styleOf(hasColours(stdout, env), columnsOf(stdout, env))
const complaintStyle = styleOf(hasColours(stderr, env), columnsOf(stderr, env))
followColours(hasColours(stdout, env), env)

const status = openStatusLine({
  kind: columnsOf(stderr, env) === undefined ? 'lines' : 'terminal',
  columns: () => stderr.columns ?? complaintStyle.width,
  write: text => void stderr.write(text),
  now: () => performance.now(),
  every: (ms, tick) => {
    const timer = setInterval(tick, ms).unref()
    return () => clearInterval(timer)
  },
})

const surroundings: Surroundings = {
  folder: process.cwd(),
  home: homedir(),
  cache: cacheFolder(env),
  interrupted: interruption.signal,
  interrupt: () => interruption.abort(),
  keyboard: stdin.isTTY ? stdin : undefined,
  style: outputStyle,
  complaintStyle,
  status,
  now: () => performance.now(),
  workspace: env.GITHUB_ACTIONS === 'true' ? (env.GITHUB_WORKSPACE ?? process.cwd()) : undefined,
  say: text => status.above(() => void stdout.write(`${text}\n`)),
  complain: text => status.above(() => void stderr.write(`${text}\n`)),
}

process.exitCode = await exitCodeOf()

async function exitCodeOf(): Promise<number> {
  let code: ExitCode = 0
  try {
    const made = Object.values(commands).map(make =>
      make(surroundings, ended => {
        code = ended
      }),
    )
    await runCommands(made, await version(), argv.slice(2))
    return code
  } catch (error) {
    if (error instanceof InputError) {
      surroundings.complain(error.message)
      return 2
    }
    if (error instanceof EnvironmentError) {
      surroundings.complain([error.message, ...error.lastLines.map(line => `  | ${line}`)].join('\n'))
      return 3
    }
    surroundings.complain(
      `wafrig has a defect: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    )
    return DEFECT
  }
}

async function version(): Promise<string> {
  const text: unknown = JSON.parse(await readFile(join(PACKAGE_ROOT, 'package.json'), 'utf8'))
  return typeof text === 'object' && text !== null && 'version' in text ? String(text.version) : 'unknown'
}
