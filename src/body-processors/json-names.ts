import type { ByteString } from '../bytes.ts'
import type { BodyContext } from '../transaction/parts.ts'
import type { RequestArgument } from '../values.ts'
import type { JsonListener } from './json-parser.ts'

/** Gathers the arguments of a JSON text while it is parsed. */
export type JsonReader = JsonListener & {
  /** The limit that made it stop. */
  readonly stoppedBy: () => 'depth' | 'count' | undefined
}

/** Puts arguments into the list given, each with a name made of the keys around it. */
export type JsonNames = (context: BodyContext, args: RequestArgument[]) => JsonReader

/**
 * Prefix and current key joined by a dot. The prefix loses what follows its last dot when a container ends, so a dot
 * inside a key leaves part of it behind; a map at the top counts for nothing (msc_json.c, 2.9.7).
 */
export const dottedNames: JsonNames = (context, args) => {
  let isFull = false
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
      isFull = args.length >= context.argumentsLeft
      if (isFull) return 'stop'
      args.push({ name: prefix === undefined ? key : `${prefix}.${key}`, value, origin: 'JSON' })
      return 'go on'
    },
    stoppedBy: () => (depth > context.jsonDepthLimit ? 'depth' : isFull ? 'count' : undefined),
  }
}

/** `json.key.array_0.key`; a key that is empty outside an array is `empty-key` (request_body_processor/json.cc, 3.0.13). */
export const numberedNames: JsonNames = (context, args) => {
  let isFull = false
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
      isFull = args.length >= context.argumentsLeft
      if (isFull) return 'stop'
      args.push({ name, value, origin: 'JSON' })
      return 'go on'
    },
    stoppedBy: () => (containers.length > context.jsonDepthLimit ? 'depth' : isFull ? 'count' : undefined),
  }
}
