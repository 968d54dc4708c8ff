import { createHash } from 'node:crypto'
import { fromOctets, toOctets } from '../../../src/bytes.ts'
import { EnvironmentError, InputError } from '../../../src/errors.ts'
import { type Batches, hostOf, type Started } from '../../setup/batch.ts'
import { CONFIGURATION_FOLDER, configuration, ENTRY_FILE } from '../../setup/configuration.ts'
import { takeScores } from '../../setup/scores.ts'
import type { Setup } from '../../setup/setup.ts'
import { parseErrorLogLine } from '../../waf/log-line.ts'
import { groups } from '../../waf/sent-groups.ts'
import type { Exchange, Waf } from '../../waf/waf.ts'
import { PROBE_FILE, PROBE_RULE, type WafConfiguration } from './contained-configuration.ts'
import type { ContainedServer, Sharing } from './contained-server.ts'
import { type ContainedWaf, endsConnection, startContainedWaf, UNREAD, type WafExchange } from './contained-waf.ts'
import type { ContainerOptions } from './container-options.ts'
import { connectDocker } from './docker.ts'
import { ensureReaper, reaperImageName, wafImage } from './images.ts'
import { createNetwork } from './network.ts'
import { APPLICATION_URL, startSideServices } from './side-services.ts'

/** Batches of a web server that takes many configurations at once: a virtual host for each, in one container. */
export const startBatches = async (
  server: ContainedServer,
  sharing: Sharing,
  options: ContainerOptions,
): Promise<Batches> => {
  const docker = await connectDocker(reaperImageName())
  await ensureReaper(docker)
  const image = await wafImage(docker, server, options.bases?.[server.name])
  const opened: AsyncDisposable[] = []
  const end = async (): Promise<void> => {
    for (const one of opened.reverse()) await one[Symbol.asyncDispose]()
  }
  try {
    const network = await createNetwork(docker)
    opened.push(network)
    const { scorerUrl, ...services } = await startSideServices(docker, network, undefined)
    opened.push(services)
    const wish = { image, network: network.id, application: APPLICATION_URL }
    let waf: ContainedWaf | undefined = await startContainedWaf(docker, server, wish)
    /** A container whose surroundings have failed is given up, and the next batch gets a new one. */
    const orDrop: OrDrop = async work => {
      try {
        return await work
      } catch (error) {
        if (error instanceof EnvironmentError) {
          // It may not even end well.
          await Promise.allSettled([waf?.[Symbol.asyncDispose]()])
          waf = undefined
        }
        throw error
      }
    }
    return {
      start: async setups => {
        waf ??= await startContainedWaf(docker, server, wish)
        return orDrop(startAll(waf, { server, sharing, scorerUrl, orDrop }, setups))
      },
      [Symbol.asyncDispose]: async () => {
        if (waf !== undefined) opened.push(waf)
        await end()
      },
    }
  } catch (error) {
    await end()
    throw error
  }
}

type OrDrop = <Value>(work: Promise<Value>) => Promise<Value>

type Circumstances = {
  readonly server: ContainedServer
  readonly sharing: Sharing
  readonly scorerUrl: string
  readonly orDrop: OrDrop
}

/** The configuration of one setup, in a folder of its own. */
type Placed = { readonly index: number; readonly files: ReadonlyMap<string, Uint8Array> }

const startAll = async (
  waf: ContainedWaf,
  { server, sharing, scorerUrl, orDrop }: Circumstances,
  setups: readonly Setup[],
): Promise<readonly Started[]> => {
  const placed: readonly Placed[] = await Promise.all(
    setups.map(async (setup, index) => {
      const { files } = await configuration(setup, { scorerUrl })
      return { index, files: inFolder(index, server.adapt(files)) }
    }),
  )
  const refused = new Map(await refusedAtCheck(waf, sharing, placed))
  // What is left may be refused by a server that dies, and does not say of which.
  for (;;) {
    const left = placed.filter(({ index }) => !refused.has(index))
    const printed = await refusalOf(waf, together(sharing, left))
    if (printed === undefined) break
    const words = sharing.refusalIn(printed)
    const named = Number(FOLDERS.exec(words)?.[1] ?? Number.NaN)
    const at = left.some(({ index }) => index === named)
      ? named
      : await culprit(left, some => refusalOf(waf, together(sharing, some)))
    if (at === undefined) throw refusedAsWhole(server, printed)
    refused.set(at, inOneFolder(words))
  }
  return setups.map((_, index) => {
    const words = refused.get(index)
    return words === undefined ? { waf: sending(waf, orDrop) } : { refused: words }
  })
}

/** Which are refused, with the words, by one command in the container that leaves out one after the other. */
const refusedAtCheck = async (
  waf: ContainedWaf,
  sharing: Sharing,
  placed: readonly Placed[],
): Promise<readonly (readonly [index: number, words: string])[]> => {
  const { files, digest } = together(sharing, placed)
  const folder = `/opt/wafrig/configurations/check-${digest}`
  const entry = folder + ENTRY_FILE.slice(CONFIGURATION_FOLDER.length)
  await waf.container.copyIn(
    [...files].map(([path, octets]) => ({
      target: folder + path.slice(CONFIGURATION_FOLDER.length),
      content: Buffer.from(octets),
      // The command takes lines out of it, as who the server runs as.
      mode: path === ENTRY_FILE ? 0o666 : 0o644,
    })),
  )
  const { output } = await waf.container.exec(['sh', '-c', sharing.leaveOutRefused, 'sh', folder, entry])
  return output
    .split('wafrig refused ')
    .slice(1)
    .map((told): readonly [number, string] => {
      const [index = '', ...words] = told.split('\n')
      return [Number(index), inOneFolder(sharing.refusalIn(words.join('\n')).trim())]
    })
}

const refusalOf = async (waf: ContainedWaf, wanted: WafConfiguration): Promise<string | undefined> => {
  try {
    await waf.apply(wanted)
    return undefined
  } catch (error) {
    const words = error instanceof InputError ? error.diagnostics[0]?.engineText : undefined
    if (words === undefined) throw error
    return words
  }
}

/** The one of several that the server does not take where it does not say which: it may have died of it. */
const culprit = async (
  among: readonly Placed[],
  refusal: (some: readonly Placed[]) => Promise<string | undefined>,
): Promise<number | undefined> => {
  let left = among
  while (left.length > 1) {
    const half = left.slice(0, Math.ceil(left.length / 2))
    left = (await refusal(half)) === undefined ? left.slice(half.length) : half
  }
  const [only] = left
  return only !== undefined && (await refusal(left)) !== undefined ? only.index : undefined
}

/** None of them alone is what it dies of: some spoil its memory, and what comes of that depends on the others. */
const refusedAsWhole = ({ name }: ContainedServer, printed: string): EnvironmentError =>
  new EnvironmentError(`${name} does not take these configurations together`, printed.split('\n'))

const folderOf = (index: number): string => `${CONFIGURATION_FOLDER}/w${index}`

/** The folder of a setup, wherever it is named. */
const FOLDERS = new RegExp(`${CONFIGURATION_FOLDER}/w([0-9]+)(?=/)`)

const inOneFolder = (text: string): string => text.replace(new RegExp(FOLDERS, 'g'), CONFIGURATION_FOLDER)

const inFolder = (index: number, files: ReadonlyMap<string, Uint8Array>): Placed['files'] =>
  new Map(
    [...files].map(([path, octets]) => [
      path.replace(CONFIGURATION_FOLDER, folderOf(index)),
      toOctets(fromOctets(octets).replaceAll(CONFIGURATION_FOLDER, folderOf(index))),
    ]),
  )

/** One configuration for all: what only the server as a whole may say is said once, and the first host is nobody's. */
const together = ({ ofWholeServer, hosts }: Sharing, all: readonly Placed[]): WafConfiguration => {
  const whole = new Set<string>()
  const files = new Map<string, Uint8Array>()
  for (const [path, octets] of all.flatMap(one => [...one.files])) {
    const kept = fromOctets(octets).replace(ofWholeServer, line => {
      whole.add(line)
      return `#${line}`
    })
    files.set(path, toOctets(kept))
  }
  files.set(PROBE_FILE, Buffer.from(`SecRuleEngine On\n${PROBE_RULE}`))
  const named = all.map(({ index }) => ({
    host: hostOf(index),
    entry: ENTRY_FILE.replace(CONFIGURATION_FOLDER, folderOf(index)),
  }))
  files.set(
    ENTRY_FILE,
    Buffer.from([...whole, ...hosts([{ host: 'nobody.localhost', entry: PROBE_FILE }, ...named]), ''].join('\n')),
  )
  const hash = createHash('sha256')
  for (const [path, octets] of files) hash.update(`\n${path} ${octets.length}\n`).update(octets)
  return {
    files,
    luaSocket: true,
    clients: 'as they come',
    mayBeSilent: false,
    digest: hash.digest('hex').slice(0, 16),
  }
}

const sending = (waf: ContainedWaf, orDrop: OrDrop): Pick<Waf, 'send' | 'sendAll'> => ({
  send: async octets => seen(await orDrop(waf.exchange(octets))),
  sendAll: async requests => {
    const connection = await orDrop(waf.connect(requests[0]?.client))
    try {
      const exchanges: Exchange[] = []
      for (const together of groups(requests)) {
        const before = exchanges.at(-1)
        const isRead = before === undefined || !endsConnection(before)
        const brought = isRead ? await orDrop(waf.exchangeOver(connection, together)) : together.map(() => UNREAD)
        exchanges.push(...brought.map(seen))
      }
      return exchanges
    } finally {
      connection.end()
    }
  },
})

const seen = ({ errorLog, auditLog, ...answer }: WafExchange): Exchange => {
  const lines = errorLog
    .map(inOneFolder)
    .map(parseErrorLogLine)
    .filter(line => line !== undefined)
  return { ...answer, ...takeScores(lines), auditLog, scored: [] }
}
