import type { ByteString } from '../bytes.ts'
import type { Transaction } from '../transaction/transaction.ts'

/** The response's body as the engine has it: empty where it is not looked at, nothing where there was none to look at. */
export const auditedResponseBody = ({
  intervention,
  response,
  responseBody,
  settings,
}: Transaction): ByteString | undefined => {
  if (settings.ruleEngine === 'Off' || response === undefined || intervention?.phase === 3) return undefined
  return responseBody ?? ''
}
