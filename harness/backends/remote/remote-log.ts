import { exec } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { type ByteString, fromOctets } from '../../../src/bytes.ts'
import { EnvironmentError, messageOf } from '../../../src/errors.ts'

/** Where a WAF that already runs logs: a file here, or a command that prints the log. */
export type LogSource = { readonly file: string } | { readonly command: string }

/** A log that somebody else writes. */
export type RemoteLog = {
  /** How much there is now. */
  readonly mark: () => Promise<LogMark>
  /** The lines that came since then; waits until no more come. */
  readonly since: (mark: LogMark) => Promise<readonly ByteString[]>
}

/** A place in a log. */
export type LogMark = { readonly length: number; readonly lastLine: ByteString }

const COMMAND_LIMIT_MS = 10_000
const POLL_MS = 50
/** A log that has not grown for so long is taken to be complete. */
const QUIET_MS = 250
const LIMIT_MS = 3_000
const OUTPUT_LIMIT_BYTES = 256 * 1024 * 1024

/** Reads the log of a source. What it throws is an EnvironmentError. */
export const remoteLog = (source: LogSource): RemoteLog => {
  const read = 'file' in source ? () => readLog(source.file) : () => runCommand(source.command)
  return {
    mark: async () => markOf(await read()),
    since: async mark => {
      const end = performance.now() + LIMIT_MS
      let text = await read()
      let grownMs = performance.now()
      while (performance.now() < end && performance.now() - grownMs < QUIET_MS) {
        await new Promise(resolve => setTimeout(resolve, POLL_MS))
        const again = await read()
        if (again !== text) grownMs = performance.now()
        text = again
      }
      return linesAfter(text, mark)
    },
  }
}

/** Where a log ends. */
export const markOf = (text: ByteString): LogMark => ({
  length: text.length,
  lastLine: text.replace(/\n$/, '').split('\n').at(-1) ?? '',
})

/** The whole lines after a mark; where the log was rotated or the command prints its end only, those after the marked line. */
export const linesAfter = (text: ByteString, { length, lastLine }: LogMark): readonly ByteString[] => {
  const isSame = length === 0 || text.slice(0, length).replace(/\n$/, '').endsWith(lastLine)
  const last = isSame ? -1 : text.lastIndexOf(lastLine)
  const rest = isSame ? text.slice(length) : text.slice(last === -1 ? 0 : last + lastLine.length)
  return rest.split('\n').filter(line => line !== '')
}

const readLog = async (file: string): Promise<ByteString> => {
  try {
    return fromOctets(await readFile(file))
  } catch (cause) {
    throw new EnvironmentError(`the log file ${file} cannot be read: ${messageOf(cause)}`, [], { cause })
  }
}

const runCommand = (command: string): Promise<ByteString> =>
  new Promise((resolve, reject) => {
    const options = { encoding: 'latin1', timeout: COMMAND_LIMIT_MS, maxBuffer: OUTPUT_LIMIT_BYTES } as const
    exec(command, options, (error, output, errors) => {
      // Docker and journald print a program's errors as their own.
      if (error === null) resolve(output + errors)
      else
        reject(
          new EnvironmentError(`the log command failed: ${command}`, errors.split('\n').slice(-10), { cause: error }),
        )
    })
  })
