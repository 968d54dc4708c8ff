import { z } from 'zod'
import type { Answer, Matcher, Script } from '../../src/scoring/contract.ts'

const answerFields = {
  verdict: z.enum(['pass', 'attack', 'error']).optional().describe('pass answers 200, attack 401, error 400.'),
  status: z.number().int().min(100).max(599).optional().describe('HTTP status, when it is not that of the verdict.'),
  score: z.number().optional().describe('The score in the answer.'),
  body: z.string().optional().describe('The body of the answer, instead of the score.'),
  delay_ms: z.number().int().nonnegative().optional().describe('Wait this long before answering.'),
  fault: z
    .enum(['refuse', 'close', 'hang', 'garbage', 'empty'])
    .optional()
    .describe(
      'Misbehave instead of answering: refuse the connection, close it, never answer, answer no HTTP or nothing.',
    ),
}

const answerSchema = z.strictObject(answerFields)

const matcherSchema = z.strictObject({
  when: z
    .strictObject({
      method: z.string().optional().describe('The method of the request that it is asked about.'),
      path: z.string().optional().describe('Its path.'),
      args: z.string().optional().describe('Its arguments, each as name=value; one must match.'),
    })
    .optional()
    .describe('A regular expression each; all given must match what the scorer was asked.'),
  ...answerFields,
})

/** How the scoring server behaves during a stage. */
export const scorerSchema = z
  .strictObject({
    ...answerFields,
    match: z.array(matcherSchema).optional().describe('The first entry that matches gives the answer.'),
    otherwise: answerSchema.optional().describe('The answer when no entry of match does.'),
    sequence: z.array(answerSchema).optional().describe('One answer per call, the last one repeated.'),
    random: z
      .strictObject({
        seed: z.number().int().describe('The same seed gives the same verdicts.'),
        attack_share: z.number().min(0).max(1).describe('How many of them are attacks, from 0 to 1.'),
      })
      .optional()
      .describe('Random verdicts from a seed.'),
  })
  .refine(script => kinds(script).length <= 1, {
    message: 'an answer, match, sequence and random exclude each other',
  })

const kinds = (script: object): string[] => [
  ...(Object.keys(answerFields).some(key => key in script) ? ['answer'] : []),
  ...['match', 'sequence', 'random'].filter(key => key in script),
]

/** The scorer of a stage as a scenario writes it. */
export type Scorer = z.output<typeof scorerSchema>

/** The script of the scoring server that a scenario's words mean. */
export const scriptOf = (scorer: Scorer): Script => {
  if (scorer.match !== undefined) {
    const otherwise = scorer.otherwise === undefined ? {} : { otherwise: answerOf(scorer.otherwise) }
    return { match: scorer.match.map(matcherOf), ...otherwise }
  }
  if (scorer.sequence !== undefined) return { sequence: scorer.sequence.map(answerOf) }
  if (scorer.random !== undefined) {
    return { random: { seed: scorer.random.seed, attackShare: scorer.random.attack_share } }
  }
  return answerOf(scorer)
}

const matcherOf = ({ when, ...answer }: z.output<typeof matcherSchema>): Matcher => ({
  ...(when === undefined
    ? {}
    : {
        when: {
          ...(when.method === undefined ? {} : { method: when.method }),
          ...(when.path === undefined ? {} : { path: when.path }),
          ...(when.args === undefined ? {} : { args: when.args }),
        },
      }),
  answer: answerOf(answer),
})

const answerOf = ({ verdict, status, score, body, delay_ms, fault }: z.output<typeof answerSchema>): Answer => ({
  ...(verdict === undefined ? {} : { verdict }),
  ...(status === undefined ? {} : { status }),
  ...(score === undefined ? {} : { score }),
  ...(body === undefined ? {} : { body }),
  ...(delay_ms === undefined ? {} : { delayMs: delay_ms }),
  ...(fault === undefined ? {} : { fault }),
})
