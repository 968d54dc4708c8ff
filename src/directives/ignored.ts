import type { Directive } from '../parts.ts'

/** Accepted, because it says where or how the real engine stores things, which changes no decision. */
const stored: Directive = { words: [0, Number.POSITIVE_INFINITY], usage: 'takes arguments', load: () => {} }

export const SecAuditLog: Directive = stored
export const SecAuditLog2: Directive = stored
export const SecAuditLogType: Directive = stored
export const SecAuditLogStorageDir: Directive = stored
export const SecAuditLogDirMode: Directive = stored
export const SecAuditLogFileMode: Directive = stored
export const SecCollectionGCFrequency: Directive = stored
export const SecDataDir: Directive = stored
export const SecDebugLog: Directive = stored
export const SecDebugLogLevel: Directive = stored
export const SecDisableBackendCompression: Directive = stored
export const SecGuardianLog: Directive = stored
export const SecPcreMatchLimit: Directive = stored
export const SecPcreMatchLimitRecursion: Directive = stored
export const SecRequestBodyInMemoryLimit: Directive = stored
export const SecRulePerfTime: Directive = stored
export const SecServerSignature: Directive = stored
export const SecStatusEngine: Directive = stored
export const SecTmpDir: Directive = stored
export const SecUnicodeCodePage: Directive = stored
export const SecUploadDir: Directive = stored
export const SecUploadFileMode: Directive = stored

/** Accepted and reported by name: the real engine would do something here that the emulator does not. */
const missing = (name: string, what: string): Directive => ({
  words: [0, Number.POSITIVE_INFINITY],
  usage: 'takes arguments',
  load: (words, draft, line) => {
    const span = words[0]?.span() ?? {
      source: line.source,
      start: line.offsetOf(0),
      end: line.offsetOf(line.text.length),
    }
    draft.notice('DIRECTIVE_IGNORED', `${name} has no effect in the emulator: ${what}`, span)
  },
})

export const SecCacheTransformations: Directive = missing('SecCacheTransformations', 'values are always cached')
export const SecChrootDir: Directive = missing('SecChrootDir', 'there is no process to lock up')
export const SecConnEngine: Directive = missing('SecConnEngine', 'connections are not counted')
export const SecConnReadStateLimit: Directive = missing('SecConnReadStateLimit', 'connections are not counted')
export const SecConnWriteStateLimit: Directive = missing('SecConnWriteStateLimit', 'connections are not counted')
export const SecContentInjection: Directive = missing('SecContentInjection', 'responses are not rewritten')
export const SecGeoLookupDb: Directive = missing('SecGeoLookupDb', '@geoLookup has no database')
export const SecGsbLookupDb: Directive = missing('SecGsbLookupDb', '@gsbLookup is not supported')
export const SecHashEngine: Directive = missing('SecHashEngine', 'links are not signed')
export const SecHashKey: Directive = missing('SecHashKey', 'links are not signed')
export const SecHashMethodPm: Directive = missing('SecHashMethodPm', 'links are not signed')
export const SecHashMethodRx: Directive = missing('SecHashMethodRx', 'links are not signed')
export const SecHashParam: Directive = missing('SecHashParam', 'links are not signed')
export const SecHttpBlKey: Directive = missing('SecHttpBlKey', '@rbl asks no name server')
export const SecReadStateLimit: Directive = missing('SecReadStateLimit', 'connections are not counted')
export const SecRemoteRules: Directive = missing('SecRemoteRules', 'rules are read from files only')
export const SecRemoteRulesFailAction: Directive = missing('SecRemoteRulesFailAction', 'rules are read from files only')
export const SecRuleInheritance: Directive = missing('SecRuleInheritance', 'there is one context')
export const SecStreamInBodyInspection: Directive = missing('SecStreamInBodyInspection', 'STREAM_INPUT_BODY is absent')
export const SecStreamOutBodyInspection: Directive = missing(
  'SecStreamOutBodyInspection',
  'STREAM_OUTPUT_BODY is absent',
)
export const SecWriteStateLimit: Directive = missing('SecWriteStateLimit', 'connections are not counted')
