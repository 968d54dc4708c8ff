import { lowerCase } from '../bytes.ts'
import { PartError } from '../errors.ts'
import type { Directive } from '../loading/directive.ts'
import { invalidSetting, LONG_MOST, number, onOff, text, word } from './setting.ts'

export const SecRequestBodyAccess: Directive = onOff(['SecRequestBodyAccess', 'On or Off'], (settings, on) => {
  settings.requestBodyAccess = on
})
export const SecRequestBodyLimit: Directive = number(
  ['SecRequestBodyLimit', 'maximum request body size ModSecurity will accept.'],
  [1, LONG_MOST],
  (settings, limit) => {
    settings.requestBodyLimitBytes = limit
  },
)
export const SecRequestBodyNoFilesLimit: Directive = number(
  [
    'SecRequestBodyNoFilesLimit',
    'maximum request body size ModSecurity will accept, but excluding the size of uploaded files.',
  ],
  [1, LONG_MOST],
  (settings, limit) => {
    settings.requestBodyNoFilesLimitBytes = limit
  },
)
export const SecRequestBodyInMemoryLimit: Directive = number(
  [
    'SecRequestBodyInMemoryLimit',
    'maximum request body size that will be placed in memory (except for POST urlencoded requests).',
  ],
  [1, LONG_MOST],
  (settings, limit) => {
    settings.requestBodyInMemoryLimitBytes = limit
  },
)
export const SecRequestBodyLimitAction: Directive = word(
  ['SecRequestBodyLimitAction', 'what happens when the request body limit is reached'],
  ['Reject', 'ProcessPartial'],
  (settings, action) => {
    settings.requestBodyLimitAction = settings.ruleEngine === 'DetectionOnly' ? 'ProcessPartial' : action
  },
)
export const SecRequestBodyJsonDepthLimit: Directive = number(
  ['SecRequestBodyJsonDepthLimit', 'maximum request body JSON parsing depth ModSecurity will accept.'],
  [1, LONG_MOST],
  (settings, limit) => {
    settings.jsonDepthLimit = limit
  },
)
export const SecXmlExternalEntity: Directive = onOff(['SecXmlExternalEntity', 'On or Off'], (settings, on) => {
  settings.xmlExternalEntity = on
})
export const SecParseXmlIntoArgs: Directive = word(
  ['SecParseXmlIntoArgs', 'On, Off or OnlyArgs'],
  ['On', 'Off', 'OnlyArgs'],
  (settings, given) => {
    settings.xmlIntoArgs = given
  },
)
export const SecUploadKeepFiles: Directive = word(
  ['SecUploadKeepFiles', 'On or Off'],
  ['On', 'Off', 'RelevantOnly'],
  (settings, keep) => {
    settings.keepUploads ||= keep !== 'Off'
  },
  invalidSetting,
)
export const SecTmpDir: Directive = text(['SecTmpDir', 'path to the temporary storage area'], (settings, folder) => {
  settings.temporaryFolder = folder
})
export const SecUploadDir: Directive = text(['SecUploadDir', 'path to the file upload area'], (settings, folder) => {
  settings.uploadFolder = folder
})
export const SecTmpSaveUploadedFiles: Directive = onOff(
  ['SecTmpSaveUploadedFiles', 'On or Off'],
  (settings, on) => {
    settings.keepUploads ||= on
  },
  invalidSetting,
)

export const SecResponseBodyAccess: Directive = onOff(['SecResponseBodyAccess', 'On or Off'], (settings, on) => {
  settings.responseBodyAccess = on
})

/** Largest SecResponseBodyLimit, in bytes (apache2/modsecurity.h, 2.9.7). */
const RESPONSE_HARD_LIMIT_BYTES = 1_073_741_824

export const SecResponseBodyLimit: Directive = number(
  ['SecResponseBodyLimit', 'byte limit for response body'],
  [1, LONG_MOST],
  (settings, limit) => {
    if (limit > RESPONSE_HARD_LIMIT_BYTES) {
      throw new PartError(
        'BAD_VALUE',
        `SecResponseBodyLimit may be ${RESPONSE_HARD_LIMIT_BYTES} at most, found ${limit}`,
        `ModSecurity: Response size limit can not exceed the hard limit: ${RESPONSE_HARD_LIMIT_BYTES}`,
      )
    }
    settings.responseBodyLimitBytes = limit
  },
)
export const SecResponseBodyLimitAction: Directive = word(
  ['SecResponseBodyLimitAction', 'what happens when the response body limit is reached'],
  ['Reject', 'ProcessPartial'],
  (settings, action) => {
    settings.responseBodyLimitAction = settings.ruleEngine === 'DetectionOnly' ? 'ProcessPartial' : action
  },
)

/** Adds to the list, which is empty at first; `null` stands for responses without a type. */
export const SecResponseBodyMimeType: Directive = {
  words: [1, Number.POSITIVE_INFINITY],
  usage: 'requires at least one argument, adds given MIME types to the list of types that will be buffered on output',
  load: (words, { settings }) => {
    const given = words.map(({ text }) => lowerCase(text))
    const before = settings.responseBodyMimeTypesAreNamed ? settings.responseBodyMimeTypes : []
    settings.responseBodyMimeTypes = [...new Set([...before, ...given])]
    settings.responseBodyMimeTypesAreNamed = true
  },
}
/** Takes no words, and does not mind them. */
export const SecResponseBodyMimeTypesClear: Directive = {
  words: [0, Number.POSITIVE_INFINITY],
  usage: 'takes no arguments',
  load: (_words, { settings }) => {
    settings.responseBodyMimeTypes = []
    settings.responseBodyMimeTypesAreNamed = true
  },
}
