import type { Transformation } from '../parts.ts'

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
}

/** Makes the nodes of one rule set. */
export const transformationTree = () => {
  const children = new Map<TransformationChain, Map<string, TransformationChain>>()
  let nextIndex = 1
  const root: TransformationChain = { parent: undefined, name: 'none', transform: value => value, index: 0, length: 0 }
  const then = (parent: TransformationChain, name: string, transform: Transformation): TransformationChain => {
    const known = children.get(parent) ?? new Map<string, TransformationChain>()
    children.set(parent, known)
    const found = known.get(name.toLowerCase())
    if (found !== undefined) return found
    const node = { parent, name, transform, index: nextIndex++, length: parent.length + 1 }
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
