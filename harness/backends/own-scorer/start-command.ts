import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { EnvironmentError } from '../../../src/errors.ts'
import { listen } from '../../../src/listen.ts'
import { callHttp } from '../../waf/http-call.ts'
import type { OpenScorer } from '../../waf/scorer.ts'
import { until } from '../containers/limit.ts'

/** A shell command, run in `folder`; `{port}` in it is a free port, else it listens on `port`. */
export type ScorerCommand = { readonly command: string; readonly folder: string; readonly port: number }

/** Longest wait for the first answer: a model may take its time to load. */
const START_LIMIT_MS = 120_000
const CALL_LIMIT_MS = 5_000
const STOP_LIMIT_MS = 5_000
const LAST_LINES = 20

/** What stands in a command for the port that it is to listen on. */
const PORT = '{port}'

/**
 * Runs the command of a scoring server until this is disposed of, with all that it starts. Throws an EnvironmentError with its last
 * lines when it ends before it answers, or does not answer in time.
 */
export const startCommand = async ({ command, folder, port: named }: ScorerCommand): Promise<OpenScorer> => {
  const port = command.includes(PORT) ? await freePort() : named
  const url = `http://127.0.0.1:${port}/`
  if (await answers(url)) {
    throw new EnvironmentError(
      `something answers at ${url} before ${command} is started; end it, or let {port} stand for the port in the command`,
    )
  }
  // A group of its own: a shell or a reloader would leave the server behind.
  const child = spawn(command.replaceAll(PORT, String(port)), {
    ...{ cwd: folder, shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  })
  const lastLines = lastLinesOf(child)
  let isClosed = false
  // All that has its outputs has ended, and what it wrote is here.
  const closed = new Promise<void>(resolve => {
    child.once('close', () => {
      isClosed = true
      resolve()
    })
  })
  const killAtExit = (): void => signal(child, 'SIGKILL')
  process.once('exit', killAtExit)
  const end = async (): Promise<void> => {
    process.off('exit', killAtExit)
    signal(child, 'SIGTERM')
    const timer = setTimeout(() => signal(child, 'SIGKILL'), STOP_LIMIT_MS)
    await closed
    clearTimeout(timer)
  }
  const mustBeUp = async (): Promise<void> => {
    if (!isClosed) return
    throw new EnvironmentError(`the scoring server ended (${howEnded(child)}): ${command}`, lastLines())
  }
  const answered = async (): Promise<true | undefined> => {
    if (await answers(url)) return true
    await mustBeUp()
    return undefined
  }
  try {
    await until(answered, START_LIMIT_MS, `an answer at ${url} of ${command}`, lastLines)
    return { url, mustBeUp, [Symbol.asyncDispose]: end }
  } catch (error) {
    await end()
    throw error
  }
}

const answers = (url: string): Promise<boolean> =>
  callHttp(url, { method: 'GET', limitMs: CALL_LIMIT_MS }).then(
    () => true,
    () => false,
  )

const freePort = async (): Promise<number> => {
  const server = createServer()
  const port = await listen(server, 0, '127.0.0.1')
  await new Promise(resolve => server.close(resolve))
  return port
}

/** Tells all of the command's processes, as far as there are any. */
const signal = ({ pid }: ChildProcess, name: NodeJS.Signals): void => {
  if (pid === undefined) return
  try {
    process.kill(-pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

const howEnded = ({ exitCode, signalCode }: ChildProcess): string =>
  exitCode === null ? `signal ${signalCode}` : `exit code ${exitCode}`

/** The last lines that a process wrote, of both its outputs. */
const lastLinesOf = ({ stdout, stderr }: ChildProcess): (() => readonly string[]) => {
  let text = ''
  for (const stream of [stdout, stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString('utf8'))
        .split('\n')
        .slice(-LAST_LINES - 1)
        .join('\n')
    })
  }
  return () => text.split('\n').filter(line => line !== '')
}
