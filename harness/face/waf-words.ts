import type { StartedScoringServer } from './scoring-server.ts'

/** What a WAF is told before it starts: the same words whatever it runs in. Each gives the WAF back, so that they make a chain. */
export interface WafWords {
  /**
   * The Core Rule Set: a version or the beginning of one (`4`, the newest that is there), a name of `wafrig crs list`, a folder, or
   * `starter`, the few rules that come with wafrig. Without this word there is no rule set, only what `withRules` gives.
   */
  withCrs(named: string): this
  /**
   * The plugin's folder, itself or with `plugins/` or `plugin/` in it; `shipped` is the machine-learning plugin that comes with
   * wafrig. Without this word there is no plugin.
   */
  withPlugin(folder: string, settings?: PluginSettings): this
  /** The scoring server that the plugin asks. Without this word the WAF has one of its own, which lets everything pass. */
  withScorer(scorer: StartedScoringServer): this
  /** SecLang lines that are loaded last; what is given again is added. */
  withRules(...lines: readonly string[]): this
  /** Settings of the rule set and the engine; what is given again is put over what was given before. */
  withSettings(settings: WafSettings): this
}

/** Settings of the machine-learning plugin. */
export type PluginSettings = {
  /** 1: false-positive detection, only requests over the threshold are scored. 2: general detection, every request is. */
  readonly mode?: 1 | 2
  /** The plugin's own switch. */
  readonly enabled?: boolean
  /**
   * Variables of TX, by the name after `machine-learning-plugin_`, or by full name with `tx.`. A short name that the plugin's files
   * do not have is refused.
   */
  readonly settings?: Readonly<Record<string, string | number>>
}

/** Settings of the rule set and the engine. Those of the rule set, all but `engine`, `luaSocket` and `tx`, are refused where there is none. */
export type WafSettings = {
  /** `DetectionOnly`: rules match and log, nothing is blocked. `On` when not given. */
  readonly engine?: 'On' | 'DetectionOnly'
  /** False: scripts find no lua-socket. */
  readonly luaSocket?: boolean
  /** Blocking paranoia level, 1 to 4. */
  readonly paranoia?: number
  /** Paranoia level of the rules that run, from the blocking one to 4. */
  readonly detectionParanoia?: number
  readonly inboundThreshold?: number
  readonly outboundThreshold?: number
  readonly earlyBlocking?: boolean
  readonly reportingLevel?: number
  readonly maxNumArgs?: number
  readonly argNameLength?: number
  readonly argLength?: number
  readonly totalArgLength?: number
  readonly maxFileSize?: number
  readonly combinedFileSizes?: number
  readonly validateUtf8?: boolean
  /** More variables of TX, by name. */
  readonly tx?: Readonly<Record<string, string | number>>
}
