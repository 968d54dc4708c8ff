import { serveScorer } from '../../src/scoring/serve.ts'
import { command, decimal, type MakeCommand, PORT_LIMIT, wholeNumber } from './command.ts'

type Options = {
  readonly port: number
  readonly host: string
  readonly verdict: 'pass' | 'attack' | 'error'
  readonly score?: number
  readonly delay?: number
  readonly attackShare?: number
  readonly seed: number
  readonly control?: boolean
}

/** `wafrig serve-scorer`: the scoring server on a port, until interrupted. */
export const serveScorerCommand: MakeCommand = ({ interrupted, say }) => {
  const made = command('serve-scorer', 'Run the scoring server on a port, for a WAF of your own.', [
    'wafrig serve-scorer --port 5000 --verdict attack --score -1',
    'wafrig serve-scorer --attack-share 0.45 --seed 7',
    'wafrig serve-scorer --control   (verdicts by HTTP under /_wafrig/)',
  ])
    .option('--port <number>', 'port to listen on; 0 takes a free one', wholeNumber(0, PORT_LIMIT), 5000)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--score <number>', 'the score in each answer', decimal())
    .option('--delay <ms>', 'wait before each answer', wholeNumber(0))
    .option('--attack-share <share>', 'random verdicts, this share of them attack (0 to 1)', decimal(0, 1))
    .option('--seed <number>', 'seed of random verdicts', wholeNumber(0), 1)
    .option('--control', 'let anybody who reaches the port set verdicts and read the questions')
  made.addOption(
    made
      .createOption('--verdict <name>', 'verdict of each answer')
      .choices(['pass', 'attack', 'error'])
      .default('pass'),
  )
  return made.action(async ({ port, host, control, ...answer }: Options) => {
    const { attackShare, seed, verdict, score, delay } = answer
    const script =
      attackShare === undefined
        ? {
            verdict,
            ...(score === undefined ? {} : { score }),
            ...(delay === undefined ? {} : { delayMs: delay }),
          }
        : { random: { seed, attackShare } }
    await serveScorer({ port, host, script, control: control === true }, interrupted, server =>
      say(`the scoring server answers at ${server.url}`),
    )
  })
}
