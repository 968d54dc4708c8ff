import type { Variable } from '../transaction/parts.ts'
import { diesInLog, diesWithoutSelector } from '../variables/deaths.ts'
import { countable, scalar, steady } from '../variables/entries.ts'
import * as headers from '../variables/headers.ts'
import * as common from '../variables/index.ts'
import {
  authorizationScheme,
  clockTime,
  combinedSize,
  decodedBasename,
  decodedFilename,
  decodedRequestUri,
  headersAndBody,
  headersAndBodyLength,
  matchedNames,
  matchedVariables,
  multipartOnly,
  namedXmlNodes,
  responseHeaderNames,
  responseLength,
  responseStatus,
  temporaryContents,
  temporaryNames,
} from '../variables/libmodsecurity.ts'
import { allInMultimaps, inMultimap } from '../variables/multimap.ts'
import * as flags from '../variables/multipart-flags.ts'
import { without } from './without.ts'

const { MULTIPART_SEMICOLON_MISSING, ...ofBoth } = common
const { namesEntries: _, ...namedXml } = common.XML
const { ARGS, ARGS_NAMES, ARGS_GET, ARGS_GET_NAMES, ARGS_POST, ARGS_POST_NAMES, MULTIPART_PART_HEADERS } = common
const { FILES, FILES_NAMES, FILES_SIZES, FILES_TMP_CONTENT, FILES_TMPNAMES } = common

/** mod_security2's (re_variables.c, `msre_engine_register_default_variables`, 2.9.13). */
export const of2_9_7: Readonly<Record<string, Variable>> = {
  ...ofBoth,
  ENV: diesWithoutSelector('ENV', { ...common.ENV, isNamed: true }),
}

/** What 2.9.13 has otherwise. */
export const ofModSecurity2: Readonly<Record<string, Variable>> = { ...of2_9_7, RULE: diesInLog(common.RULE) }

/** What libmodsecurity 3.0.16 was seen to refuse by name. */
const ofHttpdAlone = [
  ...(['PERF_ALL', 'PERF_COMBINED', 'PERF_GC', 'PERF_LOGGING', 'PERF_PHASE1', 'PERF_PHASE2', 'PERF_PHASE3'] as const),
  ...(['PERF_PHASE4', 'PERF_PHASE5', 'PERF_RULES', 'PERF_SREAD', 'PERF_SWRITE', 'SCRIPT_BASENAME'] as const),
  ...(['SCRIPT_FILENAME', 'SCRIPT_GID', 'SCRIPT_GROUPNAME', 'SCRIPT_MODE', 'SCRIPT_UID', 'SCRIPT_USERNAME'] as const),
  ...(['SDBM_DELETE_ERROR', 'STREAM_INPUT_BODY', 'STREAM_OUTPUT_BODY', 'USERAGENT_IP'] as const),
  ...(['WEBSERVER_ERROR_LOG', 'MULTIPART_CRLF_LINE'] as const),
]

/** libmodsecurity's (src/variables/, 3.0.13): those that it has otherwise or keeps in hash tables, and the rest. */
export const ofLibmodsecurity: Readonly<Record<string, Variable>> = {
  ...without(common, ofHttpdAlone),
  ...allInMultimaps({
    ...headers,
    ...{ ARGS, ARGS_NAMES, ARGS_GET, ARGS_GET_NAMES, ARGS_POST, ARGS_POST_NAMES },
    FILES_NAMES: { ...FILES_NAMES, selector: 'optional' },
    RESPONSE_HEADERS_NAMES: { selector: 'optional', kind: 'collection', entries: responseHeaderNames },
    ...{ FILES, FILES_SIZES, MULTIPART_PART_HEADERS },
    FILES_TMP_CONTENT: { ...FILES_TMP_CONTENT, entries: temporaryContents },
    FILES_TMPNAMES: { ...FILES_TMPNAMES, entries: temporaryNames },
  }),
  ...Object.fromEntries(
    Object.entries(without(flags, ['MULTIPART_CRLF_LINE'])).map(([name, variable]) => [name, multipartOnly(variable)]),
  ),
  ARGS_COMBINED_SIZE: countable(combinedSize),
  AUTH_TYPE: scalar(authorizationScheme),
  FULL_REQUEST: scalar(headersAndBody),
  FULL_REQUEST_LENGTH: scalar(headersAndBodyLength),
  MATCHED_VARS: inMultimap({ selector: 'optional', kind: 'collection', entries: matchedVariables }),
  MATCHED_VARS_NAMES: inMultimap({ selector: 'optional', kind: 'collection', entries: matchedNames }),
  PATH_INFO: scalar(decodedFilename),
  REQUEST_BASENAME: steady(decodedBasename),
  REQUEST_FILENAME: steady(decodedFilename),
  REQUEST_URI: steady(decodedRequestUri),
  RESPONSE_CONTENT_LENGTH: scalar(responseLength),
  RESPONSE_STATUS: scalar(responseStatus),
  TIME: scalar(clockTime),
  XML: { ...namedXml, select: namedXmlNodes },
}
