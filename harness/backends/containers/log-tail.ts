import type { Duplex } from 'node:stream'
import type { ContainerRuntimeClient } from 'testcontainers'
import type { ByteString } from '../../../src/bytes.ts'
import { EnvironmentError } from '../../../src/errors.ts'
import { withLimit } from './limit.ts'
import { logLines } from './log-lines.ts'

type DockerContainer = ReturnType<ContainerRuntimeClient['container']['getById']>

/** A log file of a container, followed as it grows. */
export type LogTail = {
  /** How many lines have come. */
  readonly count: () => number
  /** The lines from number `from` on. */
  readonly since: (from: number) => readonly ByteString[]
  /** The first line from number `from` on that `wanted` takes. Throws an EnvironmentError after `limitMs` or when the container is gone. */
  readonly line: (
    from: number,
    wanted: (line: ByteString) => boolean,
    limitMs: number,
    what: string,
  ) => Promise<ByteString>
  readonly end: () => void
}

/** Lines kept, so that a long run does not grow. */
const KEPT_LINES = 20_000
const START_LIMIT_MS = 10_000
/** How often a file is looked at that must be: while a line is awaited, and otherwise. */
const AWAITED_LOOK_MS = 5
const IDLE_LOOK_MS = 250

/**
 * Follows a log file through the Docker engine, from its start. Its bytes come undecoded. Lines come in the order in which they were
 * written, also when several processes write.
 */
export const followLog = async (container: DockerContainer, path: string): Promise<LogTail> => {
  let kept: ByteString[] = []
  let first = 0
  let ended: EnvironmentError | undefined
  const watchers = new Set<() => void>()
  const changed = (): void => {
    for (const watcher of watchers) watcher()
  }
  const add = (line: ByteString): void => {
    kept.push(line)
    if (kept.length < 2 * KEPT_LINES) return
    first += kept.length - KEPT_LINES
    kept = kept.slice(-KEPT_LINES)
  }
  const since = (from: number): readonly ByteString[] => kept.slice(Math.max(0, from - first))
  const stream = await openTail(container, path)
  let looks: NodeJS.Timeout | undefined
  const lookEvery = (intervalMs: number): NodeJS.Timeout => setInterval(() => stream.write('\n'), intervalMs).unref()
  const complaints: ByteString[] = []
  const complain = logLines(line => complaints.push(line))
  const demultiplex = demultiplexer(logLines(add), octets => {
    looks ??= lookEvery(IDLE_LOOK_MS)
    complain(octets)
  })
  stream.on('data', (chunk: Buffer) => {
    demultiplex(chunk)
    changed()
  })
  const gone = (): void => {
    clearInterval(looks)
    ended = new EnvironmentError('the log of a container ended: the container is gone, or its log cannot be followed', [
      ...complaints,
      ...since(0).slice(-20),
    ])
    changed()
  }
  stream.on('end', gone).on('close', gone).on('error', gone)
  return {
    count: () => first + kept.length,
    since,
    line: (from, wanted, limitMs, what) => {
      let watcher = (): void => {}
      let looked = from
      const found = new Promise<ByteString>((resolve, reject) => {
        watcher = () => {
          const line = since(looked).find(wanted)
          looked = first + kept.length
          if (line !== undefined) resolve(line)
          else if (ended !== undefined) reject(ended)
        }
        watchers.add(watcher)
        watcher()
      })
      const sooner = looks === undefined ? undefined : lookEvery(AWAITED_LOOK_MS)
      return withLimit(found, limitMs, what, () => since(from).slice(-20)).finally(() => {
        clearInterval(sooner)
        watchers.delete(watcher)
      })
    },
    end: () => {
      clearInterval(looks)
      stream.destroy()
    },
  }
}

const openTail = async (container: DockerContainer, path: string): Promise<Duplex> => {
  const exec = await withLimit(
    container.exec({
      Cmd: ['/opt/wafrig/follow-log', path],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    }),
    START_LIMIT_MS,
    `a look at ${path}`,
  )
  return withLimit(exec.start({ hijack: true, stdin: true }), START_LIMIT_MS, `the start of ${path}`)
}

type Take = (octets: Uint8Array) => void

/** Takes Docker's frames (stream, three zeros, length, octets) apart, into standard output and standard error. */
const demultiplexer = (takeOutput: Take, takeError: Take): ((chunk: Buffer) => void) => {
  let rest: Buffer = Buffer.alloc(0)
  return chunk => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length >= 8) {
      const end = 8 + rest.readUInt32BE(4)
      if (rest.length < end) return
      const take = rest[0] === 1 ? takeOutput : takeError
      take(rest.subarray(8, end))
      rest = rest.subarray(end)
    }
  }
}
