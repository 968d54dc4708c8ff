import type { ByteString } from '../../bytes.ts'
import type { Transform } from '../host/host.ts'
import type { RunState } from '../host/run-state.ts'
import { bytesAt, checkBytes, cString } from '../vm/stack.ts'
import { type LuaState, lua } from '../vm/vm.ts'

/** The transformations that a script asks for. */
export type TransformChain = { readonly names: readonly ByteString[]; readonly steps: readonly Transform[] }

/** No transformation. */
export const NO_CHAIN: TransformChain = { names: [], steps: [] }

/** The transformations of `names`; every one of `all` that is unknown is told to `unknown`. */
export const chainOf = (
  run: RunState,
  names: readonly ByteString[],
  all: readonly ByteString[],
  unknown: (name: ByteString) => void,
): TransformChain => {
  const find = run.context.host.transformation
  for (const name of all) if (name !== 'none' && find(name) === undefined) unknown(name)
  const known = names.flatMap(name => {
    const step = find(name)
    return step === undefined || name === 'none' ? [] : [{ name, step }]
  })
  return { names: known.map(({ name }) => name), steps: known.map(({ step }) => step) }
}

/** The names that the second argument of a call gives: a text or a table of texts; undefined where it is neither. */
export const namesAt2 = (L: LuaState): readonly ByteString[] | undefined => {
  if (lua.lua_type(L, 2) === lua.LUA_TTABLE) return namesInTable(L)
  const name = bytesAt(L, 2)
  return name === undefined ? undefined : [name]
}

const namesInTable = (L: LuaState): ByteString[] =>
  Array.from({ length: lua.lua_rawlen(L, 2) }, (_, index) => {
    lua.lua_rawgeti(L, 2, index + 1)
    const name = cString(checkBytes(L, -1))
    lua.lua_pop(L, 1)
    return name
  })
