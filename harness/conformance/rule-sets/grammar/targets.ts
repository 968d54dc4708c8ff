import type { ByteString } from '../../../../src/bytes.ts'
import { ofModSecurity2 } from '../../../../src/dialects/variables.ts'
import { type Making, weighted } from './making.ts'
import { ANSWER_FIELDS, FIELDS, NAMES } from './words.ts'

/** Variables that are not the same twice or on two machines, and what they hold. */
export const VOLATILE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.keys(ofModSecurity2)
      .filter(name => /^(?:TIME|PERF_)/.test(name))
      .map(name => [name, 'time']),
  ),
  DURATION: 'time',
  UNIQUE_ID: 'a number of its own',
  REMOTE_ADDR: 'an address',
  REMOTE_HOST: 'an address',
  REMOTE_PORT: 'a port',
  USERAGENT_IP: 'an address',
  SERVER_ADDR: 'an address',
  FILES_TMPNAMES: "names of the server's own files",
  FULL_REQUEST: "memory that is not the request's",
  FULL_REQUEST_LENGTH: "memory that is not the request's",
  WEBSERVER_ERROR_LOG: 'times',
  MODSEC_BUILD: 'the release',
  SCRIPT_FILENAME: 'where the application is',
  SCRIPT_BASENAME: 'what httpd asks the application, from phase 3 on',
  SCRIPT_UID: 'what httpd left there',
  SCRIPT_GID: 'what httpd left there',
  SCRIPT_MODE: 'what httpd left there',
  SCRIPT_USERNAME: 'what httpd left there',
  SCRIPT_GROUPNAME: 'what httpd left there',
}

/** Variables whose whole is volatile: they are named with a selector only. */
const IN_PARTS: ReadonlySet<string> = new Set([
  ...['ENV', 'IP', 'GLOBAL', 'SESSION', 'USER', 'RESOURCE', 'RULE', 'XML', 'TX'],
])

const USUAL = [
  ...([
    'ARGS',
    'ARGS',
    'ARGS',
    'ARGS_GET',
    'ARGS_POST',
    'ARGS_NAMES',
    'REQUEST_COOKIES',
    'REQUEST_HEADERS',
    'TX',
  ] as const),
  ...(['REQUEST_URI', 'REQUEST_BODY', 'REQUEST_METHOD', 'QUERY_STRING', 'RESPONSE_BODY', 'RESPONSE_HEADERS'] as const),
  ...(['RESPONSE_STATUS', 'FILES', 'XML', 'REQUEST_FILENAME', 'MATCHED_VAR', 'REQBODY_ERROR'] as const),
] as const

/** The variables that targets are made of, all that the dialect has and that say the same on every machine. */
export const VARIABLE_NAMES: readonly string[] = Object.keys(ofModSecurity2).filter(name => !(name in VOLATILE))

/** A list of targets. */
export const targets = (making: Making): ByteString =>
  making.draw.several(1, making.draw.chance(30) ? 3 : 1, () => target(making)).join(making.draw.chance(98) ? '|' : ',')

/** One target: a variable, perhaps with a selector, counted or left out. */
export const target = (making: Making): ByteString => {
  const { draw } = making
  const name = draw.chance(72) ? draw.pick(USUAL) : (VARIABLE_NAMES[draw.below(VARIABLE_NAMES.length)] ?? 'ARGS')
  const written = draw.chance(96) ? name : name.toLowerCase()
  const isPart = IN_PARTS.has(name) && draw.chance(99)
  const isCollection = hasSelector(name)
  const part = isPart || draw.chance(isCollection ? 45 : 0.5) ? `:${selector(making, name)}` : ''
  return `${draw.chance(isCollection ? 8 : 0.5) ? '&' : draw.chance(5) ? '!' : ''}${written}${part}`
}

const hasSelector = (name: string): boolean =>
  /^(?:ARGS(?:_GET|_POST)?|(?:REQUEST_COOKIES|REQUEST_HEADERS|RESPONSE_HEADERS|ARGS(?:_GET|_POST)?)(?:_NAMES)?|FILES(?:_SIZES)?|TX|MULTIPART_PART_HEADERS|MATCHED_VARS(?:_NAMES)?)$/.test(
    name,
  )

const selector = ({ draw }: Making, variable: string): ByteString => {
  if (variable === 'XML') return draw.pick(['/*', '//@*', '//b', '/a/b/text()', '//text()', '/*', '//@*'])
  if (variable === 'RULE') return draw.pick(['id', 'severity', 'rev'])
  const names = variable.startsWith('REQUEST_HEADERS')
    ? FIELDS
    : variable.startsWith('RESPONSE_HEADERS')
      ? ANSWER_FIELDS
      : NAMES
  const name = variable === 'TX' && draw.chance(40) ? draw.pick(['0', '1', '2', 'n', 'v']) : draw.pick(names)
  return weighted(draw, [
    [70, () => name],
    [6, () => name.toUpperCase()],
    [10, () => `/^${name.slice(0, 1)}/`],
    [4, () => `'/${name.slice(0, 2)}/'`],
    [3, () => `'${name}'`],
    [1, () => ''],
  ])
}
