import type { LogTail } from './log-tail.ts'

/** What a web server in a container is asked, and what its log says. */
export type ContainedServer = {
  readonly name: string
  /** The folder below `containers/` that its image is made of; also the name of that image and what its containers are labelled with. */
  readonly folder: string
  /** What that image is built on: one that `containers/base/make-bases` makes, else the official one, which is pulled. */
  readonly bases: { readonly made: string; readonly official: string }
  /** True if it does not start as long as the name of the application behind it is not known in the network. */
  readonly needsApplication: boolean
  /** Environment variables of its container, over those of the image. */
  readonly environment: Readonly<Record<string, string>>
  /** The configuration with what its engine needs said differently. */
  readonly adapt: (files: ReadonlyMap<string, Uint8Array>) => ReadonlyMap<string, Uint8Array>
  /** What its own configuration needs so that each response names its transaction in a header. */
  readonly naming: (header: string) => string
  /** What its own configuration needs so that a header of the PROXY protocol before each request names the client. */
  readonly clients: string
  /** Why it cannot be told the client's port; undefined where it can. */
  readonly noClientPort?: string
  /** True for a line that belongs to the transaction of an access line. */
  readonly belongs: (line: string, access: AccessLine) => boolean
  /** How one server of its kind works with many configurations at once; absent where it does not. */
  readonly sharing?: Sharing
  /** Waits, after a transaction's access line, for the rest that it logs. `probe` asks the server at its probe port. */
  readonly settle: (tail: LogTail, from: number, probe: (path: string) => Promise<void>) => Promise<void>
}

/** How many configurations are put to work in one server, each for the requests that name its host. */
export type Sharing = {
  /** Matches the lines of a configuration that only the server as a whole may have. */
  readonly ofWholeServer: RegExp
  /** What the engine prints, less what it says before it comes to the line that it refuses, of other configurations. */
  readonly refusalIn: (printed: string) => string
  /**
   * Shell text for a folder with configurations and the file in it that includes each: as long as the server refuses one, prints
   * `wafrig refused`, its number and what the server says, and takes its line out of that file.
   */
  readonly leaveOutRefused: string
  /** The server's own lines for configurations, by the host's name and the file that each begins with. */
  readonly hosts: (all: readonly { readonly host: string; readonly entry: string }[]) => readonly string[]
}

/** The line that the log formats of `containers/modsecurity-*` write when a request has ended. */
export type AccessLine = {
  readonly uniqueId: string
  /** The client's port, as the web server sees it. */
  readonly port: number
  readonly status: number
  readonly generation: number
  /** The connection's number; nginx only. */
  readonly connection: number | undefined
}

/** An access line taken apart, or undefined for another line. */
export const accessLine = (line: string): AccessLine | undefined => {
  const found = /^wafrig request (\S+) port=(\d+) status=(\d+|-) generation=(\d+) id=.*?(?: connection=(\d+))?$/.exec(
    line,
  )
  if (found === null) return undefined
  const [, uniqueId = '', port, status, generation, connection] = found
  return {
    uniqueId,
    port: Number(port),
    status: Number(status),
    generation: Number(generation),
    connection: connection === undefined ? undefined : Number(connection),
  }
}
