import { describe, expect, test } from 'vitest'
import { PartError } from '../errors.ts'
import { itemsWithLooseQuotes, itemsWithStrictQuotes } from './item-list.ts'

const items = (text: string) =>
  itemsWithStrictQuotes(text).map(({ name, parameter }) => (parameter === undefined ? name : [name, parameter]))

describe('items of a list', () => {
  test.each([
    ['a', ['a']],
    ['a,b|c', ['a', 'b', 'c']],
    [' a , b | c ', ['a', 'b', 'c']],
    [
      'a:1,b:2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['a:1,,|b', [['a', '1'], 'b']],
    [
      'a:1 b:2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['a:', ['a']],
    ['a:,b', ['a', 'b']],
    ["a:'x, y|z'", [['a', 'x, y|z']]],
    [String.raw`a:'it\'s \\'`, [['a', String.raw`it's \ `.trimEnd()]]],
    ["a:'x'b", [['a', 'x'], 'b']],
    ['setvar:tx.k=a|b', [['setvar', 'tx.k=a'], 'b']],
    ['!ARGS:x|&ARGS', [['!ARGS', 'x'], '&ARGS']],
    ['a:b:c', [['a', 'b:c']]],
    ["a:''", [['a', '']]],
    ['', []],
  ])('%j → %j', (text, expected) => {
    expect(items(text)).toEqual(expected)
  })

  test('offsets say where name and parameter stand', () => {
    const text = " msg:'x y',id:1"
    const places = itemsWithStrictQuotes(text).map(item => [
      text.slice(item.start, item.nameEnd),
      text.slice(item.parameterStart, item.parameterStart + (item.parameter?.length ?? 0)),
      text.slice(item.start, item.end),
    ])
    expect(places).toEqual([
      ['msg', 'x y', "msg:'x y'"],
      ['id', '1', 'id:1'],
    ])
  })
})

describe('lists that mod_security2 refuses', () => {
  test.each([
    ['a b', 'UNEXPECTED_CHARACTER', 'Unexpected character at position 2: a b', 2],
    ["a:'b", 'UNCLOSED_QUOTE', "Missing closing quote at position 4: a:'b", 2],
    [String.raw`a:'b\c'`, 'BAD_QUOTED_PAIR', String.raw`Invalid quoted pair at position 4: a:'b\c'`, 4],
  ])('%j: %s, %j', (text, code, engineText, at) => {
    let error: unknown
    try {
      itemsWithStrictQuotes(text)
    } catch (thrown) {
      error = thrown
    }
    if (!(error instanceof PartError)) throw new Error('it parses')
    expect([error.code, error.engineText, error.at]).toEqual([code, engineText, at])
  })
})

test('libmodsecurity keeps a backslash before any other character', () => {
  expect(itemsWithLooseQuotes('msg:\'the \\"magic\\" number\'')[0]?.parameter).toBe('the \\"magic\\" number')
})
