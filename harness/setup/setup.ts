import type { Waf } from '../waf/waf.ts'

/** What a WAF is started with. The same files at the same paths go to every backend, so that log lines are equal. */
export type Setup = {
  /** Path of the rule folder: `crs-setup.conf` or `crs-setup.conf.example`, and `rules/`. */
  readonly ruleFolder: string
  /** The plugin's folder (`*-config.conf`, `*-before.conf`, `*-after.conf`, scripts); none: no plugin. */
  readonly plugin: string | undefined
  /** SecLang lines put between the plugin's config and before files and the rules: `SecAction … setvar:tx.…`. */
  readonly settings: readonly string[]
  /** SecLang lines loaded last. */
  readonly afterwards: readonly string[]
  /** Text files beside those, by name. */
  readonly files?: Readonly<Record<string, string>>
  readonly engine: 'On' | 'DetectionOnly'
  /** False simulates an engine without lua-socket. */
  readonly luaSocket: boolean
  /** What scripts may reach where that is granted: files of this machine, and hosts with their addresses. */
  readonly scripts?: {
    readonly readableFiles: readonly string[]
    readonly hosts: Readonly<Record<string, string>>
  }
  /** `told`: requests say which client they come from. */
  readonly clients?: 'told'
}

/** Starts a WAF. Throws an EnvironmentError when it cannot run here, an InputError when the rules are refused. */
export type StartWaf = (setup: Setup) => Promise<Waf>
