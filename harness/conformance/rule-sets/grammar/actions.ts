import type { ByteString } from '../../../../src/bytes.ts'
import { ofModSecurity2 } from '../../../../src/dialects/transformations.ts'
import { type Making, someId, weighted } from './making.ts'
import { target } from './targets.ts'
import { NAMES, TAGS, VALUES } from './words.ts'

/** Where in a rule set a list of actions stands. */
export type ListPlace = 'alone' | 'starts a chain' | 'in a chain'

const MACROS = [
  ...(['%{MATCHED_VAR}', '%{MATCHED_VAR_NAME}', '%{tx.v}', '%{TX.0}', '%{tx.1}', '%{tx.n}', '%{ARGS.a}'] as const),
  ...(['%{REQUEST_URI}', '%{ip.n}', '%{nothing}', '%{REQUEST_HEADERS.x-a}', '%{}', '%{tx.}'] as const),
  ...(['%{RESPONSE_STATUS}', '%{HIGHEST_SEVERITY}', '%{REQBODY_ERROR_MSG}', '%{ENV.e}', '%{MATCHED_VARS}'] as const),
] as const

/** The actions of a rule, without quotation marks. */
export const actions = (making: Making, place: ListPlace): ByteString => {
  const { draw } = making
  const inChain = place === 'in a chain'
  const list: ByteString[] = []
  if (!inChain) list.push(`id:${newId(making)}`)
  const at = inChain || draw.chance(8) ? undefined : phase(making)
  if (at !== undefined) list.push(`phase:${at}`)
  if (!inChain || draw.chance(1))
    list.push(...(/5|logging/.test(at ?? '') && draw.chance(95) ? ['pass'] : disruption(making)))
  if (draw.chance(50)) list.push(...draw.several(1, draw.chance(50) ? 1 : 3, () => transformation(making)))
  if (!inChain)
    list.push(...(draw.chance(92) ? [draw.pick(['log', 'log', 'log', 'nolog', 'log,noauditlog', 'auditlog'])] : []))
  list.push(...draw.several(0, 4, () => extra(making, inChain)))
  if (place === 'starts a chain') list.push('chain')
  return (draw.chance(10) ? list.sort(() => draw.below(3) - 1) : list).join(draw.chance(97) ? ',' : ', ')
}

const newId = ({ draw, ids }: Making): number => {
  const id = draw.chance(99) ? ids.length + 1 : 1 + draw.below(ids.length + 1)
  ids.push(id)
  return id
}

const phase = ({ draw }: Making): ByteString =>
  draw.pick(['1', '2', '2', '2', '1', '2', '3', '4', '5', '2', 'request', 'response', 'logging'])

const disruption = ({ draw }: Making): readonly ByteString[] => {
  const way = draw.below(100)
  if (way < 60) return ['pass']
  if (way < 68) return ['deny']
  if (way < 76) return ['deny', `status:${draw.pick(['403', '404', '500', '302', '401', '200', '405'])}`]
  if (way < 84) return ['block']
  if (way < 88) return [draw.pick(['allow', 'allow:phase', 'allow:request'])]
  if (way < 91) return [`redirect:${draw.pick(['http://e.org/', '/x', 'http://e.org/%{ARGS.a}'])}`]
  if (way < 92) return ['drop']
  return way < 94 ? [`status:${draw.pick(['403', '503'])}`] : []
}

const TRANSFORMATION_NAMES = Object.keys(ofModSecurity2)
const USUAL = [
  'none',
  'none',
  'lowercase',
  'urlDecode',
  'urlDecodeUni',
  'trim',
  'length',
  'base64Decode',
  'normalisePath',
] as const

const transformation = ({ draw }: Making): ByteString => {
  const any = TRANSFORMATION_NAMES[draw.below(TRANSFORMATION_NAMES.length)] ?? 'none'
  return `t:${draw.chance(50) ? draw.pick(USUAL) : any}`
}

/** Text with macros, for what takes it in single quotation marks. */
const text = ({ draw }: Making): ByteString => {
  const plain = draw.pick(['found', 'a b', 'x: y', "it\\'s", 'a|b', 'Found it'])
  return draw.chance(65)
    ? `${plain} ${draw.pick(MACROS)}`
    : draw.chance(80)
      ? plain
      : draw.several(1, 3, () => draw.pick(MACROS)).join(' ')
}

const extra = (making: Making, inChain: boolean): ByteString => {
  const { draw } = making
  const ofRule = inChain ? 0.1 : 10
  return weighted(draw, [
    [ofRule * 2, () => `msg:'${text(making)}'`],
    [ofRule, () => `logdata:'${text(making)}'`],
    [ofRule, () => `tag:'${draw.pick(TAGS)}'`],
    [ofRule / 2, () => `severity:${draw.pick(['2', 'CRITICAL', '0', '5', 'NOTICE', "'3'", '7'])}`],
    [ofRule / 5, () => draw.pick(['rev:2', "ver:'x/1'", 'maturity:4', 'accuracy:8'])],
    [22, () => `setvar:${setvar(making)}`],
    [10, () => 'capture'],
    [6, () => 'multiMatch'],
    [14, () => `ctl:${ctl(making)}`],
    [ofRule / 3, () => `skip:${draw.pick(['1', '2', '1', '9'])}`],
    [ofRule / 3, () => `skipAfter:${draw.pick(['END', 'M', 'END'])}`],
    [making.isPersistent ? 14 : 1, () => persistent(making)],
    [2, () => draw.pick(['setenv:e=1', 'setenv:e=%{MATCHED_VAR}', 'setenv:!e', 'setenv:e'])],
    [2, () => draw.pick(['sanitiseArg:a', 'sanitiseMatched', 'sanitiseRequestHeader:X-A', 'sanitiseMatchedBytes'])],
    [1, () => "xmlns:x='http://x/'"],
    [1, () => 'exec:/etc/modsecurity.d/script.lua'],
    [1, () => draw.pick(['t:-lowercase', 't:-none'])],
  ])
}

const setvar = ({ draw }: Making): ByteString => {
  const name = draw.pick([
    'tx.v',
    'tx.n',
    'TX.v',
    'tx.a',
    'ip.n',
    'tx.%{MATCHED_VAR_NAME}',
    'tx.n',
    'global.n',
    'session.v',
  ])
  const plain = `${name}${draw.pick(['=1', '=+1', '=-1', '=abc', '=%{MATCHED_VAR}', '=%{tx.0}', '', '=', '=+%{tx.n}', '=+%{ARGS.a}', '=0'])}`
  return draw.chance(8) ? `!${name}` : draw.chance(25) ? `'${plain}${draw.pick(['', ' x', ',y'])}'` : plain
}

const persistent = ({ draw }: Making): ByteString =>
  draw.pick([
    ...(['initcol:ip=%{REQUEST_HEADERS.Host}', 'initcol:ip=%{REQUEST_HEADERS.Host}_%{ARGS.a}'] as const),
    ...['initcol:global=%{REQUEST_HEADERS.Host}', 'initcol:resource=%{REQUEST_HEADERS.Host}%{REQUEST_FILENAME}'],
    ...['setsid:%{REQUEST_HEADERS.Host}%{ARGS.id}', 'setuid:%{REQUEST_HEADERS.Host}', 'setrsc:%{REQUEST_HEADERS.Host}'],
    ...['expirevar:ip.n=3600', 'expirevar:tx.n=60', 'deprecatevar:ip.n=1/3600', 'expirevar:session.v=3600'],
  ])

/** A setting of the engine for this request. */
const ctl = (making: Making): ByteString => {
  const { draw } = making
  const range = (): ByteString => `${someId(making)}${draw.chance(20) ? `-${someId(making)}` : ''}`
  return weighted(draw, [
    [8, () => `ruleRemoveById=${range()}`],
    [5, () => `ruleRemoveByTag=${draw.pick(TAGS)}`],
    [3, () => `ruleRemoveByMsg=${draw.pick(['found', 'a b', '^F'])}`],
    [10, () => `ruleRemoveTargetById=${range()};${target(making).replace(/^[!&]/, '')}`],
    [
      5,
      () =>
        `ruleRemoveTargetByTag=${draw.pick(TAGS)};${draw.pick(['ARGS', 'ARGS:a', 'ARGS:/^a/', `ARGS:${draw.pick(NAMES)}`])}`,
    ],
    [2, () => `ruleRemoveTargetByMsg=found;${draw.pick(['ARGS', 'ARGS:a', 'REQUEST_COOKIES:a'])}`],
    [5, () => `ruleEngine=${draw.pick(['On', 'Off', 'DetectionOnly', 'off'])}`],
    [4, () => `requestBodyAccess=${draw.pick(['On', 'Off'])}`],
    [5, () => `requestBodyProcessor=${draw.pick(['XML', 'JSON', 'URLENCODED', 'MULTIPART', 'xml', 'NONE'])}`],
    [3, () => `forceRequestBodyVariable=${draw.pick(['On', 'Off'])}`],
    [3, () => `requestBodyLimit=${draw.pick(['10', '100', '1000000'])}`],
    [3, () => `responseBodyAccess=${draw.pick(['On', 'Off'])}`],
    [2, () => `responseBodyLimit=${draw.pick(['10', '100', '1000000'])}`],
    [2, () => draw.pick(['auditEngine=Off', 'auditEngine=On', 'auditLogParts=+E', 'debugLogLevel=3'])],
    [1, () => `parseXmlIntoArgs=${draw.pick(['On', 'Off', 'OnlyArgs'])}`],
    [1, () => draw.pick(['unknown=1', 'ruleEngine', VALUES[5] ?? 'a'])],
  ])
}
