import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { fromOctets, toOctets } from '../bytes.ts'
import { EnvironmentError, InputError } from '../errors.ts'
import type { Fault, Script } from './contract.ts'
import { FORM_LIMIT_BYTES } from './question-body.ts'
import { startScoringServer } from './server.ts'

const WELL_FORMED = { method: 'GET', path: '/', args: '{}', files: '{}', sizes: '{}', hour: '16', day: '21' }

/** The form with some fields changed, left out (undefined) or added. */
const form = (changes: Readonly<Record<string, string | undefined>> = {}): string =>
  Object.entries({ ...WELL_FORMED, ...changes })
    .filter((field): field is [string, string] => field[1] !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')

const ask = async (url: string, body: string, type = 'application/x-www-form-urlencoded') => {
  const response = await fetch(url, { method: 'POST', body: toOctets(body), headers: { 'content-type': type } })
  return { status: response.status, body: await response.text() }
}

describe('the wire contract (reference table: model-validation, conformance of a scoring server)', () => {
  test.each([
    ['GET', '/', 200],
    ['HEAD', '/', 200],
    ['PUT', '/', 405],
    ['DELETE', '/', 405],
    ['GET', '/transaction/Zx@1_-', 200],
    ['GET', '/score', 404],
    ['GET', '/transaction/', 404],
    ['GET', '/transaction/a/b', 404],
    ['PUT', '/_wafrig/script', 404],
  ])('%s %s answers %d', async (method, path, status) => {
    await using server = await startScoringServer()
    const response = await fetch(new URL(path, server.url), { method })
    expect(response.status).toBe(status)
  })

  test('a question at /transaction/<unique id> says who asks', async () => {
    await using server = await startScoringServer()
    await ask(server.url, form())
    await ask(new URL('/transaction/Zx@1_-', server.url).href, form())
    expect(server.journal.since(0).map(({ transaction }) => transaction)).toEqual([undefined, 'Zx@1_-'])
  })

  test.each<[string, string, number]>([
    ['is well formed', form(), 200],
    ['has no sizes', form({ sizes: undefined }), 200],
    [
      'has a newline, a quote, a backslash and NUL in a value',
      form({ args: '{"ARGS:a":"\\n\\"\\\\\\u0000&+%="}' }),
      200,
    ],
    ['has a quote in a name', form({ args: '{"ARGS:a\\"b":"c"}' }), 200],
    ['has an argument of 600 KB', form({ args: `{"ARGS:a":"${'x'.repeat(600_000)}"}` }), 200],
    ['has an unknown field', form({ extra: '1' }), 200],
  ])('a question that %s is judged', async (_, body, status) => {
    await using server = await startScoringServer()
    expect(await ask(server.url, body)).toEqual({ status, body: '1' })
  })

  test.each([
    [form({ method: undefined }), 'field "method" is missing'],
    [form({ path: undefined }), 'field "path" is missing'],
    [form({ args: undefined }), 'field "args" is missing'],
    [form({ files: undefined }), 'field "files" is missing'],
    [form({ hour: undefined }), 'field "hour" is missing'],
    [form({ day: undefined }), 'field "day" is missing'],
    ['', 'field "method" is missing'],
    [form({ args: '{"a":' }), 'field "args" is not a JSON object of strings'],
    [form({ args: '[]' }), 'field "args" is not a JSON object of strings'],
    [form({ args: 'null' }), 'field "args" is not a JSON object of strings'],
    [form({ args: '{"a":1}' }), 'field "args" is not a JSON object of strings'],
    [form({ args: '{"a":"\\q"}' }), 'field "args" is not a JSON object of strings'],
    [form({ files: '7' }), 'field "files" is not a JSON object of strings'],
    [form({ sizes: '{"a":20}' }), 'field "sizes" is not a JSON object of strings'],
    [form({ args_list: '{}' }), 'field "args_list" is not a JSON array of [name, value] pairs'],
    [form({ args_list: '[["a"]]' }), 'field "args_list" is not a JSON array of [name, value] pairs'],
    [form({ args_list: '[["a",1]]' }), 'field "args_list" is not a JSON array of [name, value] pairs'],
    [form({ args: '[]', args_list: '[["a","b"]]' }), 'field "args" is not a JSON object of strings'],
    [form({ hour: 'noon' }), 'field "hour" is not a whole number from 0 to 23'],
    [form({ hour: '24' }), 'field "hour" is not a whole number from 0 to 23'],
    [form({ hour: '-1' }), 'field "hour" is not a whole number from 0 to 23'],
    [form({ day: '0' }), 'field "day" is not a whole number from 1 to 31'],
    [form({ day: '32' }), 'field "day" is not a whole number from 1 to 31'],
    [`${form()}&hour=3`, 'field "hour" is given twice'],
    [`${form()}&a=1&a=1`, 'field "a" is given twice'],
  ])('%s is refused: %s', async (body, reason) => {
    await using server = await startScoringServer()
    expect(await ask(server.url, body)).toEqual({ status: 400, body: reason })
    expect(server.journal.since(0)).toMatchObject([{ rejected: reason, answered: { status: 400, body: reason } }])
  })

  test.each([
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencodedx',
  ])('content type %s is refused with 415', async type => {
    await using server = await startScoringServer()
    expect((await ask(server.url, form(), type)).status).toBe(415)
    expect(server.journal.total()).toBe(0)
  })

  test('a form content type may have parameters', async () => {
    await using server = await startScoringServer()
    expect((await ask(server.url, form(), 'application/x-www-form-urlencoded; charset=utf-8')).status).toBe(200)
  })

  test('a body over the limit is refused with 413', async () => {
    await using server = await startScoringServer()
    expect((await ask(server.url, 'x'.repeat(FORM_LIMIT_BYTES + 1))).status).toBe(413)
  })

  test('answers of concurrent questions are not mixed', async () => {
    const match = Array.from({ length: 20 }, (_, index) => {
      return { when: { path: `^/${index}$` }, answer: { score: index, delayMs: (index * 7) % 20 } }
    })
    await using server = await startScoringServer({ script: { match } })
    const bodies = await Promise.all(match.map((_, index) => ask(server.url, form({ path: `/${index}` }))))
    expect(bodies.map(answer => answer.body)).toEqual(match.map((_, index) => String(index)))
  })
})

describe('the journal', () => {
  test('holds a question with all its parts', async () => {
    await using server = await startScoringServer({ script: { verdict: 'attack', score: -0.42 } })
    const fields = {
      ...WELL_FORMED,
      args: '{"ARGS:a":"1,2"}',
      args_list: '[["a","1"],["a","2"]]',
      files: '{"FILES:up":"x.txt"}',
      sizes: '{"FILES_SIZES:up":"20"}',
      headers_list: '[["Host","h"]]',
      body: '<a/>',
    }
    await ask(server.url, form(fields))
    expect(server.journal.since(0)).toEqual([
      {
        method: 'GET',
        path: '/',
        args: [
          ['a', '1'],
          ['a', '2'],
        ],
        files: [['up', 'x.txt']],
        sizes: [['up', '20']],
        hour: 16,
        day: 21,
        headers: [['Host', 'h']],
        body: '<a/>',
        fields: Object.entries(fields),
        answered: { status: 401, body: '-0.42' },
      },
    ])
  })

  test.each([
    ['"\xc3\xa9"', '\xc3\xa9', 'raw UTF-8 stays'],
    ['"\xe9"', '\xe9', 'a raw byte that is not UTF-8 stays'],
    ['"\\u00e9"', '\xe9', 'an escape up to ff is that byte'],
    ['"\\u20ac"', '\xe2\x82\xac', 'a higher escape is its UTF-8'],
    ['"\\ud83d\\ude00"', '\xf0\x9f\x98\x80', 'a surrogate pair is one character'],
    ['"$#$"', '$#$', 'the published quote mark is text'],
  ])('the JSON string %j is the bytes %j: %s', async (json, bytes) => {
    await using server = await startScoringServer()
    const escaped = `{"ARGS:a":${json}}`.replace(
      /[\s\S]/g,
      octet => `%${octet.charCodeAt(0).toString(16).padStart(2, '0')}`,
    )
    await ask(server.url, `${form({ args: undefined })}&args=${escaped}`)
    expect(server.journal.drain()[0]?.args).toEqual([['a', bytes]])
  })

  test('an escape that is none stays, and a plus is a space', async () => {
    await using server = await startScoringServer()
    await ask(server.url, `${form({ path: undefined })}&path=/%zz+%4`)
    expect(server.journal.drain()[0]?.path).toBe('/%zz %4')
  })

  test('of a key given twice in args the last value counts, as in the published server', async () => {
    await using server = await startScoringServer()
    await ask(server.url, form({ args: '{"ARGS:a":"../../etc/passwd","ARGS:a":"x"}' }))
    expect(server.journal.drain()[0]?.args).toEqual([['a', 'x']])
  })

  test('numbers go on after a drain', async () => {
    await using server = await startScoringServer()
    for (const path of ['/0', '/1']) await ask(server.url, form({ path }))
    expect(server.journal.since(1).map(entry => entry.path)).toEqual(['/1'])
    expect(server.journal.drain()).toHaveLength(2)
    await ask(server.url, form({ path: '/2' }))
    expect(server.journal.total()).toBe(3)
    expect(server.journal.since(2).map(entry => entry.path)).toEqual(['/2'])
  })
})

describe('scripts', () => {
  test.each<[string, Script, readonly [number, string][]]>([
    ['a verdict of pass', { verdict: 'pass' }, [[200, '1']]],
    ['a verdict of attack', { verdict: 'attack' }, [[401, '-1']]],
    ['a verdict of error', { verdict: 'error' }, [[400, 'no score']]],
    ['a score', { verdict: 'pass', score: 0.5 }, [[200, '0.5']]],
    ['a status', { status: 503 }, [[503, 'no score']]],
    ['a body', { verdict: 'attack', body: 'é' }, [[401, 'é']]],
    ['an empty answer', { verdict: 'attack', fault: 'empty' }, [[401, '']]],
    ['a matcher of arguments', { match: [{ when: { args: '^a=1$' }, answer: { verdict: 'attack' } }] }, [[401, '-1']]],
    ['a matcher that fails', { match: [{ when: { path: '^/x' }, answer: { status: 500 } }] }, [[200, '1']]],
    [
      'a sequence',
      { sequence: [{ score: 1 }, { score: 2 }] },
      [
        [200, '1'],
        [200, '2'],
        [200, '2'],
      ],
    ],
    ['the model keywords', { model: 'keywords' }, [[200, '1']]],
  ])('%s is answered', async (_, script, answers) => {
    await using server = await startScoringServer({ script })
    for (const [status, body] of answers) {
      expect(await ask(server.url, form({ args: '{"ARGS:a":"1"}' }))).toEqual({ status, body })
    }
  })

  test('setScript replaces the script at once', async () => {
    await using server = await startScoringServer()
    server.setScript({ verdict: 'attack' })
    expect((await ask(server.url, form())).status).toBe(401)
  })

  test('an unknown model is an input error that names the nearest', async () => {
    const start = startScoringServer({ script: { model: 'keyword' } })
    await expect(start).rejects.toThrow(
      new InputError([{ code: 'UNKNOWN_MODEL', message: 'no model "keyword"; did you mean "keywords"?' }]),
    )
  })
})

type RawClient = { readonly received: () => string; readonly ended: Promise<string> }

/** A raw connection that asks; it ends when the server ends it, with how it failed or everything that the server wrote. */
const rawClient = (port: number): RawClient => {
  const body = form()
  let received = ''
  const socket = connect(port, '127.0.0.1')
  const ended = new Promise<string>(resolve => {
    socket.on('data', chunk => {
      received += fromOctets(chunk)
    })
    socket.on('error', error => resolve('code' in error ? String(error.code) : error.message))
    socket.on('end', () => resolve(received))
  })
  const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n'
  socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body}`)
  return { received: () => received, ended }
}

describe('faults', () => {
  test.each<[Fault, string]>([
    ['refuse', 'ECONNRESET'],
    ['close', ''],
    ['garbage', 'SSH-2.0-not-a-scoring-server\r\n'],
  ])('%s gives a raw client %j', async (fault, seen) => {
    await using server = await startScoringServer({ script: { fault } })
    expect(await rawClient(server.port).ended).toBe(seen)
    expect(server.journal.since(0)).toMatchObject([{ answered: { status: 0, body: '', fault } }])
  })

  test('hang gives a raw client nothing, while others are answered', async () => {
    await using server = await startScoringServer({ script: { fault: 'hang' } })
    const hanging = rawClient(server.port)
    await expect.poll(() => server.journal.total()).toBe(1)
    server.setScript({ verdict: 'pass' })
    expect((await ask(server.url, form())).status).toBe(200)
    const first = await Promise.race([hanging.ended, 'still open'])
    expect([first, hanging.received()]).toEqual(['still open', ''])
    expect(server.journal.since(0)[0]).toMatchObject({ answered: { status: 0, body: '', fault: 'hang' } })
  })

  test('a delay comes before the answer', async () => {
    await using server = await startScoringServer({ script: { verdict: 'pass', delayMs: 60 } })
    const start = performance.now()
    await ask(server.url, form())
    expect(performance.now() - start).toBeGreaterThanOrEqual(59)
  })

  test('a server whose client waits can be closed', async () => {
    const server = await startScoringServer({ script: { fault: 'hang' } })
    const asked = ask(server.url, form()).catch(() => 'failed')
    await expect.poll(() => server.journal.total()).toBe(1)
    await server[Symbol.asyncDispose]()
    expect(await asked).toBe('failed')
  })

  test('a port in use is an error of the surroundings', async () => {
    await using server = await startScoringServer()
    await expect(startScoringServer({ port: server.port })).rejects.toBeInstanceOf(EnvironmentError)
  })
})
