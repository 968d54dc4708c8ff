import type { BodyContext, ProcessorOf } from '../transaction/parts.ts'
import type { BodyError, RequestArgument } from '../values.ts'
import type { JsonNames, JsonReader } from './json-names.ts'
import { type JsonFault, parseJson } from './json-parser.ts'

/** What an engine has of its own in a JSON body. */
export type JsonReading = {
  readonly names: JsonNames
  readonly error: (fault: JsonFault, stoppedBy: ReturnType<JsonReader['stoppedBy']>, context: BodyContext) => BodyError
}

/** Arguments of a JSON body (origin JSON). */
export const json: ProcessorOf<JsonReading> =
  ({ names, error }) =>
  (body, context) => {
    const args: RequestArgument[] = []
    const reader = names(context, args)
    const fault = parseJson(body, reader)
    if (fault === undefined || body === '') return { args }
    return { args, error: error(fault, reader.stoppedBy(), context) }
  }

/** An error of where it is found, which names the limit on arguments while the body comes, not at its end (msc_json.c, 2.9.13). */
export const namesBothLimits: JsonReading['error'] = (fault, stoppedBy, context) =>
  stoppedBy === 'count' && fault.found === 'streaming'
    ? whereFound(fault, `More than ${context.argumentsLimit} JSON keys`)
    : namesDepthLimit(fault, stoppedBy, context)

/** An error of where it is found, which leaves what is said of too many arguments to the parser (msc_json.c, 2.9.7). */
export const namesDepthLimit: JsonReading['error'] = (fault, stoppedBy) =>
  whereFound(fault, stoppedBy === 'depth' ? 'JSON depth limit exceeded' : fault.text)

const whereFound = ({ found }: JsonFault, cause: string): BodyError => {
  const message = `${found === 'streaming' ? 'JSON parsing error' : 'JSON parser error'}: ${cause}`
  return { message, found, logged: message }
}

/** An error that is the same wherever it is found (request_body_processor/json.cc, 3.0.13). */
export const namesDepthBehind: JsonReading['error'] = ({ text }, stoppedBy) => ({
  message: `JSON parsing error: ${text}${stoppedBy === 'depth' ? '. Parsing depth limit exceeded' : ''}`,
  found: 'streaming',
})
