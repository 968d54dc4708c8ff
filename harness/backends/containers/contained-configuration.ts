import { createHash } from 'node:crypto'
import { CONFIGURATION_FOLDER, ENTRY_FILE } from '../../setup/configuration.ts'
import { TRANSACTION_HEADER } from '../../waf/transaction-header.ts'
import type { ContainedServer } from './contained-server.ts'

/** Files below CONFIGURATION_FOLDER, and whether lua-socket is there. */
export type WafConfiguration = {
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly luaSocket: boolean
  readonly digest: string
}

/** A configuration with its digest, and a rule that answers a probe in the log and keeps all others from it. */
export const wafConfiguration = (
  server: ContainedServer,
  files: ReadonlyMap<string, Uint8Array>,
  luaSocket: boolean,
): WafConfiguration => {
  const probed = new Map(server.adapt(files))
  const entry = probed.get(ENTRY_FILE) ?? new Uint8Array()
  probed.set(ENTRY_FILE, Buffer.concat([Buffer.from(`Include ${PROBE_FILE}\n`), entry]))
  probed.set(PROBE_FILE, Buffer.from(PROBE_RULE))
  const hash = createHash('sha256').update(String(luaSocket))
  for (const [path, octets] of probed) hash.update(`\n${path} ${octets.length}\n`).update(octets)
  return { files: probed, luaSocket, digest: hash.digest('hex').slice(0, 16) }
}

/** A configuration that makes each response name its transaction, in TRANSACTION_HEADER. */
export const withNaming = (
  server: ContainedServer,
  files: ReadonlyMap<string, Uint8Array>,
): ReadonlyMap<string, Uint8Array> =>
  new Map([...files, [`${CONFIGURATION_FOLDER}/wafrig-server.conf`, Buffer.from(server.naming(TRANSACTION_HEADER))]])

const PROBE_FILE = `${CONFIGURATION_FOLDER}/wafrig-probe.conf`
const PROBE_RULE =
  'SecRule REQUEST_HEADERS:X-Wafrig-Probe "@rx ^[0-9]+$" ' +
  `"id:99000,phase:1,pass,t:none,log,msg:'wafrig probe %{MATCHED_VAR}',ctl:ruleEngine=Off"\n`
