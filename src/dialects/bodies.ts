import { withoutParameters } from '../body-processors/content-type-boundary.ts'
import * as processors from '../body-processors/index.ts'
import { namesBothLimits, namesDepthBehind, namesDepthLimit } from '../body-processors/json.ts'
import { dottedNames, numberedNames } from '../body-processors/json-names.ts'
import { multipartError, multipartErrorWhereFound } from '../body-processors/multipart.ts'
import { foundInPieces, foundInWhole } from '../body-processors/xml.ts'
import { unchanged } from '../bytes.ts'
import type { BodyProcessor } from '../transaction/parts.ts'

type Processors = Readonly<Record<'JSON' | 'MULTIPART' | 'URLENCODED' | 'XML', BodyProcessor>>

const multipart = {
  headerNames: 'printable',
  extendedNames: 'refused',
  boundaryOf: unchanged,
  unmatchedBoundaries: 'kept',
  error: multipartErrorWhereFound,
} as const

/** mod_security2 2.9.13's. */
export const ofModSecurity2: Processors = {
  JSON: processors.JSON({ names: dottedNames, error: namesBothLimits }),
  MULTIPART: processors.MULTIPART(multipart),
  URLENCODED: processors.URLENCODED,
  XML: processors.XML({ failure: 'Failed to parse document', tooManyArguments: 'reported', error: foundInPieces }),
}

/** What 2.9.7 reads otherwise. */
export const of2_9_7: Processors = {
  ...ofModSecurity2,
  JSON: processors.JSON({ names: dottedNames, error: namesDepthLimit }),
  MULTIPART: processors.MULTIPART({ ...multipart, headerNames: 'any' }),
  XML: processors.XML({ failure: 'Failed parsing document', tooManyArguments: 'reported', error: foundInPieces }),
}

/** libmodsecurity 3.0.16's. */
export const ofLibmodsecurity: Processors = {
  JSON: processors.JSON({ names: numberedNames, error: namesDepthBehind }),
  MULTIPART: processors.MULTIPART({
    headerNames: 'printable',
    extendedNames: 'checked',
    boundaryOf: withoutParameters,
    unmatchedBoundaries: 'forgotten',
    error: multipartError,
  }),
  URLENCODED: processors.URLENCODED,
  XML: processors.XML({ failure: 'Failed to parse document', tooManyArguments: 'left-out', error: foundInWhole }),
}

/** What 3.0.14 reads otherwise. */
export const of3_0_14: Processors = {
  ...ofLibmodsecurity,
  XML: processors.XML({ failure: 'Failed parsing document', tooManyArguments: 'left-out', error: foundInWhole }),
}
