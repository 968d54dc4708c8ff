import { PartError } from '../errors.ts'
import type { Operator } from '../transaction/parts.ts'

/** Similarity to a list of ssdeep hashes. */
export const fuzzyHash = refused('fuzzyHash', 'it needs ssdeep')

/** Google Safe Browsing; its list format is no longer published. */
export const gsbLookup = refused('gsbLookup', 'its database is no longer published')

/** Replaces text in the bodies that STREAM_* variables hold. */
export const rsub = refused('rsub', 'bodies are not rewritten')

/** Checks the hashes that the hash engine put into pages. */
export const validateHash = refused('validateHash', 'there is no hash engine')

/** Validates an XML body. */
export const validateDTD = refused('validateDTD', 'XML is parsed but not validated')

/** Validates an XML body. */
export const validateSchema = refused('validateSchema', 'XML is parsed but not validated')

/** Known to the real engine, refused by name at load rather than silently dropped. */
function refused(name: string, why: string): Operator {
  return () => {
    throw new PartError('UNSUPPORTED_OPERATOR', `the operator ${name} is not supported: ${why}; remove the rule`)
  }
}
