import type { Operator } from '../transaction/parts.ts'

/** Always matches. The phrase speaks of SecAction in a SecRule too. */
export const unconditionalMatch: Operator = () => () => ({ reason: () => 'Unconditional match in SecAction.' })

/** Never matches. */
export const noMatch: Operator = () => () => undefined
