import type { ByteString } from '../bytes.ts'
import { headerValue } from '../http/headers.ts'
import { basename } from '../http/uri.ts'
import { decodedPath, decodedUri } from '../servers/nginx/libmodsecurity-uri.ts'
import type { Variable } from '../transaction/parts.ts'
import type { Transaction } from '../transaction/transaction.ts'
import type { Entry } from '../values.ts'
import { ARGS, ARGS_COMBINED_SIZE } from './arguments.ts'
import { REQUEST_HEADERS } from './headers.ts'
import { multimapOrder } from './multimap-order.ts'
import { TIME_HOUR, TIME_MIN, TIME_SEC } from './server.ts'
import { storedUploads, uploadPath } from './uploads.ts'
import { xmlNodes } from './xml-nodes.ts'

type Value = (tx: Transaction) => ByteString | undefined

/** REQUEST_URI: it decodes path and query itself. */
export const decodedRequestUri: Value = tx => decodedUri(tx.start.request.target)

/** REQUEST_FILENAME. */
export const decodedFilename: Value = tx => decodedPath(tx.start.request.target)

/** REQUEST_BASENAME. */
export const decodedBasename: Value = tx => basename(decodedPath(tx.start.request.target))

/** AUTH_TYPE: the scheme of the Authorization header. */
export const authorizationScheme: Value = tx => headerValue(tx.start.headers, 'Authorization')?.split(' ')[0]

/** FULL_REQUEST: headers and body, from phase 2 on (src/transaction.cc, `processRequestBody`). */
export const headersAndBody: Value = tx => {
  if (tx.phase < 2) return undefined
  const lines = multimapOrder(REQUEST_HEADERS.entries(tx)).map(({ key, value }) => `${key}: ${value}\n`)
  return `${lines.join('')}\n\n${tx.body.received ?? ''}`
}

/** FULL_REQUEST_LENGTH. */
export const headersAndBodyLength: Value = tx => {
  const whole = headersAndBody(tx)
  return whole && String(whole.length)
}

/** ARGS_COMBINED_SIZE: a double in print; not there without arguments. */
export const combinedSize: Value = tx =>
  ARGS.entries(tx).length === 0 ? undefined : Number(ARGS_COMBINED_SIZE.entries(tx)[0]?.value).toFixed(6)

/** RESPONSE_STATUS: not before there is a response. */
export const responseStatus: Value = ({ response }) => response && String(response.status)

/** RESPONSE_CONTENT_LENGTH: of the body that it has, from phase 4 on (src/transaction.cc, `processResponseBody`). */
export const responseLength: Value = ({ responseBody }) =>
  responseBody === undefined ? undefined : String(responseBody.length)

/** TIME: without the date. */
export const clockTime: Value = tx => [TIME_HOUR, TIME_MIN, TIME_SEC].map(part => part.entries(tx)[0]?.value).join(':')

/** XML with an expression: each node is named by it. */
export const namedXmlNodes: NonNullable<Variable['select']> = (tx, xpath, namespaces) =>
  xmlNodes(tx, xpath, namespaces).map(value => ({ key: xpath, value }))

/** MATCHED_VARS: the names behind that of the collection. */
export const matchedVariables = ({ matchedVariables: matched }: Transaction): readonly Entry[] =>
  matched.map(({ name, value }) => ({ key: name, value }))

/** MATCHED_VARS_NAMES. */
export const matchedNames = ({ matchedVariables: matched }: Transaction): readonly Entry[] =>
  matched.map(({ name }) => ({ key: name, value: name }))

/** A MULTIPART_* flag: empty for a body that is not multipart. */
export const multipartOnly = (variable: Variable): Variable => ({
  ...variable,
  entries: tx => (tx.body.result.multipart === undefined ? EMPTY : variable.entries(tx)),
})

const EMPTY: readonly Entry[] = [{ key: undefined, value: '' }]

/** RESPONSE_HEADERS_NAMES: none before there is a response. */
export const responseHeaderNames = ({ response }: Transaction): readonly Entry[] =>
  (response?.headers ?? []).map(({ name }) => ({ key: name, value: name }))

/** FILES_TMPNAMES: by their own names. */
export const temporaryNames = (tx: Transaction): readonly Entry[] =>
  storedUploads(tx).map(({ fileName }) => {
    const path = uploadPath(tx.settings.uploadFolder, fileName)
    return { key: path, value: path }
  })

/** FILES_TMP_CONTENT: of each file, empty where it is not stored. */
export const temporaryContents = (tx: Transaction): readonly Entry[] =>
  (tx.body.result.files ?? []).map(({ field, stored = '' }) => ({
    key: field,
    value: tx.settings.keepUploads ? stored : '',
  }))
