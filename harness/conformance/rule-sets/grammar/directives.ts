import type { ByteString } from '../../../../src/bytes.ts'
import { type Making, someId, weighted } from './making.ts'
import { target } from './targets.ts'
import { NAMES, TAGS } from './words.ts'

/** A setting of the engine, which a rule set may begin with. */
export const setting = ({ draw }: Making): ByteString =>
  weighted(draw, [
    [3, () => `SecRuleEngine ${draw.pick(['On', 'DetectionOnly', 'DetectionOnly', 'Off', 'on'])}`],
    [3, () => `SecRequestBodyAccess ${draw.pick(['On', 'Off'])}`],
    [4, () => `SecRequestBodyLimit ${draw.pick(['1', '10', '40', '100', '1000'])}`],
    [3, () => `SecRequestBodyNoFilesLimit ${draw.pick(['10', '40', '100', '1000'])}`],
    [4, () => `SecRequestBodyLimitAction ${draw.pick(['Reject', 'ProcessPartial', 'ProcessPartial'])}`],
    [1, () => `SecRequestBodyInMemoryLimit ${draw.pick(['10', '100'])}`],
    [2, () => `SecRequestBodyJsonDepthLimit ${draw.pick(['1', '2', '3'])}`],
    [3, () => `SecArgumentsLimit ${draw.pick(['1', '2', '3', '5'])}`],
    [1, () => `SecArgumentSeparator ${draw.pick([';', '&', ',', '|'])}`],
    [2, () => `SecCookieFormat ${draw.pick(['0', '1'])}`],
    [1, () => `SecCookiev0Separator ${draw.pick([',', ';'])}`],
    [1, () => `SecUploadFileLimit ${draw.pick(['1', '2'])}`],
    [1, () => `SecUploadKeepFiles ${draw.pick(['On', 'Off', 'RelevantOnly'])}`],
    [1, () => `SecTmpSaveUploadedFiles ${draw.pick(['On', 'Off'])}`],
    [1, () => `SecXmlExternalEntity ${draw.pick(['On', 'Off'])}`],
    [2, () => `SecParseXmlIntoArgs ${draw.pick(['On', 'Off', 'OnlyArgs'])}`],
    [2, () => `SecResponseBodyAccess ${draw.pick(['On', 'Off'])}`],
    [3, () => `SecResponseBodyLimit ${draw.pick(['1', '10', '100'])}`],
    [3, () => `SecResponseBodyLimitAction ${draw.pick(['Reject', 'ProcessPartial'])}`],
    [1, () => `SecResponseBodyMimeType ${draw.pick(['application/json', 'text/html text/css', 'null'])}`],
    [1, () => 'SecResponseBodyMimeTypesClear'],
    [1, () => `SecInterceptOnError ${draw.pick(['On', 'Off'])}`],
    [1, () => `SecCollectionTimeout ${draw.pick(['3600', '60'])}`],
    [1, () => draw.pick(['SecWebAppId app', 'SecSensorId s', 'SecComponentSignature "x/1"'])],
    [1, () => `SecAuditEngine ${draw.pick(['On', 'Off'])}`],
  ])

/** The actions of the rules that say nothing else, for the rules that follow. */
export const defaultAction = ({ draw }: Making): ByteString => {
  const phase = draw.pick(['1', '2', '2', '3', '4', '5'])
  const disruption = draw.chance(3)
    ? ''
    : draw.pick(['pass', 'deny', 'deny,status:404', 'pass', 'pass', 'drop', 'allow'])
  const more = draw.several(0, 2, () =>
    draw.pick([
      'log',
      'nolog',
      'auditlog',
      'noauditlog',
      't:lowercase',
      't:none',
      'setvar:tx.n=+1',
      'capture',
      "tag:'one'",
      'multiMatch',
      'log',
    ]),
  )
  return `SecDefaultAction "${[`phase:${phase}`, disruption, ...more].filter(item => item !== '').join(',')}"`
}

/** A directive that takes rules out or changes them, for rules that are there, mostly. */
export const update = (making: Making): ByteString => {
  const { draw } = making
  const range = (): ByteString => `${someId(making)}${draw.chance(15) ? `-${someId(making)}` : ''}`
  const targets = (): ByteString =>
    draw
      .several(1, draw.chance(75) ? 1 : 2, () =>
        draw.chance(60)
          ? `!${draw.pick(['ARGS', 'REQUEST_COOKIES', 'REQUEST_HEADERS', 'TX'])}:${draw.pick(NAMES)}`
          : target(making),
      )
      .join(draw.pick(['|', ',']))
  const replaced = (): ByteString =>
    draw.chance(15) ? ` "${draw.pick(['ARGS', 'ARGS:a', 'REQUEST_URI', 'TX:n'])}"` : ''
  return weighted(draw, [
    [4, () => `SecRuleRemoveById ${draw.several(1, draw.chance(70) ? 1 : 2, range).join(' ')}`],
    [2, () => `SecRuleRemoveByTag "${draw.pick([...TAGS, '^o', 'attack'])}"`],
    [1, () => `SecRuleRemoveByMsg "${draw.pick(['found', 'a b', '^F'])}"`],
    [6, () => `SecRuleUpdateTargetById ${range()} "${targets()}"${replaced()}`],
    [3, () => `SecRuleUpdateTargetByTag "${draw.pick(TAGS)}" "${targets()}"${replaced()}`],
    [1, () => `SecRuleUpdateTargetByMsg "${draw.pick(['found', 'a b'])}" "${targets()}"`],
    [5, () => `SecRuleUpdateActionById ${someId(making)}${draw.chance(8) ? ':1' : ''} "${newActions(making)}"`],
  ])
}

const newActions = ({ draw }: Making): ByteString =>
  draw
    .several(1, 3, () =>
      draw.pick([
        ...([
          'pass',
          'deny',
          'deny,status:404',
          'block',
          'nolog',
          'log',
          "msg:'updated'",
          'setvar:tx.n=+1',
          't:lowercase',
        ] as const),
        ...[
          't:none',
          "tag:'two'",
          'chain',
          'severity:1',
          'phase:1',
          'capture',
          'multiMatch',
          'skip:1',
          'ctl:ruleEngine=Off',
        ],
      ]),
    )
    .join(',')
