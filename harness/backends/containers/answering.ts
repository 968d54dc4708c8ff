import { EnvironmentError } from '../../../src/errors.ts'
import { callHttp } from '../../waf/http-call.ts'
import { until } from './limit.ts'
import type { RunningContainer } from './running-container.ts'

const READY_LIMIT_MS = 60_000

/** Waits until a port of a container answers HTTP, whatever it says. Throws an EnvironmentError when it does not or the container ends. */
export const answering = (container: RunningContainer, port: number, what: string): Promise<true> =>
  until(
    async () => {
      try {
        await callHttp(`http://${container.host}:${container.port(port)}/`, { method: 'GET', limitMs: 5_000 })
        return true
      } catch {
        if (await container.isRunning()) return undefined
        throw new EnvironmentError(`the container of ${what} ended`, await container.lastLines())
      }
    },
    READY_LIMIT_MS,
    `an answer of ${what}`,
    container.lastLines,
  )
