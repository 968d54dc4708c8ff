import { newApplication, type TestApplication } from '../../waf/application.ts'
import type { EngineAnswer, EngineCall } from './engine-calls.ts'
import { exchange } from './exchange.ts'
import { type NativeRules, openLibrary } from './modsecurity-library.ts'

// The program of the process that libmodsecurity is in; `engine.ts` starts it.

const library = openLibrary()
const loaded = new Map<number, { readonly rules: NativeRules; readonly application: TestApplication }>()
let count = 0

const answers: { readonly [Kind in EngineCall['kind']]: (call: EngineCall & { kind: Kind }) => EngineAnswer[Kind] } = {
  version: () => ('absent' in library ? library : { version: library.version }),
  load: ({ file }) => {
    if ('absent' in library) return { refused: library.absent }
    const rules = library.load(file)
    if ('refused' in rules) return rules
    count += 1
    loaded.set(count, { rules, application: newApplication() })
    return { rules: count }
  },
  exchange: ({ rules, octets, client }) => {
    const lines: string[] = []
    const known = loaded.get(rules)
    if (known === undefined) throw new Error(`no rules ${rules}`)
    return { response: exchange(known.rules, { octets, client }, known.application, line => lines.push(line)), lines }
  },
  end: ({ rules }) => {
    loaded.get(rules)?.rules.end()
    loaded.delete(rules)
    return {}
  },
}

const answer = (call: EngineCall): EngineAnswer[EngineCall['kind']] => {
  switch (call.kind) {
    case 'version':
      return answers.version(call)
    case 'load':
      return answers.load(call)
    case 'exchange':
      return answers.exchange(call)
    case 'end':
      return answers.end(call)
  }
}

process.on('message', (call: EngineCall) => process.send?.(answer(call)))
process.on('disconnect', () => process.exit())
