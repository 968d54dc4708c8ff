import { PartError } from '../errors.ts'
import type { Directive } from '../loading/directive.ts'
import { invalidSetting, LONG_MOST, number, onOff, permissions, text } from './setting.ts'

/** Accepted, because it says where or how the real engine works, which changes no decision. */
const stored = (name: string, description: string): Directive => text([name, description], () => {})

export const SecDataDir: Directive = stored('SecDataDir', 'path to the persistent data storage area')
export const SecDebugLog: Directive = stored('SecDebugLog', 'path to the debug log file')
export const SecDebugLogLevel: Directive = number(
  [
    'SecDebugLogLevel',
    'debug log level, which controls the verbosity of logging. Use values from 0 (no logging) to 9 (a *lot* of logging).',
  ],
  [0, 9],
  () => {},
)
export const SecServerSignature: Directive = stored('SecServerSignature', 'the new signature of the server')
export const SecUploadFileMode: Directive = permissions([
  'SecUploadFileMode',
  'octal permissions mode for uploaded files',
])
export const SecRequestEncoding: Directive = stored('SecRequestEncoding', 'character encoding used in request.')
export const SecPcreMatchLimit: Directive = number(
  ['SecPcreMatchLimit', 'PCRE match limit'],
  [1, LONG_MOST],
  () => {},
  invalidSetting,
)
export const SecPcreMatchLimitRecursion: Directive = number(
  ['SecPcreMatchLimitRecursion', 'PCRE match limit recursion'],
  [1, LONG_MOST],
  () => {},
  invalidSetting,
)
export const SecRulePerfTime: Directive = number(
  ['SecRulePerfTime', 'Threshold to log slow rules in usecs.'],
  [1, LONG_MOST],
  () => {},
)
export const SecStatusEngine: Directive = onOff(['SecStatusEngine', 'On or Off'], () => {})
export const SecUnicodeCodePage: Directive = number(
  ['SecUnicodeCodePage', 'Unicode CodePage'],
  [1, LONG_MOST],
  () => {},
  invalidSetting,
)

/** A flag of httpd's own kind. */
export const SecDisableBackendCompression: Directive = {
  words: [1, Number.POSITIVE_INFINITY],
  usage: 'must be On or Off',
  load: ([given]) => {
    if (/^(?:on|off)$/i.test(given?.text ?? '')) return
    throw new PartError(
      'BAD_VALUE',
      `SecDisableBackendCompression takes On or Off, found "${given?.text ?? ''}"`,
      'SecDisableBackendCompression must be On or Off',
    )
  },
}
