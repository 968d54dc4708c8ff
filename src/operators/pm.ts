import type { ByteString } from '../bytes.ts'
import { PartError } from '../errors.ts'
import { shownParameter } from '../log-escape.ts'
import { phraseMatcher } from '../regex/phrases.ts'
import type { Operator, Test } from '../transaction/parts.ts'
import { readList, refuseRemote } from './list-file.ts'

/** The value holds one of the phrases, without regard to ASCII case; captures it as the list spells it. */
export const pm: Operator = ({ text }, { dialect }) => phraseTest(dialect.operators.phrases(text))

/** As pm, with the phrases of files, one a line. */
export const pmFromFile: Operator = ({ text }, context) => {
  if (text === '') {
    const words = "Missing parameter for operator 'pmFromFile'."
    throw new PartError('MISSING_PARAMETER', words, words)
  }
  const { phraseFiles, filePhrases } = context.dialect.operators
  return phraseTest(
    phraseFiles(text).flatMap(path => {
      refuseRemote(path, 'pmFromFile')
      return filePhrases(readList(path, 'phrase', context))
    }),
  )
}

/** The same under its short name. */
export const pmf = pmFromFile

const phraseTest = (phrases: readonly ByteString[]): Test => {
  if (phrases.length === 0) return () => undefined
  const find = phraseMatcher(phrases)
  return value => {
    const phrase = value === '' ? undefined : find(value)
    if (phrase === undefined) return undefined
    return { reason: name => `Matched phrase "${shownParameter(phrase)}" at ${name}.`, captures: [phrase] }
  }
}
