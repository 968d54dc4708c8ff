import * as all from '../directives/index.ts'
import type { Directive } from '../loading/directive.ts'
import { without } from './without.ts'

type Directives = Readonly<Record<string, Directive>>

/** mod_security2's, and httpd's that its files may hold. */
export const ofModSecurity2: Directives = all

/** What 2.9.7 has not yet is left out. */
export const of2_9_7: Directives = without<keyof typeof all, Directive>(all, ['SecParseXmlIntoArgs'])

/** libmodsecurity's: it refuses the others, most of them with the words that they are not supported. Seen on 3.0.16. */
export const ofLibmodsecurity: Directives = without<keyof typeof all, Directive>(all, [
  ...(['Define', 'UnDefine'] as const),
  ...(['IncludeOptional', 'SecCacheTransformations', 'SecChrootDir', 'SecConnReadStateLimit'] as const),
  ...(['SecConnWriteStateLimit', 'SecContentInjection', 'SecCookiev0Separator', 'SecGsbLookupDB'] as const),
  ...(['SecDisableBackendCompression', 'SecGuardianLog', 'SecHashEngine', 'SecHashKey', 'SecHashParam'] as const),
  ...(['SecHashMethodPm', 'SecHashMethodRx', 'SecInterceptOnError', 'SecReadStateLimit'] as const),
  ...(['SecRequestBodyInMemoryLimit', 'SecRequestEncoding', 'SecRuleInheritance', 'SecRulePerfTime'] as const),
  ...(['SecSensorId', 'SecServerSignature', 'SecStreamInBodyInspection', 'SecStreamOutBodyInspection'] as const),
  ...(['SecUnicodeCodePage', 'SecWriteStateLimit'] as const),
])
