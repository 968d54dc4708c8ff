import { expect, test } from 'vitest'
import { octetClasses } from './octet-classes.ts'

test('a value has the bits of the sets of which it has an octet', () => {
  const classes = octetClasses()
  const upper = classes.bitOf(/[A-Z]/)
  const percent = classes.bitOf(/[%+]/)
  expect([classes.bitOf(/[A-Z]/) === upper, upper & percent]).toEqual([true, 0])
  const has = (value: string) => [(classes.of(value) & upper) !== 0, (classes.of(value) & percent) !== 0]
  expect([has('abc'), has('aBc'), has('100%'), has('A+B'), has('')]).toEqual([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
    [false, false],
  ])
})

test('what may change any value, and what finds no free bit, concerns the empty value too', () => {
  const classes = octetClasses()
  for (let octet = 0; octet < 31; octet++) classes.bitOf(new RegExp(`\\x${octet.toString(16).padStart(2, '0')}`))
  for (const bit of [classes.bitOf(undefined), classes.bitOf(/z/)]) expect(classes.of('') & bit).not.toBe(0)
})
