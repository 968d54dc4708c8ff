import type { Variable } from '../transaction/parts.ts'
import { absent, collection, countable, flag, fromPhase, scalar } from './entries.ts'
import { storedUploads, uploadPath } from './uploads.ts'
import { xmlNodes } from './xml-nodes.ts'

/** Only where the engine assembles it: with the URLENCODED processor, or none and forced (v2); always (v3). */
export const REQUEST_BODY: Variable = {
  fromPhase: 2,
  selector: 'optional',
  ignoresSelector: true,
  kind: 'collection',
  version: tx => tx.news,
  entries: tx => (tx.body.assembled === undefined ? [] : [{ key: undefined, value: tx.body.assembled }]),
}
export const REQUEST_BODY_LENGTH: Variable = scalar(tx => String(tx.body.keptOctets))
export const REQBODY_PROCESSOR: Variable = scalar(tx => tx.bodyProcessor)
export const REQBODY_ERROR: Variable = flag(tx => tx.bodyError !== undefined)
export const REQBODY_ERROR_MSG: Variable = scalar(tx => tx.bodyError?.message ?? '')
export const REQBODY_PROCESSOR_ERROR: Variable = REQBODY_ERROR
export const REQBODY_PROCESSOR_ERROR_MSG: Variable = REQBODY_ERROR_MSG
export const URLENCODED_ERROR: Variable = flag(tx => tx.start.queryIsInvalid || tx.body.result.urlEncodedError === true)
export const INBOUND_DATA_ERROR: Variable = flag(tx => tx.inboundDataError)
export const OUTBOUND_DATA_ERROR: Variable = flag(tx => tx.outboundDataError)

/** File names by form field. */
export const FILES: Variable = fromPhase(
  2,
  collection('FILES', tx =>
    (tx.body.result.files ?? []).map(({ field, fileName }) => ({ key: field, value: fileName })),
  ),
)
export const FILES_NAMES: Variable = {
  selector: 'none',
  fromPhase: 2,
  kind: 'collection',
  version: tx => tx.news,
  entries: tx =>
    tx.remember('FILES_NAMES', () => (tx.body.result.files ?? []).map(({ field }) => ({ key: field, value: field }))),
}
export const FILES_SIZES: Variable = fromPhase(
  2,
  collection('FILES_SIZES', tx =>
    (tx.body.result.files ?? []).map(({ field, content }) => ({ key: field, value: String(content.length) })),
  ),
)
export const FILES_COMBINED_SIZE: Variable = countable(tx =>
  String((tx.body.result.files ?? []).reduce((sum, { content }) => sum + content.length, 0)),
)
/** Contents of uploaded files; there only when the engine stores them (SecUploadKeepFiles, SecTmpSaveUploadedFiles). */
export const FILES_TMP_CONTENT: Variable = fromPhase(
  2,
  collection('FILES_TMP_CONTENT', tx =>
    storedUploads(tx).map(({ field, content }) => ({ key: field, value: content })),
  ),
)
export const FILES_TMPNAMES: Variable = fromPhase(
  2,
  collection('FILES_TMPNAMES', tx =>
    storedUploads(tx).map(({ field, fileName }) => ({
      key: field,
      value: uploadPath(tx.settings.temporaryFolder, fileName),
    })),
  ),
)
/** A node set: `XML:/*` is one entry a node; without XPath a fixed text. A bad expression is told each time. */
export const XML: Variable = {
  selector: 'optional',
  namesEntries: false,
  fromPhase: 2,
  kind: 'collection',
  version: tx => (tx.body.result.xml === undefined ? tx.news : Number.NaN),
  entries: tx => (tx.body.result.xml === undefined ? [] : [{ key: undefined, value: '[XML document tree]' }]),
  select: (tx, xpath, namespaces) => xmlNodes(tx, xpath, namespaces).map(value => ({ key: undefined, value })),
}
/** The whole body as a stream; there only with SecStream…BodyInspection, which has no effect here. */
export const STREAM_INPUT_BODY: Variable = absent(
  'bodies are not kept as streams',
  scalar(() => undefined),
)
export const STREAM_OUTPUT_BODY: Variable = absent(
  'bodies are not kept as streams',
  scalar(() => undefined),
)
