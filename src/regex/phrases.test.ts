import { expect, test } from 'vitest'
import { phraseMatcher } from './phrases.ts'

// Expected results are those of acmp.c of mod_security2 (v2/master), compiled and run on these inputs.
test.each<[phrases: string[], value: string, found: string | undefined, fact: string]>([
  [['passwd', 'shadow'], 'GET /ETC/PASSWD', 'passwd', 'case is ignored, the spelling is the list’s'],
  [['b', 'abc'], 'abc', 'ab', 'a phrase that ends first wins; the text read so far comes back'],
  [['abc', 'ab'], 'abc', 'ab', 'the shorter of two that start alike ends first'],
  [['ABcd', 'abc'], 'abc', 'ABc', 'the spelling is that of the phrase that came first'],
  [['abcd', 'bc'], 'xabcx', 'abc', 'a tail that is a phrase brings back the text read so far'],
  [['xabcz', 'abd', 'bc'], 'xabc', undefined, 'a fail link looks one step back only'],
  [['\xe9'], '\xc9', undefined, 'letters above 0x7f are not folded'],
  [['a'], '', undefined, 'an empty value has no phrase'],
  [[], 'a', undefined, 'an empty list finds nothing'],
  [['', 'a'], 'ba', 'a', 'an empty phrase is ignored'],
])('%j in %j → %j: %s', (phrases, value, found) => {
  expect(phraseMatcher(phrases)(value)).toBe(found)
})
