import { InputError } from '../../src/errors.ts'
import type { ForwardingOptions } from '../../src/scoring/forwarding.ts'
import { serveScorer } from '../../src/scoring/serve.ts'
import type { ScoringOptions } from '../../src/scoring/server.ts'
import { command, decimal, type MakeCommand, PORT_LIMIT, webAddress, wholeNumber } from './command.ts'
import { flagName, withoutEffect } from './without-effect.ts'

type Options = {
  readonly port: number
  readonly host: string
  readonly verdict?: 'pass' | 'attack' | 'error'
  readonly score?: number
  readonly delay?: number
  readonly attackShare?: number
  readonly seed?: number
  readonly control?: boolean
  readonly forward?: string
}

/** `wafrig serve-scorer`: the scoring server on a port, until interrupted. */
export const serveScorerCommand: MakeCommand = ({ interrupted, say }) => {
  const made = command('serve-scorer', 'Run the scoring server on a port, for a WAF of your own.', [
    'wafrig serve-scorer --port 5000 --verdict attack --score -1',
    'wafrig serve-scorer --attack-share 0.45 --seed 7',
    'wafrig serve-scorer --control   (verdicts by HTTP under /_wafrig/)',
    'wafrig serve-scorer --port 5001 --control --forward http://127.0.0.1:5000/   (between a WAF and your own)',
  ])
    .option('--port <number>', 'port to listen on; 0 takes a free one', wholeNumber(0, PORT_LIMIT), 5000)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--score <number>', 'the score in each answer', decimal())
    .option('--delay <ms>', 'wait before each answer', wholeNumber(0))
    .option('--attack-share <share>', 'random verdicts, this share of them attack (0 to 1)', decimal(0, 1))
    .option('--seed <number>', 'seed of random verdicts (1)', wholeNumber(0))
    .option('--control', 'let anybody who reaches the port set verdicts and read the questions')
    .option(
      '--forward <url>',
      'pass the questions on to a scoring server of your own, for --control to read',
      webAddress,
    )
  made.addOption(
    made.createOption('--verdict <name>', 'verdict of each answer; else pass').choices(['pass', 'attack', 'error']),
  )
  return made.action(async (options: Options) => {
    await serveScorer(serverOf(options), interrupted, server => say(`the scoring server answers at ${server.url}`))
  })
}

/** Names of the options that say how it answers. */
const ANSWERS = ['verdict', 'score', 'delay'] as const
const RANDOM = ['attackShare', 'seed'] as const

const serverOf = (options: Options): ScoringOptions | ForwardingOptions => {
  const { port, host, forward, verdict = 'pass', score, delay, attackShare, seed = 1 } = options
  const control = options.control === true
  if (forward !== undefined) {
    mustBeAbsent(options, [...ANSWERS, ...RANDOM], 'with --forward: the answers are those of the other server')
    if (control) return { port, host, target: forward, control }
    throw new InputError([
      { code: 'BAD_COMMAND', message: '--forward needs --control: nobody would see what was asked' },
    ])
  }
  if (attackShare !== undefined) {
    mustBeAbsent(options, ANSWERS, 'with --attack-share, which draws the answers')
    return { port, host, control, script: { random: { seed, attackShare } } }
  }
  mustBeAbsent(options, RANDOM, 'without --attack-share')
  return {
    ...{ port, host, control },
    script: { verdict, ...(score === undefined ? {} : { score }), ...(delay === undefined ? {} : { delayMs: delay }) },
  }
}

const mustBeAbsent = (options: Options, names: readonly (keyof Options)[], why: string): void => {
  const given = names.filter(name => options[name] !== undefined)
  if (given.length > 0) throw withoutEffect(given.map(name => `${flagName(name)} has no effect ${why}`))
}
