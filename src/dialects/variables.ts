import type { Variable } from '../transaction/parts.ts'
import { countable, scalar } from '../variables/entries.ts'
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
  responseLength,
  responseStatus,
} from '../variables/libmodsecurity.ts'
import { allInMultimaps, inMultimap } from '../variables/multimap.ts'
import * as flags from '../variables/multipart-flags.ts'

const { MULTIPART_SEMICOLON_MISSING, ...ofBoth } = common
const { ARGS, ARGS_NAMES, ARGS_GET, ARGS_GET_NAMES, ARGS_POST, ARGS_POST_NAMES, MULTIPART_PART_HEADERS } = common
const { FILES, FILES_NAMES, FILES_SIZES, FILES_TMP_CONTENT, FILES_TMPNAMES } = common

/** mod_security2's (re_variables.c, `msre_engine_register_default_variables`, 2.9.13). */
export const ofModSecurity2: Readonly<Record<string, Variable>> = ofBoth

/** libmodsecurity's (src/variables/, 3.0.13): those that it has otherwise or keeps in hash tables, and the rest. */
export const ofLibmodsecurity: Readonly<Record<string, Variable>> = {
  ...common,
  ...allInMultimaps({
    ...headers,
    ...{ ARGS, ARGS_NAMES, ARGS_GET, ARGS_GET_NAMES, ARGS_POST, ARGS_POST_NAMES },
    ...{ FILES, FILES_NAMES, FILES_SIZES, FILES_TMP_CONTENT, FILES_TMPNAMES, MULTIPART_PART_HEADERS },
  }),
  ...Object.fromEntries(Object.entries(flags).map(([name, variable]) => [name, multipartOnly(variable)])),
  ARGS_COMBINED_SIZE: countable(combinedSize),
  AUTH_TYPE: scalar(authorizationScheme),
  FULL_REQUEST: scalar(headersAndBody),
  FULL_REQUEST_LENGTH: scalar(headersAndBodyLength),
  MATCHED_VARS: inMultimap({ selector: 'optional', kind: 'collection', entries: matchedVariables }),
  MATCHED_VARS_NAMES: inMultimap({ selector: 'optional', kind: 'collection', entries: matchedNames }),
  PATH_INFO: scalar(decodedFilename),
  REQUEST_BASENAME: scalar(decodedBasename),
  REQUEST_FILENAME: scalar(decodedFilename),
  REQUEST_URI: scalar(decodedRequestUri),
  RESPONSE_CONTENT_LENGTH: scalar(responseLength),
  RESPONSE_STATUS: scalar(responseStatus),
  TIME: scalar(clockTime),
  XML: { ...common.XML, select: namedXmlNodes },
}
