import { createInterface, emitKeypressEvents } from 'node:readline'
import type { TestModule, Vitest } from 'vitest/node'

/** Who watches a run at a terminal. */
export type Watcher = {
  readonly keyboard: NodeJS.ReadStream
  readonly say: (text: string) => void
  /** Ends the run, as Ctrl-C does. */
  readonly quit: () => void
}

type Key = { readonly key: string; readonly does: string }

/** The keys of watch mode; vitest's own are about things that scenarios lack, such as snapshots. */
const KEYS: readonly Key[] = [
  { key: 'a', does: 'run all tests again (Enter too)' },
  { key: 'f', does: 'run the files again in which a test failed' },
  { key: 't', does: 'run only tests whose title holds a text' },
  { key: 'c', does: 'cancel what runs' },
  { key: 'q', does: 'quit (Ctrl-C too)' },
  { key: 'h', does: 'show these keys' },
]

/** What the keys do, a line each. */
export const keysText = (): string =>
  [
    'wafrig runs again whenever a scenario or rule file changes.',
    ...KEYS.map(({ key, does }) => `  ${key}  ${does}`),
  ].join('\n')

/** Obeys the keys of watch mode until what it returns is called. */
export const obeyKeys = (vitest: Vitest, { keyboard, say, quit }: Watcher): (() => void) => {
  let isBusy = false
  const run = async (work: () => Promise<unknown>): Promise<void> => {
    if (isBusy) return
    isBusy = true
    try {
      await work()
    } finally {
      isBusy = false
    }
  }
  const press = (_: string | undefined, { name, ctrl }: { readonly name?: string; readonly ctrl?: boolean }): void => {
    if (name === 'q' || (ctrl === true && name === 'c')) quit()
    else if (name === 'h') say(keysText())
    else if (name === 'c') void vitest.cancelCurrentRun('keyboard-input')
    else if (name === 'a' || name === 'return') void run(() => runAll(vitest))
    else if (name === 'f') void run(() => runFailed(vitest, say))
    else if (name === 't') void run(() => runTitled(vitest, { say, ask: () => ask(keyboard, press, say) }))
  }
  listen(keyboard, press)
  return () => {
    keyboard.off('keypress', press)
    if (keyboard.isTTY) keyboard.setRawMode(false)
    keyboard.pause()
  }
}

type Press = (text: string | undefined, key: { readonly name?: string; readonly ctrl?: boolean }) => void

const listen = (keyboard: NodeJS.ReadStream, press: Press): void => {
  emitKeypressEvents(keyboard)
  if (keyboard.isTTY) keyboard.setRawMode(true)
  keyboard.on('keypress', press)
  keyboard.resume()
}

const runAll = async (vitest: Vitest): Promise<void> => {
  vitest.resetGlobalTestNamePattern()
  await vitest.rerunTestSpecifications(await vitest.globTestSpecifications(), true)
}

const runFailed = async (vitest: Vitest, say: Watcher['say']): Promise<void> => {
  const failed = vitest.state.getTestModules().filter(module => !module.ok())
  if (failed.length === 0) say('no test has failed')
  else await vitest.rerunTestSpecifications(failed.map(module => module.toTestSpecification()))
}

const runTitled = async (
  vitest: Vitest,
  { say, ask: asked }: Pick<Watcher, 'say'> & { readonly ask: () => Promise<string> },
): Promise<void> => {
  const text = await asked()
  if (text === '') return runAll(vitest)
  const pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i')
  const modules = vitest.state.getTestModules().filter(module => holds(module, pattern))
  if (modules.length === 0) return say(`no test's title holds "${text}"`)
  vitest.setGlobalTestNamePattern(pattern)
  await vitest.rerunTestSpecifications(modules.map(module => module.toTestSpecification()))
}

const holds = (module: TestModule, pattern: RegExp): boolean =>
  [...module.children.allTests()].some(({ fullName }) => pattern.test(fullName.replaceAll(' > ', ' ')))

const ask = (keyboard: NodeJS.ReadStream, press: Press, say: Watcher['say']): Promise<string> => {
  keyboard.off('keypress', press)
  if (keyboard.isTTY) keyboard.setRawMode(false)
  const lines = createInterface({ input: keyboard })
  say('text in the title (nothing: all tests):')
  return new Promise(done => {
    lines.once('line', answer => {
      lines.close()
      listen(keyboard, press)
      done(answer.trim())
    })
  })
}
