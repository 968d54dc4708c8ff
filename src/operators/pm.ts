import type { ByteString } from '../bytes.ts'
import { PartError } from '../errors.ts'
import { shownParameter } from '../log-escape.ts'
import { phraseMatcher } from '../regex/phrases.ts'
import type { Operator, Test } from '../transaction/parts.ts'
import { readList, refuseRemote } from './list-file.ts'
import { argumentPhrases, filePhrases } from './phrase-list.ts'

/** The value holds one of the phrases, without regard to ASCII case; captures it as the list spells it. */
export const pm: Operator = (argument, { dialect }) => {
  if (argument.text === '' && dialect.name === 'v2') throw missing("Missing parameter for operator 'pm'.")
  return phraseTest(argumentPhrases(argument.text, dialect.name))
}

/** As pm, with the phrases of a file, one a line. v2 takes several files, apart by white space. */
export const pmFromFile: Operator = (argument, context) => {
  if (argument.text === '') throw missing("Missing parameter for operator 'pmFromFile'.")
  const paths =
    context.dialect.name === 'v2' ? argument.text.split(/[\t-\r ]+/).filter(path => path !== '') : [argument.text]
  return phraseTest(
    paths.flatMap(path => {
      refuseRemote(path, 'pmFromFile')
      return filePhrases(readList(path, 'phrase', context), context.dialect.name)
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

const missing = (words: string): PartError => new PartError('MISSING_PARAMETER', words, words)
