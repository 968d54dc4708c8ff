import type { Transformation } from './parts.ts'

/**
 * A list of transformations as a node of a tree: chains with a common beginning share its nodes, so that a
 * transaction computes each (value, beginning) once. The root does nothing.
 */
export type TransformationChain = {
  readonly parent: TransformationChain | undefined
  readonly name: string
  readonly transform: Transformation
  /** Place of the node's results in a transaction's cache. */
  readonly index: number
  readonly length: number
  /** True where mod_security2 reads on over the end of the value, into what the step before left there. */
  readonly readsOn: boolean
}

/** These shorten a value where it stands and put no NUL at its new end (re_tfns.c, 2.9.13). */
const LEAVES_REST: ReadonlySet<string> = new Set(['removenulls', 'removewhitespace', 'compresswhitespace'])

/** Makes the nodes of one rule set. */
export const transformationTree = () => {
  const children = new Map<TransformationChain, Map<string, TransformationChain>>()
  let nextIndex = 1
  const root: TransformationChain = {
    parent: undefined,
    name: 'none',
    transform: value => value,
    index: 0,
    length: 0,
    readsOn: false,
  }
  const then = (parent: TransformationChain, name: string, transform: Transformation): TransformationChain => {
    const known = children.get(parent) ?? new Map<string, TransformationChain>()
    children.set(parent, known)
    const found = known.get(name.toLowerCase())
    if (found !== undefined) return found
    const readsOn = name.toLowerCase() === 'cmdline' && LEAVES_REST.has(parent.name.toLowerCase())
    const node = { parent, name, transform, index: nextIndex++, length: parent.length + 1, readsOn }
    known.set(name.toLowerCase(), node)
    return node
  }
  return { root, then }
}

/** The nodes from the first transformation to the last. */
export const chainSteps = (chain: TransformationChain): readonly TransformationChain[] => {
  const steps: TransformationChain[] = []
  for (let node = chain; node.parent !== undefined; node = node.parent) steps.unshift(node)
  return steps
}
