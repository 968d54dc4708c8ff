import { equalsIgnoringCase } from '../bytes.ts'

/** What the sections of a configuration ask about, which hold or not as it is read. */
export type ServerFacts = {
  /** Names that Define has set, with their values; case counts. */
  readonly defined: ReadonlyMap<string, string>
  readonly hasFile: (path: string) => boolean
  readonly hasDirective: (name: string) => boolean
}

/** Whether a condition holds; undefined where it is not known here. `!` before it is taken off already. */
type Condition = (words: readonly string[], facts: ServerFacts) => boolean | undefined

/**
 * The sections of httpd that are read or not by a condition. Of several words the first counts, save of a comparison
 * (core.c; seen on 2.4.69).
 */
export const CONDITIONS: readonly { readonly name: string; readonly holds: Condition }[] = [
  { name: 'IfModule', holds: ([module = '']) => MODULES.has(module) },
  { name: 'IfDefine', holds: ([name = ''], { defined }) => defined.has(name) },
  { name: 'IfFile', holds: ([file = ''], { hasFile }) => hasFile(file) },
  { name: 'IfDirective', holds: ([name = ''], { hasDirective }) => hasDirective(name) || undefined },
  { name: 'IfSection', holds: ([name = '']) => SECTIONS.test(name) },
  { name: 'IfVersion', holds: words => compares(words.length > 1 ? words : ['=', ...words]) },
]

/** Sections that httpd knows. */
export const SECTIONS =
  /^(?:directory|files|location|proxy)(?:match)?$|^virtualhost$|^if(?:define|module|version|file|directive|section)?$|^else(?:if)?$|^limit(?:except)?$|^require(?:all|any|none)$|^macro$/i

/** Modules of the image that is made of Debian's packages, by the name of their source and by their own (case counts). */
const MODULES: ReadonlySet<string> = new Set([
  ...['core.c', 'core_module', 'http_core.c', 'http_module', 'event.c', 'mpm_event_module'],
  ...['so', 'log_config', 'logio', 'version', 'unixd', 'watchdog', 'authz_core', 'unique_id', 'reqtimeout', 'env']
    .concat(['setenvif', 'mime', 'rewrite', 'proxy', 'proxy_http', 'security2'])
    .flatMap(name => [`mod_${name}.c`, `${name}_module`]),
])

/** The release of httpd that observations are of. */
const VERSION = [2, 4, 69] as const

/** `>= 2.4`: numbers that are not said are 0, and a sign may stand against the number. Patterns are not known here. */
const compares = ([operator = '', text = '']: readonly string[]): boolean | undefined => {
  const isVersion = /^\d+(?:\.\d+){0,2}$/.test(text)
  if (!isVersion) return undefined
  const wanted = text.split('.').map(Number)
  const difference = VERSION.map((number, at) => number - (wanted[at] ?? 0)).find(by => by !== 0) ?? 0
  const signs: Readonly<Record<string, boolean>> = {
    '=': difference === 0,
    '==': difference === 0,
    '>': difference > 0,
    '>=': difference >= 0,
    '<': difference < 0,
    '<=': difference <= 0,
  }
  return signs[operator]
}

/** The condition of a section, if it is one that has a condition. */
export const conditionOf = (kind: string): (typeof CONDITIONS)[number] | undefined =>
  CONDITIONS.find(({ name }) => equalsIgnoringCase(name, kind))
