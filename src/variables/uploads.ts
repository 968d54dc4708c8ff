import type { ByteString } from '../bytes.ts'
import type { Transaction } from '../transaction/transaction.ts'

/** An uploaded file as the engine keeps it in a file of its own while the request lasts. */
export type StoredUpload = { readonly field: ByteString; readonly fileName: ByteString; readonly content: ByteString }

/** The uploads that are kept in files, by their places. Nothing is written to the disk here. */
export const storedUploads = (tx: Transaction): readonly StoredUpload[] =>
  tx.settings.keepUploads
    ? (tx.body.result.files ?? []).flatMap(({ field, stored }, index) =>
        stored === undefined ? [] : [{ field, fileName: storedName(tx, index), content: stored }],
      )
    : []

/** What a script finds at a path, where an upload lies there. */
export const uploadAt = (tx: Transaction, path: ByteString): ByteString | undefined => {
  const { temporaryFolder, uploadFolder } = tx.settings
  return storedUploads(tx).find(({ fileName }) =>
    [temporaryFolder, uploadFolder].some(folder => path === uploadPath(folder, fileName)),
  )?.content
}

export const uploadPath = (folder: ByteString, fileName: ByteString): ByteString =>
  `${folder.replace(/\/$/, '')}/${fileName}`

/** The engine ends a name with six characters that `mkstemp` finds; these are of the file's number. */
const storedName = ({ start }: Transaction, index: number): ByteString => {
  const at = new Date(start.startedMs)
  const two = (part: number): string => String(part).padStart(2, '0')
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`
  const time = `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`
  return `${day}-${time}-${start.uniqueId}-file-${index.toString(36).padStart(6, '0')}`
}
