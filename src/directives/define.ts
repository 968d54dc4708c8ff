import { PartError } from '../errors.ts'
import type { Directive } from '../loading/directive.ts'

/** httpd's own: what `<IfDefine>` asks for, and what stands in place of `${name}` in the lines that follow. */
export const Define: Directive = {
  words: [1, 2],
  usage: 'takes 1-2 arguments, Define a variable, optionally to a value.  Same as passing -D to the command line.',
  load: ([name, value], draft) => {
    if (name === undefined) return
    if (name.text.includes(':')) {
      const engineText = "Variable name must not contain ':'"
      throw new PartError('BAD_VALUE', `a name that Define sets has no colon, found "${name.text}"`, engineText)
    }
    draft.defined.set(name.text, value?.text ?? '')
  },
}
export const UnDefine: Directive = {
  words: [1, 1],
  usage: 'takes one argument, Undefine the existence of a variable. Undo a Define.',
  load: ([name], draft) => {
    if (name !== undefined) draft.defined.delete(name.text)
  },
}
