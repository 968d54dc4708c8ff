import { expect, test } from 'vitest'
import { parseFtwConfig } from '../scenario/ftw/ftw-config.ts'
import { type RemoteFlags, withFtwConfig } from './remote-flags.ts'

const HTTPS = 'skip_tls_verification: true\ntestoverride: { input: { protocol: https, dest_addr: waf, port: 8443 } }\n'

test.each<readonly [config: string, flags: RemoteFlags, found: RemoteFlags]>([
  ['', {}, {}],
  ['logfile: a.log', {}, { logFile: 'a.log' }],
  ['logfile: a.log', { logFile: 'b.log' }, { logFile: 'b.log' }],
  ['logfile: a.log', { logCommand: 'cat' }, { logCommand: 'cat' }],
  [HTTPS, {}, { url: 'https://waf:8443', skipTlsVerification: true }],
  [HTTPS, { url: 'http://a' }, { url: 'http://a' }],
])('with the configuration %j, %j is %j', (config, flags, found) => {
  expect(withFtwConfig(flags, parseFtwConfig('.ftw.yaml', Buffer.from(config)))).toEqual(found)
})
