import type { ByteString } from '../bytes.ts'
import type { Transaction } from '../transaction/transaction.ts'

/** A body processor's words as the release emulated has them. */
export const bodyErrorText = (text: ByteString, { dialect, settings }: Transaction): ByteString =>
  text
    .replace('XML: Failed parsing document.', `XML: ${dialect.bodies.xmlFailure}`)
    .replace(/parse error: client cancelled parse via callback return value\n/, cancelled =>
      dialect.bodies.tooManyJsonKeys === 'counted' ? `More than ${settings.argumentsLimit} JSON keys` : cancelled,
    )
