import type { ByteString } from '../bytes.ts'
import type { UnicodeMap } from '../values.ts'
import { CONFIGURED_LIMITS, type ConfiguredLimits } from './limits.ts'

/** What the engine and body directives set, and `ctl` may change for one transaction. Defaults as mod_security2's. */
export type Settings = ConfiguredLimits & {
  ruleEngine: 'On' | 'Off' | 'DetectionOnly'
  requestBodyAccess: boolean
  requestBodyLimitAction: 'Reject' | 'ProcessPartial'
  argumentSeparator: ByteString
  cookieFormat: 0 | 1
  cookieV0Separator: ByteString | undefined
  responseBodyAccess: boolean
  responseBodyLimitAction: 'Reject' | 'ProcessPartial'
  responseBodyMimeTypes: readonly ByteString[]
  /** A directive has changed the list; the first to name a type begins with an empty one. */
  responseBodyMimeTypesAreNamed: boolean
  unicodeMap: UnicodeMap | undefined
  keepUploads: boolean
  /** Folders of uploaded files: mod_security2's while a request lasts, and libmodsecurity's. */
  temporaryFolder: ByteString
  uploadFolder: ByteString
  xmlExternalEntity: boolean
  /** What of an XML body becomes arguments, and whether it is read as a document too. */
  xmlIntoArgs: 'On' | 'Off' | 'OnlyArgs'
  auditEngine: 'On' | 'Off' | 'RelevantOnly'
  auditLogParts: ByteString
  auditLogRelevantStatus: ByteString | undefined
  auditLogFormat: 'Native' | 'JSON'
  collectionTimeoutSeconds: number
  webAppId: ByteString
  sensorId: ByteString | undefined
  interceptOnError: boolean
  /** Names given by SecComponentSignature. */
  components: readonly ByteString[]
}

/** mod_security2's built-in values (apache2_config.c, `init_directory_config`, 2.9.8). */
export const DEFAULT_SETTINGS: Readonly<Settings> = {
  ...CONFIGURED_LIMITS,
  ruleEngine: 'Off',
  requestBodyAccess: false,
  requestBodyLimitAction: 'Reject',
  argumentSeparator: '&',
  cookieFormat: 0,
  cookieV0Separator: undefined,
  responseBodyAccess: false,
  responseBodyLimitAction: 'Reject',
  responseBodyMimeTypes: ['text/plain', 'text/html'],
  responseBodyMimeTypesAreNamed: false,
  unicodeMap: undefined,
  keepUploads: false,
  temporaryFolder: '/tmp',
  uploadFolder: '/tmp',
  xmlExternalEntity: false,
  xmlIntoArgs: 'Off',
  auditEngine: 'Off',
  auditLogParts: 'ABCFHZ',
  auditLogRelevantStatus: undefined,
  auditLogFormat: 'Native',
  collectionTimeoutSeconds: 3600,
  webAppId: 'default',
  sensorId: undefined,
  interceptOnError: false,
  components: [],
}
