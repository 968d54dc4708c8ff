import { randomBytes } from 'node:crypto'
import type { ByteString } from '../bytes.ts'
import { compileRegex } from '../regex/translate.ts'
import type { Audit } from '../transaction/audit.ts'
import type { RuleSet } from '../transaction/rule-set.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { jsonAuditRecord } from './audit-json.ts'
import { type NativeForm, nativeAuditRecord } from './audit-native.ts'
import { auditRecord } from './audit-record.ts'
import { auditTrail } from './audit-trail.ts'

/** mod_security2's audit log for a rule set: gives what is needed for each transaction. */
export const auditLog =
  (form: NativeForm) =>
  (ruleSet: RuleSet): (() => Audit) => {
    const isRelevantStatus = statusTest(ruleSet.settings.auditLogRelevantStatus)
    return () => {
      const trail = auditTrail()
      return {
        observer: trail.observer,
        record: tx => {
          const { auditEngine, auditLogFormat: format } = tx.settings
          if (auditEngine === 'Off') return undefined
          if (auditEngine === 'RelevantOnly' && tx.relevance === 0 && !isRelevantStatus(tx)) return undefined
          const record = auditRecord(tx, trail)
          if (format === 'JSON') return { format, text: jsonAuditRecord(record) }
          return { format, text: nativeAuditRecord(record, form, randomBytes(4).toString('hex')) }
        },
      }
    }
  }

/** SecAuditLogRelevantStatus; looked at only where no rule and no message made the transaction relevant. */
const statusTest = (pattern: ByteString | undefined): ((tx: Transaction) => boolean) => {
  if (pattern === undefined) return () => false
  const regex = compileRegex(pattern, { dotAll: true, multiline: false, caseless: false, dollarEndOnly: true })
  return ({ response }) => response !== undefined && regex.test(String(response.status))
}
