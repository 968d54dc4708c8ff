import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type ByteString, fromOctets, toOctets } from '../../bytes.ts'
import { observe, observeMain, type Setting } from '../testing.ts'

/** A server on loopback that answers each connection in turn once it has read `until`, and keeps what it read. */
type Peer = AsyncDisposable & { readonly port: number; readonly seen: readonly ByteString[] }

type Answer = ByteString | 'hang' | 'reset' | readonly ByteString[]

const peer = async (answers: readonly Answer[], until = '\r\n\r\n'): Promise<Peer> => {
  const seen: ByteString[] = []
  let index = 0
  const server = createServer(socket => {
    const mine = index++
    const answer = answers[Math.min(mine, answers.length - 1)] ?? ''
    let read = ''
    socket.on('error', () => undefined)
    socket.on('data', async octets => {
      read += fromOctets(octets)
      seen[mine] = read
      if (!read.includes(until) || answer === 'hang') return
      if (answer === 'reset') return socket.resetAndDestroy()
      for (const piece of typeof answer === 'string' ? [answer] : answer) {
        socket.write(toOctets(piece))
        await new Promise(resolve => setImmediate(resolve))
      }
      socket.end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    seen,
    [Symbol.asyncDispose]: () => new Promise(resolve => server.close(() => resolve())),
  }
}

/** Where an answer comes, however long it takes; and where none does. */
const PATIENT_SECONDS = 60
const HASTY_SECONDS = 0.05

const POST = (port: number, more = '', seconds = PATIENT_SECONDS) => `
  local http, ltn12 = require("socket.http"), require("ltn12")
  http.TIMEOUT = ${seconds}
  local out = {}
  local body = "method=GET&args={}"
  local r, code, headers, status = http.request{
    url = "http://127.0.0.1:${port}/score", method = "POST", source = ltn12.source.string(body),
    headers = { ["Content-Type"] = "application/x-www-form-urlencoded", ["Content-Length"] = #body },
    sink = ltn12.sink.table(out), ${more} }
  return tostring(r) .. "|" .. tostring(code) .. "|" .. type(code) .. "|" .. tostring(status) .. "|" .. table.concat(out)`

const value = async (body: string, setting?: Setting): Promise<ByteString | undefined> => {
  const { result } = await observeMain(body, setting)
  if (result.kind !== 'result') throw new Error(JSON.stringify(result))
  return result.value
}

describe('http.request in the form of the plugin', () => {
  // As LuaSocket 3.0.0 answered in front of the probes' scoring server.
  test.each([
    ['pass', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1', '1|200|number|HTTP/1.1 200 OK|1'],
    ['attack', 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n-1', '1|401|number|HTTP/1.1 401 Unauthorized|-1'],
    ['no length', 'HTTP/1.0 200 OK\r\n\r\nall of it', '1|200|number|HTTP/1.0 200 OK|all of it'],
    [
      'a redirect of a POST',
      'HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 5\r\n\r\nmoved',
      '1|302|number|HTTP/1.1 302 Found|moved',
    ],
    ['garbage', 'garbage not http at all\r\n', '1|200|number|nil|garbage not http at all\r\n'],
    ['garbage of 4 octets', 'abcd', 'nil|closed|string|nil|'],
    ['a status line without a code', 'HTTP/1.1 abc\r\n\r\n', 'nil|HTTP/1.1 abc|string|nil|'],
    ['nothing', '', 'nil|closed|string|nil|'],
    ['a reset', 'reset', 'nil|closed|string|nil|'],
    ['a hang', 'hang', 'nil|timeout|string|nil|'],
    ['a body cut short', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc', 'nil|closed|string|nil|'],
    ['no content', 'HTTP/1.1 204 No Content\r\n\r\n', '1|204|number|HTTP/1.1 204 No Content|'],
    [
      '100 and then 200',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1',
      '1|200|number|HTTP/1.1 200 OK|1',
    ],
    [
      'chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n',
      '1|200|number|HTTP/1.1 200 OK|abcde',
    ],
    ['bad chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'nil|invalid chunk size|string|nil|'],
    ['no colon in a header', 'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n', 'nil|malformed reponse headers|string|nil|'],
    ['bare line feeds', 'HTTP/1.1 200 OK\nContent-Length: 1\n\n1', '1|200|number|HTTP/1.1 200 OK|1'],
    ['bytes', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\0\xff\xc3\n', '1|200|number|HTTP/1.1 200 OK|'],
  ] as const)('%s', async (_, answer, shown) => {
    await using server = await peer([answer])
    const seconds = answer === 'hang' ? HASTY_SECONDS : PATIENT_SECONDS
    expect(await value(POST(server.port, '', seconds))).toBe(shown)
  })

  test('an answer in small pieces is put together', async () => {
    await using server = await peer([['HT', 'TP/1.1 2', '00 OK\r', '\nContent-Len', 'gth: 3\r\n\r', '\nab', 'c']])
    expect(await value(POST(server.port))).toBe('1|200|number|HTTP/1.1 200 OK|abc')
  })

  test('nobody listens', async () => {
    const server = await peer([''])
    await server[Symbol.asyncDispose]()
    expect(await value(POST(server.port))).toBe('nil|connection refused|string|nil|')
  })

  test('the octets on the wire are LuaSocket’s, headers in some order', async () => {
    await using server = await peer(['HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1'], '{}')
    await value(POST(server.port))
    const [head = '', body] = (server.seen[0] ?? '').split('\r\n\r\n')
    const [line, ...headers] = head.split('\r\n')
    expect([line, body]).toEqual(['POST /score HTTP/1.1', 'method=GET&args={}'])
    expect(headers.sort()).toEqual([
      'Connection: close, TE',
      'Content-Length: 18',
      'Content-Type: application/x-www-form-urlencoded',
      `Host: 127.0.0.1:${server.port}`,
      'TE: trailers',
      'User-Agent: LuaSocket 3.0.0',
    ])
  })

  test('without a length the body goes in chunks', async () => {
    await using server = await peer(['HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'], '0\r\n\r\n')
    await value(`local ltn12 = require("ltn12") require("socket.http").request{ url = "http://127.0.0.1:${server.port}/",
      method = "POST", source = ltn12.source.string("hello"), headers = { ["x-own"] = "1" } } return 1`)
    expect(server.seen[0]).toContain('Transfer-Encoding: chunked\r\n')
    expect(server.seen[0]).toContain('x-own: 1\r\n')
    expect(server.seen[0]).toMatch(/\r\n\r\n5\r\nhello\r\n0\r\n\r\n$/)
  })

  test('the trace tells the request and every octet', async () => {
    await using server = await peer(['HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\n-1'], '{}')
    const { calls } = await observeMain(POST(server.port))
    const connection = calls.find(call => call.call === 'connection')
    expect(connection).toMatchObject({
      host: '127.0.0.1',
      port: server.port,
      sent: server.seen[0],
      received: 'HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\n-1',
      outcome: 'closed',
    })
    expect(calls.find(call => call.call === 'http')).toEqual({
      call: 'http',
      method: 'POST',
      url: `http://127.0.0.1:${server.port}/score`,
      outcome: { code: 401, status: 'HTTP/1.1 401 No' },
    })
  })
})

test('the trace tells how a connection ended', async () => {
  await using server = await peer(['hang'])
  const { calls } = await observeMain(POST(server.port, '', HASTY_SECONDS))
  expect(calls.find(call => call.call === 'connection')).toMatchObject({ outcome: 'timeout', received: '' })
  expect(calls.find(call => call.call === 'http')).toMatchObject({ outcome: { failure: 'timeout' } })
})

describe('http.request in its simple form', () => {
  const GET = (rest: string) => `local http = require("socket.http") http.TIMEOUT = ${PATIENT_SECONDS}
    local b, c, h, s = http.request(${rest}) return tostring(b) .. "|" .. tostring(c) .. "|" .. tostring(s)`

  test('a GET gives body, code and status', async () => {
    await using server = await peer(['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'])
    expect(await value(GET(`"http://127.0.0.1:${server.port}/a?b=c"`))).toBe('hello|200|HTTP/1.1 200 OK')
    expect(server.seen[0]).toMatch(/^GET \/a\?b=c HTTP\/1\.1\r\n/)
  })

  test('a body makes it a POST', async () => {
    await using server = await peer(['HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'], 'a=1')
    expect(await value(GET(`"http://127.0.0.1:${server.port}", "a=1"`))).toBe('|200|HTTP/1.1 200 OK')
    expect(server.seen[0]).toMatch(/^POST \/ HTTP\/1\.1\r\n/)
  })

  test('a redirect of a GET is followed, five times at most', async () => {
    await using server = await peer(['HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n'])
    expect(await value(GET(`"http://127.0.0.1:${server.port}/"`))).toBe('|302|HTTP/1.1 302 Found')
    expect(server.seen.map(seen => seen.split(' ')[1])).toEqual(['/', '/next', '/next', '/next', '/next', '/next'])
  })

  test.each([
    ['"notaurl"', "nil|invalid host 'nil'|nil"],
    ['"http:///x"', "nil|invalid host 'nil'|nil"],
    ['"http://nosuchhost.invalid/"', 'nil|host or service not provided, or not known|nil'],
    ['"http://127.0.0.1:abc/"', 'nil|service not supported for socket type|nil'],
  ])('%s', async (url, shown) => {
    expect(await value(GET(url))).toBe(shown)
  })

  test('a name of the granted hosts is found', async () => {
    await using server = await peer(['HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1'])
    const access = { hosts: { scorer: '127.0.0.1' } }
    expect(await value(GET(`"http://scorer:${server.port}/"`), { access })).toBe('1|200|HTTP/1.1 200 OK')
    expect(server.seen[0]).toContain(`Host: scorer:${server.port}\r\n`)
  })
})

describe('an error of http.request', () => {
  // Printed by LuaSocket 3.0.0 on Debian's lua5.1 and lua5.3.
  test.each([
    [
      '{ url = nil }',
      '5.1',
      "/usr/share/lua/5.1/socket/http.lua:276: attempt to index local 'schemedefs' (a nil value)",
    ],
    ['""', '5.1', "/usr/share/lua/5.1/socket/http.lua:276: attempt to index local 'schemedefs' (a nil value)"],
    [
      '"ftp://127.0.0.1/"',
      '5.3',
      "/usr/share/lua/5.3/socket/http.lua:276: attempt to index a nil value (local 'schemedefs')",
    ],
    ['nil', '5.1', "/usr/share/lua/5.1/socket/http.lua:270: attempt to index local 'reqt' (a nil value)"],
  ] as const)('%s on Lua %s', async (argument, luaVersion, message) => {
    const { result } = await observeMain(`require("socket.http").request(${argument})`, { luaVersion })
    expect(result).toEqual({ kind: 'error', message, where: 'main' })
  })

  test('https needs a module that is not there', async () => {
    const { result } = await observeMain('require("socket.http").request("https://127.0.0.1:1/")')
    if (result.kind !== 'error') throw new Error(JSON.stringify(result))
    expect(result.message.split('\n').slice(0, 3)).toEqual([
      "/usr/share/lua/5.1/socket/http.lua:39: module 'ssl.https' not found:",
      "\tno field package.preload['ssl.https']",
      "\tno file './ssl/https.lua'",
    ])
  })
})

describe('waiting for the network', () => {
  const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1'

  test.each([
    ['pcall', 'return select(3, pcall(http.request, URL))'],
    ['a function in pcall', 'local ok, code = pcall(function() return (select(2, http.request(URL))) end) return code'],
    ['xpcall', 'return select(3, xpcall(function() return http.request(URL) end, print))'],
    ['a coroutine', 'return select(2, coroutine.wrap(function() return http.request(URL) end)())'],
    [
      'a coroutine in a coroutine',
      'return select(2, coroutine.wrap(function() coroutine.yield(0) return coroutine.wrap(function() return http.request(URL) end)() end)()) or 200',
    ],
    [
      'a coroutine that yields after it',
      'local co = coroutine.wrap(function() local b, c = http.request(URL) coroutine.yield(c) end) return co()',
    ],
    [
      'a metamethod',
      'local t = setmetatable({}, { __index = function() return (select(2, http.request(URL))) end }) return t.x',
    ],
    ['an iterator', 'for body, code in function() return http.request(URL) end do return code end'],
  ])('works in %s', async (_, body) => {
    await using server = await peer([ANSWER])
    const prelude = `local http, URL = require("socket.http"), "http://127.0.0.1:${server.port}/" `
    expect(await value(prelude + body)).toBe('200')
  })

  test('works in the top-level chunk', async () => {
    await using server = await peer([ANSWER])
    const source = `local b, c = require("socket.http").request("http://127.0.0.1:${server.port}/") function main() return c end`
    expect((await observe(source)).result).toEqual({ kind: 'result', value: '200' })
  })

  test('a hundred scripts wait at the same time', async () => {
    await using server = await peer([ANSWER])
    const body = `return (select(2, require("socket.http").request("http://127.0.0.1:${server.port}/")))`
    const values = await Promise.all(Array.from({ length: 100 }, () => value(body)))
    expect(new Set(values)).toEqual(new Set(['200']))
  })
})

describe('a TCP socket', () => {
  test('sends and receives what it is told', async () => {
    await using server = await peer(['line one\r\nline two\nrest of it'], 'PING\n')
    const body = `
      local tcp = assert(require("socket").tcp())
      tcp:settimeout(${PATIENT_SECONDS})
      assert(tcp:connect("127.0.0.1", ${server.port}))
      assert(tcp:send("xxPING\\nyy", 3, 7) == 5)
      local all = { tcp:receive(), tcp:receive("*l", "> "), tcp:receive(4), tcp:receive("*a") }
      local none, failure, partial = tcp:receive()
      tcp:close()
      return table.concat(all, "|") .. "|" .. tostring(none) .. "|" .. failure .. "|" .. partial`
    expect(await value(body)).toBe('line one|> line two|rest| of it|nil|closed|')
    expect(server.seen[0]).toBe('PING\n')
  })

  test('reports what came before a timeout', async () => {
    await using server = await peer(['hang'])
    const body = `
      local tcp = require("socket").connect("127.0.0.1", ${server.port})
      tcp:settimeout(${HASTY_SECONDS})
      tcp:send("x")
      return table.concat({ tostring(tcp:receive()), select(2, tcp:receive()), select(3, tcp:receive()) }, "|")`
    expect(await value(body)).toBe('nil|timeout|')
  })
})
