import { createHash } from 'node:crypto'
import { fromOctets } from '../../../src/bytes.ts'
import { CONFIGURATION_FOLDER, ENTRY_FILE } from '../../setup/configuration.ts'
import type { Setup } from '../../setup/setup.ts'
import { TRANSACTION_HEADER } from '../../waf/transaction-header.ts'
import type { ContainedServer } from './contained-server.ts'

/** Who a web server takes for the client of a request: who connects, or whom a PROXY protocol header before the request names. */
export type ClientsSeen = 'as they come' | 'told'

/** Files below CONFIGURATION_FOLDER, and whether lua-socket is there. */
export type WafConfiguration = {
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly luaSocket: boolean
  readonly clients: ClientsSeen
  /** True where its rules may keep a probe out of the error log: switched off, or with some of them removed. */
  readonly mayBeSilent: boolean
  readonly digest: string
}

/** A configuration with its digest, and a rule that answers a probe in the log and keeps all others from it. */
export const wafConfiguration = (
  server: ContainedServer,
  files: ReadonlyMap<string, Uint8Array>,
  { luaSocket, clients: wanted }: Pick<Setup, 'luaSocket' | 'clients'>,
): WafConfiguration => {
  const clients = wanted ?? 'as they come'
  const probed = new Map(server.adapt(files))
  if (clients === 'told') probed.set(`${CONFIGURATION_FOLDER}/wafrig-server-clients.conf`, Buffer.from(server.clients))
  const entry = probed.get(ENTRY_FILE) ?? new Uint8Array()
  probed.set(ENTRY_FILE, Buffer.concat([Buffer.from(`Include ${PROBE_FILE}\n`), entry]))
  probed.set(PROBE_FILE, Buffer.from(PROBE_RULE))
  const hash = createHash('sha256').update(String(luaSocket))
  for (const [path, octets] of probed) hash.update(`\n${path} ${octets.length}\n`).update(octets)
  const mayBeSilent = [...files.values()].some(octets => SILENCING.test(fromOctets(octets)))
  return { files: probed, luaSocket, clients, mayBeSilent, digest: hash.digest('hex').slice(0, 16) }
}

/** A configuration that makes each response name its transaction, in TRANSACTION_HEADER. */
export const withNaming = (
  server: ContainedServer,
  files: ReadonlyMap<string, Uint8Array>,
): ReadonlyMap<string, Uint8Array> =>
  new Map([...files, [`${CONFIGURATION_FOLDER}/wafrig-server.conf`, Buffer.from(server.naming(TRANSACTION_HEADER))]])

/** Directives that can reach the probe's rule, wherever in the configuration they stand. */
const SILENCING = /^[ \t]*(?:SecRuleEngine[ \t]+"?Off\b|SecRuleRemoveBy)/im

/** The file of the rule that answers a probe in the log. */
export const PROBE_FILE = `${CONFIGURATION_FOLDER}/wafrig-probe.conf`
/** That rule; it keeps all others from the log. */
export const PROBE_RULE =
  'SecRule REQUEST_HEADERS:X-Wafrig-Probe "@rx ^[0-9]+$" ' +
  `"id:99000,phase:1,pass,t:none,log,msg:'wafrig probe %{MATCHED_VAR}',ctl:ruleEngine=Off"\n`
