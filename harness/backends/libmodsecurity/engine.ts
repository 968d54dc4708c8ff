import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { EnvironmentError } from '../../../src/errors.ts'
import { PACKAGE_ROOT } from '../../package-root.ts'
import type { Client } from '../../waf/waf.ts'
import type { EngineAnswer, EngineCall } from './engine-calls.ts'
import type { Version } from './versions.ts'

/** How a process ended: a signal's name, or `exit code 1`. */
export type Death = { readonly died: string }

/** Rules that are loaded; after a death of the engine they are loaded anew by the next request. */
export type EngineRules = {
  readonly exchange: (octets: Uint8Array, client?: Client) => Promise<EngineAnswer['exchange'] | Death>
  readonly end: () => Promise<void>
}

/** libmodsecurity in a process of its own, so that its death is something seen of it. */
export type Engine = {
  readonly version: Version
  /** Loads a file and what it includes; the engine's own words where it refuses. */
  readonly load: (file: string) => Promise<EngineRules | { readonly refused: string } | Death>
  /** Id of the process that is up now; undefined while there is none. */
  readonly pid: () => number | undefined
}

let opened: Promise<Engine | { readonly absent: string }> | undefined

/** The engine of this process' WAFs; or why it cannot be had here. */
export const engine = (): Promise<Engine | { readonly absent: string }> => {
  opened ??= openEngine()
  return opened
}

/** A thread or a process that is built runs it: neither can load TypeScript. */
const PROGRAM = join(PACKAGE_ROOT, 'dist', 'harness', 'backends', 'libmodsecurity', 'engine-process.js')

const openEngine = async (): Promise<Engine | { readonly absent: string }> => {
  let child: ChildProcess | undefined
  /** Counts the processes: numbers of rules are those of one of them. */
  let generation = 0
  let turn: Promise<unknown> = Promise.resolve()

  const start = (): ChildProcess => {
    generation += 1
    const started = fork(PROGRAM, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    started.once('exit', () => {
      if (child === started) child = undefined
    })
    return started
  }

  /** One call after the other: the engine has one log for all its transactions. */
  const ask = <Kind extends EngineCall['kind']>(
    call: EngineCall & { readonly kind: Kind },
  ): Promise<EngineAnswer[Kind] | Death> => {
    child ??= start()
    return asked<EngineAnswer[Kind]>(child, call)
  }

  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }

  const load: Engine['load'] = file =>
    inTurn(async () => {
      const first = await ask({ kind: 'load', file })
      if (!('rules' in first)) return first
      let known = { rules: first.rules, generation }
      return {
        exchange: (octets, client) =>
          inTurn(async () => {
            if (child === undefined || known.generation !== generation) {
              const again = await ask({ kind: 'load', file })
              if ('died' in again) return again
              if ('refused' in again)
                throw new EnvironmentError(`libmodsecurity died, and then refuses ${file}`, [again.refused])
              known = { rules: again.rules, generation }
            }
            return ask({ kind: 'exchange', rules: known.rules, octets, client })
          }),
        end: () =>
          inTurn(async () => {
            if (child !== undefined && known.generation === generation) await ask({ kind: 'end', rules: known.rules })
          }),
      }
    })

  const answer = await ask({ kind: 'version' })
  if ('died' in answer) return { absent: `the process with libmodsecurity ended at its start: ${answer.died}` }
  if ('absent' in answer) return answer
  return { version: answer.version, load, pid: () => child?.pid }
}

/** What the process answers, or how it ended. It keeps this process up only as long as it is asked something. */
const asked = <Answer>(child: ChildProcess, call: EngineCall): Promise<Answer | Death> =>
  new Promise(resolve => {
    child.ref()
    child.channel?.ref()
    const done = (found: Answer | Death): void => {
      child.off('message', onMessage).off('exit', onExit)
      child.unref()
      child.channel?.unref()
      resolve(found)
    }
    const onMessage = (message: unknown): void => done(message as Answer)
    const onExit = (code: number | null, signal: string | null): void => done({ died: signal ?? `exit code ${code}` })
    child.on('message', onMessage).on('exit', onExit)
    child.send(call, () => {})
  })
