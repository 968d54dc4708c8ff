import type { Exchange } from './backends/backend.ts'
import type { Shortfall } from './expectations/expectation.ts'
import * as expectations from './expectations/index.ts'
import type { Output } from './scenario/output-schema.ts'

/**
 * Everything that an exchange leaves wanting, the status first. In an FTW file a connection that ends without a
 * response, where that is expected, settles the stage, as in go-ftw.
 */
export const shortfalls = (output: Output, exchange: Exchange, ftw: boolean): readonly Shortfall[] => {
  if (ftw && output.expect_error === true && exchange.response === undefined) return []
  const found = Object.values(expectations).flatMap(expectation => expectation(output, exchange))
  return [...found.filter(({ key }) => key === 'status'), ...found.filter(({ key }) => key !== 'status')]
}
