import { expect, test } from 'vitest'
import { imageResults } from './images.ts'

const apache = { name: 'apache', engine: 'mod_security2' } as const
const nginx = { name: 'nginx', engine: 'libmodsecurity' } as const
const debian = { system: 'Debian 14', server: 'Apache/2.4.69' }

test.each([
  [
    'an image like the emulator is ok',
    imageResults(apache, 'x', { lacks: [], is: { ...debian, engine: '2.9.13', lua: '5.1' } }),
    ['ok apache: image: x, Debian 14, Apache/2.4.69, mod_security2 2.9.13 with Lua 5.1'],
  ],
  [
    'an engine and a Lua of other versions are told',
    imageResults(apache, 'x', { lacks: [], is: { engine: '2.9.14', lua: '5.3' } }),
    [
      'ok apache: image: x, mod_security2 2.9.14 with Lua 5.3',
      'warning apache: image: mod_security2 2.9.14 with Lua 5.3; the emulator is like mod_security2 2.9.13 with Lua 5.1',
    ],
  ],
  [
    'what is not known is no match',
    imageResults(nginx, 'x', { lacks: [], is: { lua: '5.3' } }),
    [
      'ok nginx: image: x, libmodsecurity of unknown version with Lua 5.3',
      'warning nginx: image: libmodsecurity of unknown version with Lua 5.3; the emulator is like libmodsecurity 3.0.16 with Lua 5.3',
    ],
  ],
  [
    'collections in files are told',
    imageResults(nginx, 'x', { lacks: [], is: { engine: '3.0.16', lua: '5.3', collections: 'LMDB' } }),
    [
      'ok nginx: image: x, libmodsecurity 3.0.16 with Lua 5.3',
      'ok nginx: image: keeps collections in LMDB; each configuration begins with none, as in the emulator',
    ],
  ],
  [
    'all that is missing is told, and nothing else',
    imageResults(nginx, 'x', { lacks: ['a user `nginx`', 'a shell'], is: { engine: '3.0.16' } }),
    ['fail nginx: image: x lacks a user `nginx`; a shell'],
  ],
])('%s', (_, results, told) => {
  expect(results.map(({ state, what, found }) => `${state} ${what}: ${found}`)).toEqual(told)
})
