import type { Diagnostic } from '../errors.ts'
import { type LogicalLine, lineSpan } from '../seclang/lines.ts'
import { inEngineWords, ofServer } from './refusal-words.ts'

/** `<IfModule x>` and its end; other sections are a web server's business and refused by name. */
export const section = (line: LogicalLine, skipping: boolean[], problems: Diagnostic[]): void => {
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

/** Sections that httpd knows. */
const SECTIONS =
  /^(?:directory|files|location|proxy)(?:match)?$|^virtualhost$|^if(?:define|module|version|file|directive|section)?$|^else(?:if)?$|^limit(?:except)?$|^require(?:all|any|none)$|^macro$/i

/** Modules that `<IfModule>` finds. */
const MODULES = new Set(['security2_module', 'mod_security2.c', 'unique_id_module', 'mod_unique_id.c'])
