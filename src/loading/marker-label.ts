import type { ByteString } from '../bytes.ts'
import { retold } from '../errors.ts'
import type { Word } from '../seclang/words.ts'
import { parseActions } from './action-set.ts'
import { inWord } from './placed-error.ts'
import type { ReadingContext } from './readable-dialect.ts'

/** The label of a SecMarker read as an action's value, so that blanks want quotes inside. */
export const labelOfAction = (label: Word, context: ReadingContext): ByteString =>
  inWord(label, 'Error parsing actions: ', () =>
    retold(
      () => parseActions(`${BEFORE_LABEL}${label.text}`, context).draft.id ?? '',
      ({ at }) => (at === undefined ? {} : { at: Math.max(0, at - BEFORE_LABEL.length) }),
    ),
  )

/** The label as it stands, without quotes around it. Seen on 3.0.16. */
export const bareLabel = ({ text }: Word): ByteString => /^'([^']*)'$/.exec(text)?.[1] ?? text

/** What mod_security2 puts before a label (apache2_config.c, `cmd_marker`). */
const BEFORE_LABEL = 't:none,pass,marker:'
