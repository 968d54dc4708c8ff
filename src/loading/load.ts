import path from 'node:path'
import { equalsIgnoringCase } from '../bytes.ts'
import { type Diagnostic, InputError, nearest, PartError } from '../errors.ts'
import type { Registry } from '../registry.ts'
import { type LogicalLine, lineSpan, logicalLines } from '../seclang/lines.ts'
import { type Word, words } from '../seclang/words.ts'
import { Source } from '../source.ts'
import type { RuleSet } from '../transaction/rule-set.ts'
import type { Directive } from './directive.ts'
import { RuleSetDraft } from './draft.ts'
import { expandPath, type FileTree } from './file-tree.ts'
import { finish } from './finish.ts'
import { PlacedError } from './placed-error.ts'
import type { ReadableDialect } from './readable-dialect.ts'
import { type ScriptOptions, scriptHost } from './script-host.ts'

/** How a rule set is read. */
export type LoadOptions = {
  readonly dialect: ReadableDialect
  /** What Lua scripts may load and use; by default all libraries and loopback. */
  readonly scripts?: ScriptOptions
}

/** Deepest nesting of Include, as httpd's. */
const INCLUDE_DEPTH_LIMIT = 128

/** Modules that `<IfModule>` finds. */
const MODULES = new Set(['security2_module', 'mod_security2.c', 'unique_id_module', 'mod_unique_id.c'])

/**
 * Reads a configuration file and all it includes into a rule set. Everything wrong is gathered into one InputError,
 * each with its place and, where the real engine would refuse to start, with its words.
 */
export const loadRuleSet = (tree: FileTree, entry: string, options: LoadOptions): RuleSet => {
  const { dialect } = options
  const problems: Diagnostic[] = []
  let depth = 0

  const draft = new RuleSetDraft({
    dialect,
    tree,
    scripts: scriptHost(tree, dialect, options.scripts ?? {}),
    include: (pattern, optional, word, line) => {
      const wanted = path.posix.resolve(path.posix.dirname(line.source.file), pattern)
      const files = expandPath(tree, wanted)
      if (files.length === 0 && optional === 'required') {
        problems.push(missingInclude(tree, pattern, wanted, word, line))
      }
      if (depth >= INCLUDE_DEPTH_LIMIT) {
        throw new PartError('INCLUDE_TOO_DEEP', `files include each other more than ${INCLUDE_DEPTH_LIMIT} deep`)
      }
      depth++
      for (const file of files) readFile(file)
      depth--
    },
  })

  const readFile = (file: string): void => {
    const text = tree.read(file)
    if (text === undefined) return
    draft.files.push(file)
    const skipping: boolean[] = []
    for (const line of logicalLines(new Source(file, text))) {
      if (line.text.startsWith('<')) {
        section(line, skipping, problems)
      } else if (!skipping.includes(true)) {
        readLine(line, draft, dialect.reader.directives, problems)
      }
    }
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
  const [command, ...args] = words(line, draft.dialect.name === 'v2' ? 'httpd' : 'verbatim')
  if (command === undefined) return
  const fail = (diagnostic: Diagnostic): void => {
    const words =
      draft.dialect.reader.patternErrors === 'with-reason'
        ? diagnostic.engineText
        : withoutReason(diagnostic.engineText)
    problems.push({ ...diagnostic, ...inEngineWords(words, line) })
  }
  const directive = registry.find(command.text)
  const name = registry.names.find(known => equalsIgnoringCase(known, command.text)) ?? command.text
  if (directive === undefined) {
    const suggestion = nearest(command.text, registry.names)
    const hint = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`
    fail({
      code: 'UNKNOWN_DIRECTIVE',
      message: `no directive "${command.text}"${hint}`,
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
    directive.load(args, draft, line)
  } catch (error) {
    if (error instanceof PlacedError) {
      for (const diagnostic of error.diagnostics) fail(diagnostic)
    } else if (error instanceof PartError) {
      const span = args[args.length - 1]?.span() ?? command.span()
      fail({
        code: error.code,
        message: error.message,
        span,
        ...(error.engineText === undefined ? {} : { engineText: error.engineText }),
      })
    } else {
      throw error
    }
  }
}

const withoutReason = (engineText: string | undefined): string | undefined =>
  engineText?.replace(/(Error compiling pattern \(offset \d+\)): .*/s, '$1: (null)')

/** Errors of httpd's own start another way than those of a module's directives. */
const inEngineWords = (engineText: string | undefined, line: LogicalLine): { engineText?: string } => {
  if (engineText === undefined) return {}
  const isIncluding = /^Include(?:Optional)? takes/.test(engineText)
  return { engineText: isIncluding ? ofServer(engineText, line) : `AH00526: ${ofLine(line)}:\n${engineText}` }
}

const ofLine = ({ lastLine, source }: LogicalLine): string => `Syntax error on line ${lastLine} of ${source.file}`
const ofServer = (text: string, line: LogicalLine): string => `${ofLine(line)}: ${text}`

const missingInclude = (tree: FileTree, pattern: string, wanted: string, word: Word, line: LogicalLine): Diagnostic => {
  const parts = wanted.split('/')
  const wild = parts.findIndex(part => /[*?[]/.test(part))
  const folder = parts.slice(0, wild).join('/')
  const open = 'Include/IncludeOptional: Could not open directory'
  const text =
    wild === -1
      ? `Could not open configuration file ${wanted}: No such file or directory`
      : tree.list(folder) === undefined
        ? `${open} ${folder}: No such file or directory`
        : `Include/IncludeOptional: No matches for the wildcard '${parts[wild]}' in '${folder}', failing`
  return {
    code: 'NO_FILE',
    message:
      wild === -1
        ? `there is no file "${pattern}"`
        : `nothing matches "${pattern}"; use IncludeOptional if that may be`,
    span: word.span(),
    engineText: ofServer(text, line),
  }
}

/** Sections that httpd knows. */
const SECTIONS =
  /^(?:directory|files|location|proxy)(?:match)?$|^virtualhost$|^if(?:define|module|version|file|directive|section)?$|^else(?:if)?$|^limit(?:except)?$|^require(?:all|any|none)$|^macro$/i

/** `<IfModule x>` and its end; other sections are a web server's business and refused by name. */
const section = (line: LogicalLine, skipping: boolean[], problems: Diagnostic[]): void => {
  const span = lineSpan(line, 0, line.text.length)
  const end = /^<\/([A-Za-z]+)\s*>/.exec(line.text)?.[1]
  if (end !== undefined) {
    if (skipping.pop() !== undefined) return
    const engineText = ofServer(`</${end}> without matching <${end}> section`, line)
    problems.push({ code: 'UNOPENED_SECTION', message: `</${end}> ends no section`, span, engineText })
    return
  }
  const [, kind = '', negated, module = ''] = /^<\s*([A-Za-z]+)\s*(!?)\s*"?([^">]*)"?\s*>/.exec(line.text) ?? []
  if (kind.toLowerCase() === 'ifmodule') {
    skipping.push(MODULES.has(module) === (negated === '!'))
    return
  }
  skipping.push(false)
  const refusal = `Invalid command '<${kind}', perhaps misspelled or defined by a module not included in the server configuration`
  problems.push({
    code: 'UNSUPPORTED_SECTION',
    message: `<${kind}> is not supported: the emulator has one context; put its directives outside`,
    span,
    ...(SECTIONS.test(kind) ? {} : inEngineWords(refusal, line)),
  })
}
