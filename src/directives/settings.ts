import { atoi, equalsIgnoringCase } from '../bytes.ts'
import type { Settings } from '../engine/settings.ts'
import { nearest, PartError } from '../errors.ts'
import type { Directive } from '../parts.ts'

type Write<Value> = (settings: Settings, value: Value) => void

const one = (
  load: (text: string, draft: Parameters<Directive['load']>[1], name: string) => void,
  name: string,
): Directive => ({
  words: [1, 1],
  usage: 'takes one argument',
  load: ([word], draft) => {
    if (word !== undefined) load(word.text, draft, name)
  },
})

const bad = (name: string, text: string, wanted: string, hint = ''): PartError =>
  new PartError(
    'BAD_VALUE',
    `${name} takes ${wanted}, found "${text}"${hint}`,
    `ModSecurity: Invalid value for ${name}: ${text}`,
  )

const word = <Word extends string>(name: string, words: readonly Word[], write: Write<Word>): Directive =>
  one((text, draft) => {
    const found = words.find(known => equalsIgnoringCase(known, text))
    if (found === undefined) {
      const suggestion = nearest(text, words)
      throw bad(name, text, words.join(', '), suggestion === undefined ? '' : `; did you mean "${suggestion}"?`)
    }
    write(draft.settings, found)
  }, name)

const onOff = (name: string, write: Write<boolean>): Directive =>
  word(name, ['On', 'Off'], (settings, given) => write(settings, given === 'On'))

const number = (name: string, least: number, write: Write<number>): Directive =>
  one((text, draft) => {
    if (!/^[0-9]+$/.test(text) || Number(text) < least) throw bad(name, text, `a number from ${least} up`)
    write(draft.settings, Number(text))
  }, name)

const text = (write: Write<string>, name: string): Directive =>
  one((given, draft) => write(draft.settings, given), name)

export const SecRuleEngine: Directive = word('SecRuleEngine', ['On', 'Off', 'DetectionOnly'], (settings, engine) => {
  settings.ruleEngine = engine
})
export const SecRequestBodyAccess: Directive = onOff('SecRequestBodyAccess', (settings, on) => {
  settings.requestBodyAccess = on
})
export const SecRequestBodyLimit: Directive = number('SecRequestBodyLimit', 1, (settings, limit) => {
  settings.requestBodyLimitBytes = limit
})
export const SecRequestBodyNoFilesLimit: Directive = number('SecRequestBodyNoFilesLimit', 1, (settings, limit) => {
  settings.requestBodyNoFilesLimitBytes = limit
})
export const SecRequestBodyLimitAction: Directive = word(
  'SecRequestBodyLimitAction',
  ['Reject', 'ProcessPartial'],
  (settings, action) => {
    settings.requestBodyLimitAction = action
  },
)
export const SecRequestBodyJsonDepthLimit: Directive = number('SecRequestBodyJsonDepthLimit', 0, (settings, limit) => {
  settings.jsonDepthLimit = limit
})
export const SecArgumentsLimit: Directive = number('SecArgumentsLimit', 1, (settings, limit) => {
  settings.argumentsLimit = limit
})
export const SecArgumentSeparator: Directive = one((given, draft, name) => {
  if (given.length !== 1) throw bad(name, given, 'one character')
  draft.settings.argumentSeparator = given
}, 'SecArgumentSeparator')
export const SecCookieFormat: Directive = word('SecCookieFormat', ['0', '1'], (settings, format) => {
  settings.cookieFormat = format === '1' ? 1 : 0
})
export const SecCookieV0Separator: Directive = text((settings, separator) => {
  settings.cookieV0Separator = separator
}, 'SecCookieV0Separator')
export const SecResponseBodyAccess: Directive = onOff('SecResponseBodyAccess', (settings, on) => {
  settings.responseBodyAccess = on
})
export const SecResponseBodyLimit: Directive = number('SecResponseBodyLimit', 1, (settings, limit) => {
  settings.responseBodyLimitBytes = limit
})
export const SecResponseBodyLimitAction: Directive = word(
  'SecResponseBodyLimitAction',
  ['Reject', 'ProcessPartial'],
  (settings, action) => {
    settings.responseBodyLimitAction = action
  },
)
export const SecUploadFileLimit: Directive = number('SecUploadFileLimit', 0, (settings, limit) => {
  settings.uploadFileLimit = limit
})
export const SecUploadKeepFiles: Directive = word(
  'SecUploadKeepFiles',
  ['On', 'Off', 'RelevantOnly'],
  (settings, keep) => {
    settings.keepUploads ||= keep !== 'Off'
  },
)
export const SecTmpSaveUploadedFiles: Directive = onOff('SecTmpSaveUploadedFiles', (settings, on) => {
  settings.keepUploads ||= on
})
export const SecXmlExternalEntity: Directive = onOff('SecXmlExternalEntity', (settings, on) => {
  settings.xmlExternalEntity = on
})
export const SecAuditEngine: Directive = word('SecAuditEngine', ['On', 'Off', 'RelevantOnly'], (settings, engine) => {
  settings.auditEngine = engine
})
export const SecAuditLogParts: Directive = one((given, draft, name) => {
  if (!/^[A-KZ]+$/i.test(given)) {
    throw new PartError(
      'BAD_VALUE',
      `${name} takes the letters A–K and Z, found "${given}"`,
      `Invalid parts specification for SecAuditLogParts: ${given}`,
    )
  }
  draft.settings.auditLogParts = given
}, 'SecAuditLogParts')
export const SecAuditLogRelevantStatus: Directive = text((settings, pattern) => {
  settings.auditLogRelevantStatus = pattern
}, 'SecAuditLogRelevantStatus')
export const SecAuditLogFormat: Directive = word('SecAuditLogFormat', ['Native', 'JSON'], (settings, format) => {
  settings.auditLogFormat = format
})
export const SecCollectionTimeout: Directive = number('SecCollectionTimeout', 1, (settings, seconds) => {
  settings.collectionTimeoutSeconds = seconds
})
export const SecWebAppId: Directive = text((settings, id) => {
  settings.webAppId = id
}, 'SecWebAppId')
export const SecSensorId: Directive = text((settings, id) => {
  settings.sensorId = id
}, 'SecSensorId')
export const SecInterceptOnError: Directive = onOff('SecInterceptOnError', (settings, on) => {
  settings.interceptOnError = on
})

/** Adds to the list; `(null)` stands for responses without a type. */
export const SecResponseBodyMimeType: Directive = {
  words: [1, Number.POSITIVE_INFINITY],
  usage: 'requires at least one argument, MIME type of the responses to inspect',
  load: (words, draft) => {
    draft.settings.responseBodyMimeTypes = [
      ...new Set([...draft.settings.responseBodyMimeTypes, ...words.map(given => given.text.toLowerCase())]),
    ]
  },
}
export const SecResponseBodyMimeTypesClear: Directive = {
  words: [0, 0],
  usage: 'takes no arguments',
  load: (_words, draft) => {
    draft.settings.responseBodyMimeTypes = []
  },
}
/** File, and the code page of it to use. */
export const SecUnicodeMapFile: Directive = {
  words: [1, 2],
  usage: 'takes one or two arguments, Unicode map file and code page',
  load: ([file, codePage], draft, line) => {
    if (file !== undefined) draft.setUnicodeMap(file, atoi(codePage?.text ?? '20127'), line)
  },
}
