import type { Transformation } from '../values.ts'
import { octetClasses } from './octet-classes.ts'

/**
 * A list of transformations as a node of a tree: chains with a common beginning share its nodes, so that a
 * transaction computes each (value, beginning) once. The root does nothing.
 */
export type TransformationChain = {
  readonly parent: TransformationChain | undefined
  readonly name: string
  readonly transformation: Transformation
  /** Place of the node's results in a transaction's cache. */
  readonly index: number
  /** The nodes from the first transformation to this one. */
  readonly steps: readonly TransformationChain[]
  /** The sets of octets that a value must have some of for the chain to change it. */
  readonly touches: number
  /** True where mod_security2 reads on over the end of the value, into what the step before left there. */
  readonly readsOn: boolean
}

/** Makes the nodes of one rule set. */
export const transformationTree = () => {
  const classes = octetClasses()
  const children = new Map<TransformationChain, Map<string, TransformationChain>>()
  let nextIndex = 1
  const root: TransformationChain = {
    parent: undefined,
    name: 'none',
    transformation: { apply: value => value },
    index: 0,
    steps: [],
    touches: 0,
    readsOn: false,
  }
  const then = (parent: TransformationChain, name: string, transformation: Transformation): TransformationChain => {
    const known = children.get(parent) ?? new Map<string, TransformationChain>()
    children.set(parent, known)
    const found = known.get(name.toLowerCase())
    if (found !== undefined) return found
    const readsOn = transformation.readsRest === true && parent.transformation.leavesRest === true
    const touches = parent.touches | classes.bitOf(transformation.touches)
    const steps: TransformationChain[] = [...parent.steps]
    const node = { parent, name, transformation, index: nextIndex++, steps, touches, readsOn }
    steps.push(node)
    known.set(name.toLowerCase(), node)
    return node
  }
  return { root, then, classes }
}
