import type { ByteString } from '../bytes.ts'
import type { UnicodeMap } from '../values.ts'

/** What the engine and body directives set, and `ctl` may change for one transaction. Defaults as mod_security2's. */
export type Settings = {
  ruleEngine: 'On' | 'Off' | 'DetectionOnly'
  requestBodyAccess: boolean
  requestBodyLimitBytes: number
  requestBodyNoFilesLimitBytes: number
  requestBodyLimitAction: 'Reject' | 'ProcessPartial'
  jsonDepthLimit: number
  argumentsLimit: number
  argumentSeparator: ByteString
  cookieFormat: 0 | 1
  cookieV0Separator: ByteString | undefined
  responseBodyAccess: boolean
  responseBodyLimitBytes: number
  responseBodyLimitAction: 'Reject' | 'ProcessPartial'
  responseBodyMimeTypes: readonly ByteString[]
  /** A directive has changed the list; the first to name a type begins with an empty one. */
  responseBodyMimeTypesAreNamed: boolean
  unicodeMap: UnicodeMap | undefined
  uploadFileLimit: number
  keepUploads: boolean
  xmlExternalEntity: boolean
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
  ruleEngine: 'Off',
  requestBodyAccess: false,
  requestBodyLimitBytes: 134_217_728,
  requestBodyNoFilesLimitBytes: 1_048_576,
  requestBodyLimitAction: 'Reject',
  jsonDepthLimit: 10_000,
  argumentsLimit: 1000,
  argumentSeparator: '&',
  cookieFormat: 0,
  cookieV0Separator: undefined,
  responseBodyAccess: false,
  responseBodyLimitBytes: 524_288,
  responseBodyLimitAction: 'Reject',
  responseBodyMimeTypes: ['text/plain', 'text/html'],
  responseBodyMimeTypesAreNamed: false,
  unicodeMap: undefined,
  uploadFileLimit: 100,
  keepUploads: false,
  xmlExternalEntity: false,
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
