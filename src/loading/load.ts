import path from 'node:path'
import { equalsIgnoringCase } from '../bytes.ts'
import { type Diagnostic, didYouMean, InputError, ifRefused, PartError } from '../errors.ts'
import type { Registry } from '../registry.ts'
import { type LogicalLine, lineSpan, logicalLines } from '../seclang/lines.ts'
import type { Word } from '../seclang/words.ts'
import { Source } from '../source.ts'
import { type Limits, limitsOf } from '../transaction/limits.ts'
import type { RuleSet } from '../transaction/rule-set.ts'
import type { ServerFacts } from './conditions.ts'
import { withDefined } from './defined.ts'
import type { Directive } from './directive.ts'
import { RuleSetDraft } from './draft.ts'
import { expandPath, type FileTree } from './file-tree.ts'
import { finish } from './finish.ts'
import { PlacedError } from './placed-error.ts'
import type { ReadableDialect } from './readable-dialect.ts'
import { ofServer } from './refusal-words.ts'
import { type ScriptOptions, scriptHost } from './script-host.ts'

/** How a rule set is read. */
export type LoadOptions = {
  readonly dialect: ReadableDialect
  /** What Lua scripts may load and use; by default all libraries and loopback. */
  readonly scripts?: ScriptOptions
  /** Folder in which the server works: relative names of Include and exec lie there. Else that of the dialect's web server. */
  readonly serverRoot?: string
  /** Those that are not named are DEFAULT_LIMITS's. */
  readonly limits?: Partial<Limits>
}

/** Deepest nesting of Include, as httpd's. */
const INCLUDE_DEPTH_LIMIT = 128

/**
 * Reads a configuration file and all it includes into a rule set. Everything wrong is gathered into one InputError,
 * each with its place and, where the real engine would refuse to start, with its words.
 */
export const loadRuleSet = (tree: FileTree, entry: string, options: LoadOptions): RuleSet => {
  const { dialect } = options
  const limits = limitsOf(options.limits ?? {})
  const problems: Diagnostic[] = []
  let depth = 0
  let isTooDeep = false
  const root = dialect.server.root === undefined ? undefined : (options.serverRoot ?? dialect.server.root)

  const draft = new RuleSetDraft({
    dialect,
    limits,
    tree,
    scripts: scriptHost(tree, dialect, { ...options.scripts, limits: limits.script, workingFolder: root ?? '/' }),
    include: (pattern, optional, word, line) => {
      if (isTooDeep) return
      const wanted = path.posix.resolve(root ?? path.posix.dirname(line.source.file), pattern)
      const files = expandPath(tree, wanted)
      if (files.length === 0 && optional === 'required') {
        const { engineText, ...missing } = missingInclude(tree, { pattern, wanted, root }, word, line)
        problems.push(root === undefined ? missing : { ...missing, engineText })
      }
      if (depth >= INCLUDE_DEPTH_LIMIT) {
        isTooDeep = true
        throw new PartError('INCLUDE_TOO_DEEP', `files include each other more than ${INCLUDE_DEPTH_LIMIT} deep`)
      }
      depth++
      const known = problems.length
      for (const file of files) readFile(file)
      problems.push(...problems.splice(known).map(problem => insideOf(line, problem)))
      depth--
    },
  })

  const facts: ServerFacts = {
    defined: draft.defined,
    hasFile: file => tree.read(path.posix.resolve(root ?? '/', file)) !== undefined,
    hasDirective: name => dialect.reader.directives.find(name) !== undefined,
  }

  const readFile = (file: string): void => {
    const text = tree.read(file)
    if (text === undefined) return
    draft.files.push(file)
    const sections = dialect.reader.sections(facts, problems)
    for (const written of logicalLines(new Source(file, text))) {
      const line = withDefined(written, draft.defined)
      if (sections.takes(line)) readLine(line, draft, dialect.reader.directives, problems)
    }
    sections.end()
  }

  if (tree.read(entry) === undefined) {
    throw new InputError([{ code: 'NO_FILE', message: `there is no configuration file "${entry}"` }])
  }
  readFile(entry)
  if (problems.length > 0) throw new InputError(problems)
  return finish(draft)
}

const readLine = (
  line: LogicalLine,
  draft: RuleSetDraft,
  registry: Registry<Directive>,
  problems: Diagnostic[],
): void => {
  const [command, ...args] = draft.dialect.reader.words(line)
  if (command === undefined) return
  const fail = (diagnostic: Diagnostic): void => {
    const { engineText: words, ...told } = diagnostic
    const engineText = words === undefined ? undefined : draft.dialect.reader.refusal(words, line)
    problems.push({ ...told, ...(engineText === undefined ? {} : { engineText }) })
  }
  const directive = registry.find(command.text)
  const name = registry.names.find(known => equalsIgnoringCase(known, command.text)) ?? command.text
  if (directive === undefined) {
    fail({
      code: 'UNKNOWN_DIRECTIVE',
      message: `no directive "${command.text}"${didYouMean(command.text, registry.names)}`,
      span: command.span(),
      engineText: `Invalid command '${command.text}', perhaps misspelled or defined by a module not included in the server configuration`,
    })
    return
  }
  const [fewest, most] = directive.words
  if (args.length < fewest || args.length > most || args.slice(0, fewest).some(word => word.text === '')) {
    fail({
      code: 'WRONG_ARGUMENTS',
      message: `${name} ${directive.usage}; found ${args.length}`,
      span: lineSpan(line, 0, line.text.length),
      engineText: `${name} ${directive.usage}`,
    })
    return
  }
  try {
    ifRefused(
      () => directive.load(args, draft, line),
      ({ code, message, engineText }) => {
        const span = args.at(-1)?.span() ?? command.span()
        fail({ code, message, span, ...(engineText === undefined ? {} : { engineText }) })
      },
    )
  } catch (error) {
    if (!(error instanceof PlacedError)) throw error
    for (const diagnostic of error.diagnostics) fail(diagnostic)
  }
}

/** httpd itself, unlike its modules, says of an error in a file by which lines that was included. */
const insideOf = (line: LogicalLine, problem: Diagnostic): Diagnostic =>
  problem.engineText?.startsWith('Syntax error on line') === true
    ? { ...problem, engineText: ofServer(problem.engineText, line) }
    : problem

const missingInclude = (
  tree: FileTree,
  { pattern, wanted, root }: { readonly pattern: string; readonly wanted: string; readonly root: string | undefined },
  word: Word,
  line: LogicalLine,
): Diagnostic & { readonly engineText: string } => {
  const where = root === undefined || path.posix.isAbsolute(pattern) ? '' : ` in ${root}, where the server looks`
  const parts = wanted.split('/')
  const wild = parts.findIndex(part => /[*?[]/.test(part))
  const folder = parts.slice(0, wild).join('/')
  const open = 'Include/IncludeOptional: Could not open directory'
  const text =
    wild === -1
      ? `Could not open configuration file ${wanted}: No such file or directory`
      : tree.list(folder) === undefined && folder !== root
        ? `${open} ${folder}: No such file or directory`
        : `Include/IncludeOptional: No matches for the wildcard '${parts[wild]}' in '${folder}', failing`
  return {
    code: 'NO_FILE',
    message:
      wild === -1
        ? `there is no file "${pattern}"${where}`
        : `nothing matches "${pattern}"${where}; use IncludeOptional if that may be`,
    span: word.span(),
    engineText: ofServer(text, line),
  }
}
