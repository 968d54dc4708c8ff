/** What of two exchanges is compared; a divergence names one of these. */
export const COMPARED_FIELDS = [
  ...(['status', 'scores.inbound', 'scores.outbound', 'rule', 'message', 'order'] as const),
  ...(['text', 'file', 'line', 'rev', 'msg', 'data', 'severity', 'ver', 'maturity', 'accuracy', 'tags'] as const),
  ...(['hostname', 'uri', 'scored.count', 'scored.method', 'scored.path', 'scored.args', 'scored.files'] as const),
  ...(['scored.sizes', 'scored.fields', 'scored.headers', 'scored.body', 'scored.answered', 'audit'] as const),
]

/** One of them. `rule` is a line that only one side has, `message` one that belongs to no rule. */
export type ComparedField = (typeof COMPARED_FIELDS)[number]

/** Names that stand for several: all that begin with them and a dot. */
export const FIELD_GROUPS = ['scores', 'scored'] as const
