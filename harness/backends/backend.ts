import type { Platform } from '../scenario/ftw/platform.ts'
import type { Batches } from '../setup/batch.ts'
import type { StartWaf } from '../setup/setup.ts'
import type { OwnScorer } from '../waf/scorer.ts'
import type { ContainedServer } from './containers/contained-server.ts'
import type { ContainerOptions } from './containers/container-options.ts'
import type { RemoteOptions } from './remote/start-remote.ts'

/** What a run says of its backends. Plain data: it crosses process borders. */
export type BackendOptions = {
  /** A scoring server of the user's own, for the plugins of all backends; else each has one of wafrig's. */
  readonly scorer?: OwnScorer
  readonly containers?: ContainerOptions
  readonly remote?: RemoteOptions
  /** The address that an emulator's requests seem to come from; else 127.0.0.1. */
  readonly clientAddress?: string
}

/**
 * A way to get a WAF, and all that is known of it before one is up. A record is read by every command, its help too: what
 * starts a WAF is loaded by `open`.
 */
export type Backend = {
  /** As `--backend` takes it. */
  readonly name: string
  /** What its WAFs are, as `docs/comparing.md` has it. */
  readonly summary: string
  /** The engine that runs the rules and in whose form the log is; undefined where only the user knows. */
  readonly engine: 'mod_security2' | 'libmodsecurity' | undefined
  /** The web server that it is or is like, of which the CRS's tests may expect something of its own. */
  readonly platform: Platform | undefined
  /** Where its WAFs run, and in a container how their web server is treated. */
  readonly runs:
    | { readonly in: 'process' }
    | { readonly in: 'container'; readonly server: ContainedServer }
    | { readonly in: 'elsewhere' }
  /** `several` where processes and threads may have WAFs of their own at the same time, which cost little to start. */
  readonly workers: 'several' | 'one'
  /**
   * Name of the backend that this one is with another engine. Comparing, this one stands for that one beside a WAF of this
   * engine, and scenarios that are written for that one are for this one too.
   */
  readonly variantOf?: string
  /** The command line's options that `open` reads, by their names in `BackendFlags`. */
  readonly options: readonly string[]
  /** What to do where the doctor's probe fails; without it the doctor starts no WAF of this backend. */
  readonly probeRemedy?: string
  /** Says whether it can be had here, where the doctor is to tell without starting a WAF. */
  readonly presence?: () => Promise<Presence>
  /** Loads what starts a WAF. */
  readonly open: (options: BackendOptions) => Promise<StartWaf>
  /** The same for many WAFs at once, where that is quicker than one after the other. */
  readonly openBatches?: (options: BackendOptions) => Promise<Batches>
}

/** The options that say which scoring server of the user's own is asked, of a backend that wafrig configures. */
export const SCORER_OPTIONS: readonly string[] = ['scorerUrl', 'scorerCommand', 'scorerImage', 'scorerPort']

/** Whether a backend can be had here; where not or not wholly, what to do about it. */
export type Presence =
  | { readonly state: 'ok'; readonly found: string }
  | { readonly state: 'warning'; readonly found: string; readonly remedy: string }
