import { describe, expect, test } from 'vitest'
import { Collection } from './collection.ts'
import { CollectionStore } from './collection-store.ts'

const members = (collection: Collection) => collection.entries().map(({ key, value }) => `${key}=${value}`)

describe('Collection', () => {
  test('keys have no case, keep their place and take the spelling of the last writer', () => {
    const collection = new Collection()
    collection.set('a', '1')
    collection.set('b', '2')
    collection.set('A', '3')
    expect([members(collection), collection.value('a')]).toEqual([['A=3', 'b=2'], '3'])
  })

  test('what is unset and set again goes last', () => {
    const collection = new Collection()
    collection.set('a', '1')
    collection.set('b', '2')
    collection.delete('A')
    collection.set('a', '3')
    expect(members(collection)).toEqual(['b=2', 'a=3'])
  })
})

describe('CollectionStore', () => {
  const place = { name: 'ip', key: '127.0.0.1' }
  const START_MS = 1_700_000_000_000
  const opened = (store: CollectionStore, afterSeconds: number) => store.open(place, START_MS + afterSeconds * 1000, 60)

  test('a new collection has its built-in members', () => {
    expect(members(opened(new CollectionStore(), 0))).toEqual([
      '__expire_KEY=1700000060',
      'KEY=127.0.0.1',
      'TIMEOUT=60',
      '__key=127.0.0.1',
      '__name=ip',
      'CREATE_TIME=1700000000',
      'UPDATE_COUNTER=0',
      'IS_NEW=1',
    ])
  })

  test('what a transaction does not keep is forgotten', () => {
    const store = new CollectionStore()
    opened(store, 0).set('n', '1')
    expect(opened(store, 1).value('n')).toBeUndefined()
  })

  test('what is kept comes back counted, dated and not new', () => {
    const store = new CollectionStore()
    const first = opened(store, 0)
    first.set('n', '1')
    store.keep(place, first, START_MS + 10_000)
    const second = opened(store, 20)
    expect(
      ['n', 'IS_NEW', 'UPDATE_COUNTER', 'LAST_UPDATE_TIME', 'UPDATE_RATE', '__expire_KEY'].map(name =>
        second.value(name),
      ),
    ).toEqual(['1', undefined, '1', '1700000010', '3', '1700000070'])
  })

  test('a member goes when its time has come, the whole collection with its KEY', () => {
    const store = new CollectionStore()
    const first = opened(store, 0)
    first.set('n', '1')
    first.set('__expire_n', '1700000005')
    store.keep(place, first, START_MS)
    expect(opened(store, 4).value('n')).toBe('1')
    expect(opened(store, 5).value('n')).toBeUndefined()
    expect([opened(store, 59).value('IS_NEW'), opened(store, 60).value('IS_NEW')]).toEqual([undefined, '1'])
  })
})
