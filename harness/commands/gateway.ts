import { DEFAULT_DIALECT, DIALECT_NAMES, type DialectName } from '../../src/dialects/names.ts'
import { defaultPlugin, findPlugin } from '../setup/plugin-folder.ts'
import { findRuleFolder } from '../setup/rule-folders/cache.ts'
import { setupOf } from '../setup/settings.ts'
import { PLUGIN_WORDS } from './choice.ts'
import { command, type MakeCommand, PORT_LIMIT, webAddress, wholeNumber } from './command.ts'
import { flagName, withoutEffect } from './without-effect.ts'

type Options = {
  readonly port: number
  readonly host: string
  readonly backend?: string
  readonly crs?: string
  readonly plugin?: string
  readonly mode?: '1' | '2'
  readonly scorer?: string
  readonly detectionOnly?: boolean
  readonly dialect: DialectName
}

const SCORER = 'http://127.0.0.1:5000/'

/** `wafrig gateway`: the emulator as a reverse proxy, until interrupted; its error log goes to the standard output. */
export const gateway: MakeCommand = ({ cache, folder, interrupted, say }) => {
  const made = command(
    'gateway',
    'Run the emulator as a reverse proxy on a port; the error log goes to the terminal.',
    [
      'wafrig gateway --port 8080 --backend http://127.0.0.1:3000',
      'wafrig gateway --crs 4.28.0 --mode 1 --scorer http://127.0.0.1:5000/',
      "curl 'http://127.0.0.1:8080/?arg=../../etc/passwd'",
    ],
  )
    .option('--port <number>', 'port to listen on; 0 takes a free one', wholeNumber(0, PORT_LIMIT), 8080)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--backend <url>', 'the application behind it; else one that answers 200 to everything', webAddress)
    .option('--crs <name|folder>', 'the rule set: starter, a name or version of `wafrig crs list`, or a folder')
    .option('--plugin <folder>', PLUGIN_WORDS)
    .option('--scorer <url>', `the scoring server; else ${SCORER}`, webAddress)
    .option('--detection-only', 'log and let everything pass')
  made.addOption(made.createOption('--mode <number>', "mode of the plugin's detection").choices(['1', '2']))
  made.addOption(
    made.createOption('--dialect <name>', 'which engine to be').choices(DIALECT_NAMES).default(DEFAULT_DIALECT),
  )
  return made.action(async (options: Options) => {
    const ruleFolder = await findRuleFolder(cache, options.crs ?? 'starter')
    const plugin = await findPlugin(options.plugin ?? (await defaultPlugin(folder)))
    if (plugin === undefined) mustBeAbsent(options)
    const wish = {
      ...(options.mode === undefined ? {} : { mode: options.mode === '1' ? (1 as const) : (2 as const) }),
      ...(options.detectionOnly === true ? { engine: 'DetectionOnly' as const } : {}),
    }
    const { serveGateway } = await import('../workshop/serve-gateway.ts')
    await using open = await serveGateway({
      setup: setupOf(wish, ruleFolder.path, plugin),
      scorerUrl: options.scorer ?? SCORER,
      dialect: options.dialect,
      port: options.port,
      host: options.host,
      backend: options.backend,
      log: say,
    })
    say(`the emulator (${options.dialect}, ${ruleFolder.name}) answers at ${open.url}`)
    await new Promise<void>(resolve => interrupted.addEventListener('abort', () => resolve(), { once: true }))
  })
}

/** What only a plugin reads. */
const mustBeAbsent = (options: Options): void => {
  const given = (['scorer', 'mode'] as const).filter(name => options[name] !== undefined)
  if (given.length > 0) throw withoutEffect(given.map(name => `${flagName(name)} has no effect: no plugin is loaded`))
}
