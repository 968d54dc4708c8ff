import { execFile } from 'node:child_process'
import { EnvironmentError } from '../../../src/errors.ts'

const OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024

/** What a program needs to run. */
export type CommandOptions = { readonly cwd?: string; readonly timeoutMs: number; readonly remedy: string }

/** Runs a program and gives its output. Throws an EnvironmentError with its last lines when it is absent or fails. */
export const runCommand = (
  program: string,
  args: readonly string[],
  { cwd, timeoutMs, remedy }: CommandOptions,
): Promise<string> =>
  new Promise((done, failed) => {
    const options = {
      timeout: timeoutMs,
      maxBuffer: OUTPUT_LIMIT_BYTES,
      ...(cwd === undefined ? {} : { cwd }),
    }
    execFile(program, args, options, (error, output, errors) => {
      if (error === null) return done(output)
      const lines = `${output}\n${errors}`.split('\n').filter(line => line !== '')
      const what =
        error.code === 'ENOENT'
          ? `${program} is not installed here`
          : error.killed === true
            ? `${program} did not end within ${timeoutMs / 1000} s`
            : `${program} ${args.join(' ')} failed`
      failed(new EnvironmentError(`${what}; ${remedy}`, lines.slice(-10), { cause: error }))
    })
  })
