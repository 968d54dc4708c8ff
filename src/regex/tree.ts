import type { ByteSet } from './byte-set.ts'

/**
 * What a pattern asserts of a place, of no width. Names say PCRE's meaning after its options are applied; `anywhere` is a
 * callout, which does nothing here.
 */
export type Anchor =
  | 'start'
  | 'lineStart'
  | 'end'
  | 'endOrLastNewline'
  | 'lineEnd'
  | 'wordBoundary'
  | 'noWordBoundary'
  | 'searchStart'
  | 'anywhere'

/** What a conditional group asks: was a group set, or does a lookaround hold. */
export type Condition =
  | { readonly kind: 'isSet'; readonly groups: readonly number[] }
  | { readonly kind: 'holds'; readonly look: Node }
  | { readonly kind: 'never' }

/**
 * A parsed pattern: flags are applied, names are numbers. `octet` is one octet of a set; `keep` is `\K`; `call` is
 * a subroutine call of its one group (0 is the pattern). A back reference by a duplicate name has several groups.
 */
export type Node =
  | { readonly kind: 'empty' }
  | { readonly kind: 'octet'; readonly set: ByteSet }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'choice'; readonly items: readonly Node[] }
  | {
      readonly kind: 'repeat'
      readonly item: Node
      readonly least: number
      /** Infinity for no limit. */
      readonly most: number
      readonly greed: 'greedy' | 'lazy'
    }
  | { readonly kind: 'capture'; readonly group: number; readonly item: Node }
  | { readonly kind: 'atomic'; readonly item: Node }
  | { readonly kind: 'look'; readonly way: 'ahead' | 'behind'; readonly negated: boolean; readonly item: Node }
  | { readonly kind: 'anchor'; readonly anchor: Anchor }
  | { readonly kind: 'backreference'; readonly groups: readonly number[]; readonly caseless: boolean }
  | { readonly kind: 'conditional'; readonly condition: Condition; readonly yes: Node; readonly no: Node }
  | { readonly kind: 'call'; readonly groups: readonly number[] }
  | { readonly kind: 'keep' }

/** A whole pattern. Group 0 is the pattern itself. */
export type Pattern = {
  readonly root: Node
  /** The highest group number. */
  readonly groupCount: number
  /** The tree of each group, by number. */
  readonly groups: ReadonlyMap<number, Node>
}

/** The nodes directly inside one. */
export const children = (node: Node): readonly Node[] => {
  switch (node.kind) {
    case 'sequence':
    case 'choice':
      return node.items
    case 'repeat':
    case 'capture':
    case 'atomic':
    case 'look':
      return [node.item]
    case 'conditional':
      return node.condition.kind === 'holds' ? [node.condition.look, node.yes, node.no] : [node.yes, node.no]
    default:
      return []
  }
}

/** Every node of the tree, the node itself first. */
export const everyNode = (node: Node): readonly Node[] => {
  const found: Node[] = [node]
  for (let next = 0; next < found.length; next++) {
    const here = found[next]
    if (here !== undefined) found.push(...children(here))
  }
  return found
}
