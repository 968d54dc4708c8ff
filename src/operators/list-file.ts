import { posix } from 'node:path'
import type { ByteString } from '../bytes.ts'
import { PartError, retold } from '../errors.ts'
import type { LoadContext } from '../transaction/parts.ts'

/** A path of a rule as mod_security2 prints it: joined to the directory of the rule's file. */
export const nearRule = (path: ByteString, { file }: LoadContext): ByteString =>
  path.startsWith('/') ? path : posix.join(posix.dirname(file), path)

/** The file's text; refuses one that cannot be read in mod_security2's words. `kind` is `phrase` or `ipmatch`. */
export const readList = (path: ByteString, kind: 'phrase' | 'ipmatch', context: LoadContext): ByteString =>
  retold(
    () => context.readFile(path),
    ({ engineText }) => ({
      engineText: engineText ?? `Could not open ${kind} file "${nearRule(path, context)}": No such file or directory`,
      at: undefined,
    }),
  )

/** Refuses a list that is to be fetched: `http://` as mod_security2 does, `https://` because nothing is fetched here. */
export const refuseRemote = (path: ByteString, operator: string): void => {
  if (/^http:\/\/./s.test(path)) {
    const words = `HTTPS address or file path are expected for operator ${operator} "${path}"`
    throw new PartError('REMOTE_LIST', words, words)
  }
  if (/^https:\/\/./s.test(path)) {
    throw new PartError('UNSUPPORTED', `the list "${path}" is not fetched; name a local file for ${operator}`)
  }
}
