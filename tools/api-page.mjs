// Prints docs/api.md, made of the doc comments in the emitted declarations: `npm run docs`.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')

/** The faces, and what each is for. */
const FACES = [
  ['wafrig', 'dist/harness/index.d.ts', 'WAFs, a scoring server and scenarios, for tests in whatever test runner.'],
  [
    'wafrig/vitest',
    'dist/harness/vitest.d.ts',
    'Matchers, fixtures and the plugin for vitest. vitest is a peer dependency.',
  ],
  [
    'wafrig/engine',
    'dist/src/index.d.ts',
    'The emulator alone: load rules, inspect a request, observe what happens. Nothing of testing is in it.',
  ],
]

/** The engine's own nouns: they change as it grows, so the page says where they stand and not what is in them. */
const NOUNS = ['Transaction', 'RuleSet', 'Rule', 'RuleElement', 'CollectionStore']

const HEAD = `# The API

<!-- Made by \`npm run docs\` of the doc comments in the sources; a test holds it to them. -->

What people import, by entry: ${FACES.map(([name]) => `[\`${name}\`](#${anchor(name)})`).join(', ')}. All are ES modules with types.
Each example below is run as a test, with \`expect\` and \`test\` of \`wafrig/vitest\` where it does not import them. Text that came over
a wire or out of a log is a *byte string*: one character (U+0000–U+00FF) per octet.
`

process.stdout.write(`${[HEAD, ...FACES.map(face)].join('\n')}`)

function face([name, file, purpose]) {
  const found = exportsOf(join(root, file)).map(one => ({ ...one, ...declaration(one) }))
  const shown = found.filter(({ doc }) => doc.includes('@example'))
  const values = [...shown, ...found.filter(one => /^export declare /.test(one.text) && !shown.includes(one))]
  const types = found.filter(one => !values.includes(one)).sort((one, other) => (one.name < other.name ? -1 : 1))
  return [`## ${name}\n\n${purpose}\n`, ...[...values, ...types].map(entry)].join('\n')
}

function entry({ name, doc, text, file }) {
  const { prose, examples } = parts(doc)
  if (NOUNS.includes(name)) {
    const source = relative(join(root, 'dist'), file).replace(/\.d\.ts$/, '.ts')
    return [`### ${name}\n`, `${prose}\n`, `The engine's own, as declared in \`${source}\`.\n`].join('\n')
  }
  const code = text
    .replace(/^export (?:declare )?/, '')
    .replace(/^ {4}#private;\n/gm, '')
    .replace(/^ +/gm, indent => ' '.repeat(Math.floor(indent.length / 4) * 2 + (indent.length % 4)))
  return [
    `### ${name}\n`,
    `${prose}\n`,
    `\`\`\`typescript\n${code}\n\`\`\`\n`,
    ...examples.map(example => `${example}\n`),
  ].join('\n')
}

/** The names that a declaration file gives away, each with the file that declares it. */
function exportsOf(file) {
  const text = readFileSync(file, 'utf8')
  const own = [...text.matchAll(/^export (?:declare )?(?:abstract )?(?:class|const|function|type|interface) (\w+)/gm)]
  const again = [...text.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)';/gm)].flatMap(
    ([, names = '', from = '']) =>
      names.split(',').map(name => ({ name: name.trim().replace(/^type /, ''), file: resolved(file, from) })),
  )
  const all = [...text.matchAll(/^export type \* from '([^']+)';/gm)].flatMap(([, from = '']) =>
    exportsOf(resolved(file, from)),
  )
  return [...own.map(([, name]) => ({ name, file })), ...again, ...all]
}

function resolved(file, from) {
  const path = join(dirname(file), from.replace(/\.ts$/, '.d.ts'))
  if (existsSync(path)) return path
  throw new Error(`${file} imports ${from}, which is not there`)
}

/** The declaration of a name, and the doc comment above it. */
function declaration({ name, file }) {
  const lines = readFileSync(file, 'utf8').split('\n')
  const from = lines.findIndex(line =>
    new RegExp(`^export (?:declare )?(?:abstract )?(?:class|const|function|type|interface) ${name}\\b`).test(line),
  )
  if (from === -1) return imported(name, file, lines)
  const rest = lines.slice(from)
  const length =
    /[;}]$/.test(rest[0] ?? '') && balanced(rest[0] ?? '')
      ? 1
      : rest.findIndex((line, at) => at > 0 && /^[})\]].*[;}]$|^}$/.test(line)) + 1
  const text = rest.slice(0, length).join('\n')
  return { text, doc: docAbove(lines, from, `${name} of ${file}`) }
}

/** `expect` is vitest's own. */
function imported(name, file, lines) {
  const line = lines.find(one => new RegExp(`^import .*\\b${name}\\b.* from`).test(one))
  const from = /from '([^']+)'/.exec(line ?? '')?.[1]
  if (from === undefined) throw new Error(`${file} does not declare ${name}`)
  return {
    text: `export declare const ${name}: typeof import('${from}').${name};`,
    doc: `/** That of ${from}, with the matchers of {@link WafMatchers}. */`,
  }
}

function balanced(line) {
  const count = character => line.split(character).length
  return count('{') === count('}') && count('(') === count(')')
}

function docAbove(lines, from, of) {
  if (!/\*\/$/.test(lines[from - 1] ?? '')) throw new Error(`${of} has no doc comment`)
  const start = lines.slice(0, from).findLastIndex(line => line.startsWith('/**'))
  return lines.slice(start, from).join('\n')
}

/** A doc comment's text, and its examples as they stand. */
function parts(doc) {
  const text = doc
    .replace(/^\/\*\*\s?|\s*\*\/$/g, '')
    .replace(/^ \* ?/gm, '')
    .trim()
  const [prose = '', ...examples] = text.split(/^@example\n/m)
  const linked = prose.trim().replace(/\{@link (\w+)\}/g, (_, name) => `[\`${name}\`](#${anchor(name)})`)
  return { prose: linked, examples: examples.map(example => example.trim()) }
}

function anchor(title) {
  return title.toLowerCase().replace(/[^a-z0-9-]/g, '')
}
