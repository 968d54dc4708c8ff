import { fromOctets } from '../../src/bytes.ts'
import { InputError } from '../../src/errors.ts'
import {
  divergencesAt,
  explainsDifference,
  isAboutComparison,
  type KnownDivergence,
  staleAmong,
} from '../divergences/known.ts'
import type { Canary } from '../run/canary.ts'
import { readable } from '../run/evidence.ts'
import { placedInScenario } from '../run/placed-in-scenario.ts'
import { sendOver } from '../run/send-over.ts'
import type { WafPool } from '../run/waf-pool.ts'
import { loggedIds } from '../scenario/expectations/logged-ids.ts'
import { statusOf } from '../waf/status-of.ts'
import { Unavailable } from '../waf/unavailable.ts'
import { compareExchanges, unseenIn } from './compare.ts'
import type { DiffJob } from './job.ts'
import { formsOf } from './pairs.ts'
import type { Answers, Comparison, DiffReport, FoundDifference } from './report.ts'

/**
 * Sends each job's requests to both backends and gathers what differs. `isWhole` says that all tests of the scenario
 * files are among the jobs; only then can a listed difference be called stale. Throws what a backend throws.
 */
export const runDiff = async (
  jobs: readonly DiffJob[],
  known: readonly KnownDivergence[],
  { wafs, canary, onComparison, isWhole }: DiffSurroundings,
): Promise<DiffReport> => {
  const comparisons: Comparison[] = []
  const skipped: DiffReport['skipped'][number][] = []
  const looked = new Set<KnownDivergence>()
  const used = new Set<KnownDivergence>()
  for (const job of jobs) {
    const { pair, title, file, line } = job
    const listed = divergencesAt(known, job.place).filter(isAboutComparison)
    const found: Comparison[] = []
    const work = async (): Promise<void> => {
      await proved(job, canary, wafs)
      found.push(await compare(job, wafs, listed, divergence => used.add(divergence)))
    }
    const reason = job.skip ?? (await unavailable(work))
    if (reason !== undefined) {
      skipped.push({ pair, file, line, title, reason })
      continue
    }
    // What is not seen cannot be said to occur no more.
    if (found.every(({ unseen }) => unseen.length === 0)) for (const one of listed) looked.add(one)
    comparisons.push(...found)
    for (const comparison of found) onComparison(comparison)
  }
  return {
    comparisons,
    skipped,
    stale: isWhole ? staleAmong(looked, used) : [],
  }
}

/** What a comparison of jobs stands on. */
export type DiffSurroundings = {
  readonly wafs: WafPool
  readonly canary: Canary
  readonly isWhole: boolean
  /** Called when a job has been compared. */
  readonly onComparison: (comparison: Comparison) => void
}

const proved = async (job: DiffJob, canary: Canary, wafs: WafPool): Promise<void> => {
  try {
    await prove(job, canary, wafs)
  } catch (error) {
    if (!(error instanceof InputError) || job.cells === undefined) throw error
    throw new InputError(await placedInScenario(error.diagnostics, job.cells.one.scenario, job.setup))
  }
}

const prove = async ({ cells, pair, setup }: DiffJob, canary: Canary, wafs: WafPool): Promise<void> => {
  if (cells !== undefined) {
    await canary.prove(cells.one)
    await canary.prove(cells.other)
  }
  await wafs.get(pair.one, setup)
  await wafs.get(pair.other, setup)
}

const unavailable = async (work: () => Promise<void>): Promise<string | undefined> => {
  try {
    await work()
    return undefined
  } catch (error) {
    if (error instanceof Unavailable) return error.message
    throw error
  }
}

const compare = async (
  job: DiffJob,
  wafs: WafPool,
  listed: readonly KnownDivergence[],
  use: (divergence: KnownDivergence) => void,
): Promise<Comparison> => {
  const { pair, file, line, title, setup, sendings } = job
  const [one, other] = await Promise.all([wafs.get(pair.one, setup), wafs.get(pair.other, setup)])
  const differences: FoundDifference[] = []
  const answers: Answers[] = []
  const unseen = new Set<string>()
  for (const sending of sendings) {
    // One after the other: while an emulator works, nobody else in this process hears a WAF or answers it.
    const ones = await sendOver(one, sending)
    const others = await sendOver(other, sending)
    for (const [index, { sent }] of sending.entries()) {
      const [first, second] = [ones[index], others[index]]
      if (first === undefined || second === undefined) break
      answers.push({
        request: readable(/^[\r\n]*([^\r\n]*)/.exec(fromOctets(sent.octets))?.[1] ?? ''),
        status: { one: statusOf(first), other: statusOf(second) },
        rules: { one: loggedIds(first.log), other: loggedIds(second.log) },
      })
      for (const reason of unseenIn(first, second)) unseen.add(reason)
      for (const difference of compareExchanges(first, second, formsOf(pair))) {
        const explanation = listed.find(divergence => explainsDifference(divergence, difference))
        if (explanation !== undefined) use(explanation)
        const stage = answers.length
        differences.push({ ...difference, stage, ...(explanation === undefined ? {} : { explanation }) })
      }
    }
  }
  return { pair, file, line, title, answers, unseen: [...unseen], differences }
}
