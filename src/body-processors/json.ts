import type { ByteString } from '../bytes.ts'
import type { BodyContext, BodyProcessor } from '../transaction/parts.ts'
import type { BodyResult, RequestArgument } from '../values.ts'
import { type JsonListener, parseJson } from './json-parser.ts'

/** Arguments of a JSON body (origin JSON), named as the dialect names them. */
export const json: BodyProcessor = (body, context) => {
  const args: RequestArgument[] = []
  const reader = context.dialect.name === 'v2' ? v2Reader(context, args) : v3Reader(context, args)
  const fault = parseJson(body, reader)
  if (fault === undefined || body === '') return { args }
  const error = context.dialect.name === 'v2' ? v2Error : v3Error
  return { args, error: error(fault.text, fault.found, reader.isTooDeep()) }
}

type Reader = JsonListener & { readonly isTooDeep: () => boolean }
type Fault = NonNullable<BodyResult['error']>

const v2Error = (text: ByteString, found: 'streaming' | 'end', isTooDeep: boolean): Fault => {
  const cause = isTooDeep ? 'JSON depth limit exceeded' : text
  const message = found === 'streaming' ? `JSON parsing error: ${cause}` : `JSON parser error: ${cause}`
  return { message, found, logged: message }
}

const v3Error = (text: ByteString, _: 'streaming' | 'end', isTooDeep: boolean): Fault => ({
  message: `JSON parsing error: ${text}${isTooDeep ? '. Parsing depth limit exceeded' : ''}`,
  found: 'streaming',
})

/**
 * v2's names: prefix and current key joined by a dot. The prefix loses what follows its last dot when a container
 * ends, so a dot inside a key leaves part of it behind; a map at the top counts for nothing.
 */
const v2Reader = (context: BodyContext, args: RequestArgument[]): Reader => {
  let prefix: ByteString | undefined
  let key: ByteString | undefined
  let depth = 0
  const enter = (): 'go on' | 'stop' => {
    prefix = prefix === undefined ? (key ?? '') : `${prefix}.${key ?? ''}`
    return ++depth > context.jsonDepthLimit ? 'stop' : 'go on'
  }
  return {
    startMap: () => (key === undefined ? 'go on' : enter()),
    startArray: () => {
      if (key !== undefined || prefix !== undefined) return enter()
      key = 'array'
      return enter()
    },
    end: container => {
      if (prefix === undefined) return
      const dot = prefix.lastIndexOf('.')
      if (container === 'map') key = prefix.slice(dot + 1)
      prefix = dot === -1 ? undefined : prefix.slice(0, dot)
      depth--
    },
    key: name => {
      const nul = name.indexOf('\0')
      key = nul === -1 ? name : name.slice(0, nul)
    },
    value: value => {
      key ??= ''
      if (args.length >= context.argumentsLeft) return 'stop'
      args.push({ name: prefix === undefined ? key : `${prefix}.${key}`, value, origin: 'JSON' })
      return 'go on'
    },
    isTooDeep: () => depth > context.jsonDepthLimit,
  }
}

/** v3's names: `json.key.array_0.key`; a key that is empty outside an array is `empty-key`. */
const v3Reader = (context: BodyContext, args: RequestArgument[]): Reader => {
  const containers: { readonly name: ByteString; count: number | undefined }[] = []
  let key = ''
  const takeKey = (): ByteString => {
    if (containers.length === 0) return 'json'
    if (key === '') return containers.at(-1)?.count === undefined ? 'empty-key' : ''
    const taken = key
    key = ''
    return taken
  }
  const enter = (count: number | undefined): 'go on' | 'stop' => {
    containers.push({ name: takeKey(), count })
    return containers.length > context.jsonDepthLimit ? 'stop' : 'go on'
  }
  const countElement = (): void => {
    const container = containers.at(-1)
    if (container?.count !== undefined) container.count++
  }
  return {
    startMap: () => enter(undefined),
    startArray: () => enter(0),
    end: () => {
      containers.pop()
      countElement()
    },
    key: name => {
      key = name
    },
    value: value => {
      const path = containers.map(({ name, count }) => name + (count === undefined ? '.' : `.array_${count}`)).join('')
      const name = containers.at(-1)?.count === undefined ? path + takeKey() : path
      countElement()
      if (args.length >= context.argumentsLeft) return 'stop'
      args.push({ name, value, origin: 'JSON' })
      return 'go on'
    },
    isTooDeep: () => containers.length > context.jsonDepthLimit,
  }
}
