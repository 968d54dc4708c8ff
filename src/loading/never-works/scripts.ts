import { lowerCase } from '../../bytes.ts'
import { basename } from '../../http/uri.ts'
import { findableModules } from '../../lua/findable-modules.ts'
import { requiredModules, returnsOfMain } from '../../lua/read-source.ts'
import { Source } from '../../source.ts'
import { type Check, found, usesOf } from '../check.ts'

/** Lua modules that scripts ask for and that are not here. */
export const missingModules: Check = read =>
  read.scripts.flatMap(({ file, source }) => {
    const text = new Source(file, source)
    return requiredModules(source)
      .filter(({ name }) => !findableModules.has(name))
      .map(({ name, start, end }) =>
        found(
          'MODULE_MISSING',
          `the emulator has no Lua module "${name}": require fails, as where it is not installed`,
          {
            source: text,
            start,
            end,
          },
        ),
      )
  })

/** Scripts that exec runs and that return something. */
export const unreadResults: Check = read =>
  usesOf(read, 'exec').flatMap(({ use, span }) => {
    if (!lowerCase(use.parameter.text).endsWith('.lua')) return []
    const name = basename(use.parameter.text)
    const script = read.scripts.find(({ file }) => basename(file) === name)
    const [first] = script === undefined ? [] : returnsOfMain(script.source)
    if (script === undefined || first === undefined) return []
    const { line } = new Source(script.file, script.source).position(first)
    const message = `exec takes no notice of what a script returns (${name}:${line}): use SecRuleScript or @inspectFile`
    return [found('RESULT_UNREAD', message, span)]
  })
