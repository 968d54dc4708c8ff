import { type Comparison, type DiffReport, type FoundDifference, unexplained } from '../diff/report.ts'

/** The differences as JSON: every difference with its place, values one character per octet. */
export const diffJson = (report: DiffReport): string =>
  JSON.stringify(
    {
      unexplained: unexplained(report).length,
      comparisons: report.comparisons.map(comparison),
      skipped: report.skipped.map(({ pair, file, line, title, reason }) => ({
        file,
        line,
        test: title,
        backends: [pair.one, pair.other],
        reason,
      })),
      stale: report.stale.map(({ name, scenario, test, differs }) => ({
        listedIn: name,
        scenario: scenario?.shown,
        test,
        differs,
      })),
    },
    null,
    2,
  )

const comparison = ({ pair, file, line, title, answers, unseen, differences }: Comparison) => ({
  file,
  line,
  test: title,
  backends: [pair.one, pair.other],
  requests: answers.length,
  notCompared: unseen,
  answers: answers.map(({ request, status, rules }) => ({
    request,
    status: { [pair.one]: status.one, [pair.other]: status.other },
    rules: { [pair.one]: rules.one, [pair.other]: rules.other },
  })),
  differences: differences.map(found => difference(found, answers[found.stage - 1]?.request, pair)),
})

const difference = (
  { stage, field, rule, at, one, other, explanation }: FoundDifference,
  request: string | undefined,
  pair: Comparison['pair'],
) => ({
  stage,
  request,
  field,
  ...(rule === undefined ? {} : { rule }),
  ...(at === undefined ? {} : { at }),
  values: { [pair.one]: one ?? null, [pair.other]: other ?? null },
  ...(explanation === undefined
    ? {}
    : { explained: { reason: explanation.reason, source: explanation.source, listedIn: explanation.name } }),
})
