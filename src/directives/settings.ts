import { atoi, equalsIgnoringCase } from '../bytes.ts'
import { PartError } from '../errors.ts'
import type { Directive } from '../loading/directive.ts'
import { parseUnicodeMap } from '../transformations/unicode-map.ts'
import { bad, number, one, onOff, text, word } from './setting.ts'

/** DetectionOnly has limits cut bodies off instead of refusing them, as later limit actions cannot change. */
export const SecRuleEngine: Directive = word(
  ['SecRuleEngine', 'On or Off'],
  ['On', 'Off', 'DetectionOnly'],
  (settings, engine) => {
    settings.ruleEngine = engine
    if (engine !== 'DetectionOnly') return
    settings.requestBodyLimitAction = 'ProcessPartial'
    settings.responseBodyLimitAction = 'ProcessPartial'
  },
)
export const SecInterceptOnError: Directive = onOff(['SecInterceptOnError', 'On or Off'], (settings, on) => {
  settings.interceptOnError = on
})

export const SecArgumentsLimit: Directive = number(
  ['SecArgumentsLimit', 'maximum number of ARGS that ModSecurity will accept.'],
  [1, Number.POSITIVE_INFINITY],
  (settings, limit) => {
    settings.argumentsLimit = limit
  },
)
export const SecArgumentSeparator: Directive = one(
  [
    'SecArgumentSeparator',
    'character that will be used as separator when parsing application/x-www-form-urlencoded content.',
  ],
  (given, { settings }) => {
    if (given.length !== 1) {
      const refusal = () => `ModSecurity: Invalid argument separator: ${given}`
      throw bad('SecArgumentSeparator', given, 'one character', refusal)
    }
    settings.argumentSeparator = given
  },
)
export const SecCookieFormat: Directive = word(
  ['SecCookieFormat', 'version of the Cookie specification to use for parsing. Possible values are 0 and 1.'],
  ['0', '1'],
  (settings, format) => {
    settings.cookieFormat = format === '1' ? 1 : 0
  },
  (_name, value) => `ModSecurity: Invalid cookie format: ${value}`,
)
export const SecCookiev0Separator: Directive = one(
  ['SecCookiev0Separator', 'character that will be used as separator when parsing cookie v0 content.'],
  (given, { settings }) => {
    if (given.length !== 1) {
      const refusal = () => `ModSecurity: Invalid cookie v0 separator: ${given}`
      throw bad('SecCookiev0Separator', given, 'one character', refusal)
    }
    settings.cookieV0Separator = given
  },
)

/** Seconds that a persistent collection is kept after its last change. */
export const SecCollectionTimeout: Directive = one(
  ['SecCollectionTimeout', 'set default collections timeout. default it 3600'],
  (given, { settings }) => {
    const seconds = atoi(given)
    if (seconds < 0 || seconds > 2_592_000) {
      const refusal = () => `ModSecurity: Invalid value for SecCollectionTimeout: ${given}`
      throw bad('SecCollectionTimeout', given, 'seconds from 0 to 2592000', refusal)
    }
    settings.collectionTimeoutSeconds = seconds
  },
)
export const SecWebAppId: Directive = text(['SecWebAppId', 'id'], (settings, id) => {
  settings.webAppId = id
})
export const SecSensorId: Directive = text(['SecSensorId', 'sensor id'], (settings, id) => {
  settings.sensorId = id
})

/** File, and the code page of it to use. */
export const SecUnicodeMapFile: Directive = {
  words: [1, 2],
  usage: 'takes 1-2 arguments, Unicode Map file',
  load: ([file, codePage], draft, line) => {
    if (file === undefined) return
    const map = draft.readFile(file.text, line)
    if (map === undefined) {
      throw new PartError(
        'NO_FILE',
        `there is no file "${file.text}"`,
        `Could not open unicode map file "${draft.resolve(file.text, line)}": No such file or directory`,
      )
    }
    draft.settings.unicodeMap = parseUnicodeMap(map, atoi(codePage?.text ?? '20127'))
  },
}

export const SecUploadFileLimit: Directive = one(
  ['SecUploadFileLimit', 'limit the number of uploaded files processed'],
  (given, { settings }) => {
    settings.uploadFileLimit = equalsIgnoringCase(given, 'default') ? 100 : atoi(given)
  },
)
