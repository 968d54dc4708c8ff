import type { Directive } from '../loading/directive.ts'

/** A file, a folder or a wildcard, in the order of names; relative to the folder of the including file. */
export const Include: Directive = {
  words: [1, 1],
  usage:
    'takes one argument, Name(s) of the config file(s) to be included; fails if the wildcard does not match at least one file',
  load: ([pattern], draft, line) => {
    if (pattern !== undefined) draft.include(pattern, 'required', line)
  },
}
export const IncludeOptional: Directive = {
  words: [1, 1],
  usage:
    'takes one argument, Name or pattern of the config file(s) to be included; ignored if the file does not exist or the pattern does not match any files',
  load: ([pattern], draft, line) => {
    if (pattern !== undefined) draft.include(pattern, 'optional', line)
  },
}
