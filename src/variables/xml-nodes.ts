import type { ByteString } from '../bytes.ts'
import type { Transaction } from '../transaction/transaction.ts'

/** The text of each node that an expression finds; a bad expression finds none and is told. */
export const xmlNodes = (
  tx: Transaction,
  xpath: string,
  namespaces: Readonly<Record<string, string>>,
): readonly ByteString[] => {
  const { xml } = tx.body.result
  if (xml === undefined) return []
  const nodes = xml.find(xpath, namespaces)
  if (nodes === undefined) tx.message(1, 'XML: Unable to evaluate xpath expression.')
  return (nodes ?? []).map(({ value }) => value)
}
