import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Backend, BackendOptions } from '../../backends/backend.ts'
import { backendOpener } from '../../backends/find-backend.ts'
import { PACKAGE_ROOT, SHIPPED_PLUGIN } from '../../package-root.ts'
import { readable } from '../../run/evidence.ts'
import { buildRequest } from '../../scenario/request.ts'
import type { RuleFolder } from '../../setup/rule-folders/rule-folder.ts'
import { settingLines } from '../../setup/settings.ts'
import type { StartWaf } from '../../setup/setup.ts'
import type { Exchange } from '../../waf/waf.ts'
import { type CheckResult, checked, fail, ok } from './check.ts'
import { versionOf } from './version-of.ts'

const DOCTOR = join(PACKAGE_ROOT, 'containers', 'doctor')

/** Id of the rule in `containers/doctor` that tells what the engine is. */
const TELLING_RULE = 99_910

const PROBE = buildRequest({ uri: '/wafrig-doctor', query: { file: '../../etc/passwd' } })

/** What works of each backend that the doctor may start a WAF of. */
export const backendFindings = async (
  backends: readonly Backend[],
  options: BackendOptions,
  ruleFolder: RuleFolder,
): Promise<readonly CheckResult[]> => {
  const all: CheckResult[] = []
  const open = backendOpener(options)
  for (const { name, probeRemedy } of backends) {
    if (probeRemedy === undefined) continue
    all.push(...(await checked(name, probeRemedy, async () => probeFindings(name, await open(name), ruleFolder))))
  }
  return all
}

/** Starts a WAF with a rule folder and the shipped plugin, sends an attack, and says what of it works. */
const probeFindings = async (
  name: string,
  start: StartWaf,
  { path: ruleFolder, version }: RuleFolder,
): Promise<readonly CheckResult[]> => {
  const plugin = await mkdtemp(join(tmpdir(), 'wafrig-doctor-'))
  try {
    await cp(SHIPPED_PLUGIN, plugin, { recursive: true })
    await cp(DOCTOR, plugin, { recursive: true })
    const started = performance.now()
    await using waf = await start({
      ruleFolder,
      plugin,
      settings: settingLines({ mode: 2 }),
      afterwards: [],
      // Whatever the scoring server says of the probe, all rules run.
      engine: 'DetectionOnly',
      luaSocket: true,
    })
    const exchange = await waf.send(PROBE)
    return resultsOf(name, exchange, version, performance.now() - started)
  } finally {
    await rm(plugin, { recursive: true, force: true })
  }
}

/** What an answer to the probe tells of the WAF; `crs` is the version of its rules. */
export const resultsOf = (
  name: string,
  { response, log, scored, scores }: Exchange,
  crs: string | undefined,
  elapsedMs: number,
): readonly CheckResult[] => {
  const told = log.find(({ id }) => id === TELLING_RULE)?.msg ?? ''
  const [, build, lua, socket] = /engine (\d+), ([^,]+), (.*)\.$/s.exec(told) ?? []
  const isFromPlugin = log.some(({ file }) => file !== undefined && basename(file).startsWith('machine-learning-'))
  const seconds = (elapsedMs / 1000).toFixed(1)
  return [
    response === undefined
      ? fail(name, 'does not answer', `wafrig run --backend ${name} shows its last log lines`)
      : ok(name, `answers after ${seconds} s; engine ${build === undefined ? 'unknown' : versionOf(build)}`),
    (scores.inbound ?? 0) > 0
      ? ok(`${name}: rules`, `CRS ${crs ?? 'of unknown version'}; an attack scores ${scores.inbound}`)
      : fail(`${name}: rules`, 'an attack scores nothing', 'wafrig check <the rule set> reads the rules'),
    isFromPlugin
      ? ok(`${name}: plugin`, 'is loaded and logs')
      : fail(`${name}: plugin`, 'no line of it in the log', 'see that the image includes plugins/*-after.conf'),
    lua === undefined
      ? fail(`${name}: Lua`, told === '' ? 'no answer of a script' : told, 'use an engine that is built with Lua')
      : ok(`${name}: Lua`, lua),
    socket?.startsWith('LuaSocket') === true
      ? ok(`${name}: require("socket.http")`, socket)
      : fail(
          `${name}: require("socket.http")`,
          socket ?? 'unknown',
          `install lua-socket for ${lua ?? 'the Lua of the engine'} (on Debian: apt-get install lua-socket)`,
        ),
    scorerResult(name, scored[0]),
  ]
}

const scorerResult = (name: string, question: Exchange['scored'][number] | undefined): CheckResult => {
  const what = `${name}: scorer`
  if (question === undefined) {
    return fail(what, 'was not asked', 'see that the WAF reaches the scoring server in its network')
  }
  const { status, body } = question.answered
  if (status === 200 || status === 401) return ok(what, `was asked and answered ${status}`)
  const said = status === 0 ? 'gave no answer' : `answered ${status} ${readable(body)}`.trimEnd()
  return fail(
    what,
    `was asked and ${said}`,
    'a scoring server answers 200 (pass) or 401 (attack), and the score in the body',
  )
}
