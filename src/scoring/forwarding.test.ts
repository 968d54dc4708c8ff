import { createServer as createHttpServer } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { fromOctets } from '../bytes.ts'
import { listen } from '../listen.ts'
import { startForwarding } from './forwarding.ts'
import { startScoringServer } from './server.ts'

const FORM = 'method=GET&path=/&args={"ARGS:a":"1"}&files={}&sizes={}&hour=16&day=21'

const ask = async (url: string, body = FORM, type = 'application/x-www-form-urlencoded') => {
  const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': type, connection: 'close' } })
  return { status: answer.status, body: await answer.text(), own: answer.headers.get('x-own') }
}

/** Somebody's server, by what it does with a connection's octets. */
const serving = async (act: (socket: Socket, octets: string) => void) => {
  const sockets = new Set<Socket>()
  const server: Server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    let octets = ''
    socket.on('data', (chunk: Buffer) => {
      octets += fromOctets(chunk)
      if (octets.endsWith('day=21')) act(socket, octets)
    })
  })
  const port = await listen(server, 0, '127.0.0.1')
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise(done => server.close(done))
    },
  }
}

test('question and answer are passed on as they are, and stand in the journal', async () => {
  const seen: string[] = []
  await using target = await serving((socket, octets) => {
    seen.push(octets)
    socket.end('HTTP/1.0 401 No\r\nX-Own: yes\r\n\r\n-0.4\xff', 'latin1')
  })
  await using forwarding = await startForwarding({ target: `${target.url}/model?v=2` })
  expect(await ask(forwarding.url)).toEqual({ status: 401, body: '-0.4\ufffd', own: 'yes' })
  expect(seen[0]).toMatch(/^POST \/model\?v=2 HTTP\/1\.1\r\n/)
  expect(seen[0]).toContain(`\r\nHost: ${new URL(target.url).host}\r\n`)
  expect(seen[0]?.split('\r\n\r\n')[1]).toBe(FORM)
  expect(forwarding.journal.since(0)).toMatchObject([
    { method: 'GET', path: '/', args: [['a', '1']], hour: 16, answered: { status: 401, body: '-0.4\xff' } },
  ])
})

test.each([
  ['', '/', '/'],
  ['/score', '/', '/score'],
  ['/score/', '/extra', '/score/extra'],
  ['/score?a=1', '/extra', '/score/extra?a=1'],
])('of the target %j, the path %s is %s', async (behind, path, expected) => {
  const paths: (string | undefined)[] = []
  const server = createHttpServer((request, response) => {
    paths.push(request.url)
    response.end()
  })
  const port = await listen(server, 0, '127.0.0.1')
  await using forwarding = await startForwarding({ target: `http://127.0.0.1:${port}${behind}` })
  await ask(new URL(path, forwarding.url).href)
  server.closeAllConnections()
  server.close()
  expect(paths).toEqual([expected])
})

test('a name and a password of the target are sent to it', async () => {
  let octets = ''
  await using target = await serving((socket, seen) => {
    octets = seen
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  })
  await using forwarding = await startForwarding({ target: target.url.replace('//', '//me:p%40ss@') })
  await ask(forwarding.url)
  expect(octets).toContain(`\r\nAuthorization: Basic ${Buffer.from('me:p@ss').toString('base64')}\r\n`)
})

test.each<[string, (socket: Socket) => void, object]>([
  ['goes away without an answer', socket => socket.end(), { fault: 'close' }],
  ['resets the connection', socket => socket.resetAndDestroy(), { fault: 'close' }],
  ['breaks off', socket => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1'), { fault: 'close' }],
  ['says something else than HTTP', socket => socket.end('SSH-2.0-x\r\n'), { fault: 'garbage' }],
])('a target that %s leaves a question without an answer', async (_, act, answered) => {
  await using target = await serving(act)
  await using forwarding = await startForwarding({ target: target.url })
  await expect(ask(forwarding.url)).rejects.toThrow('fetch failed')
  expect(forwarding.journal.since(0)).toMatchObject([{ path: '/', answered: { status: 0, body: '', ...answered } }])
})

test('what is no HTTP comes back as it is', async () => {
  await using target = await serving(socket => socket.end('SSH-2.0-x\r\n'))
  await using forwarding = await startForwarding({ target: target.url })
  const { connect } = await import('node:net')
  const socket = connect(forwarding.port, '127.0.0.1')
  const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded`
  socket.write(`${head}\r\nContent-Length: ${FORM.length}\r\n\r\n${FORM}`)
  let octets = ''
  for await (const chunk of socket) octets += fromOctets(chunk)
  expect(octets).toBe('SSH-2.0-x\r\n')
})

test('a target that cannot be reached is told apart from one that does not answer', async () => {
  await using forwarding = await startForwarding({ target: 'http://127.0.0.1:1/' })
  await expect(ask(forwarding.url)).rejects.toThrow('fetch failed')
  expect(forwarding.journal.since(0)[0]?.answered).toEqual({
    status: 0,
    body: '',
    unreached: 'connect ECONNREFUSED 127.0.0.1:1',
  })
})

test('a question stands in the journal while the target thinks, and a client that leaves is left', async () => {
  let left = false
  await using target = await serving(socket => {
    socket.once('close', () => {
      left = true
    })
  })
  await using forwarding = await startForwarding({ target: target.url })
  const leaving = new AbortController()
  const asked = fetch(forwarding.url, {
    method: 'POST',
    body: FORM,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    signal: leaving.signal,
  }).catch(() => 'left')
  await expect.poll(() => forwarding.journal.since(0)[0]?.answered).toEqual({ status: 0, body: '' })
  leaving.abort()
  expect(await asked).toBe('left')
  await expect.poll(() => left).toBe(true)
})

test('what is not in the published form is passed on all the same, and counts as asked', async () => {
  await using target = await startScoringServer()
  await using forwarding = await startForwarding({ target: target.url })
  expect((await ask(forwarding.url, '{}', 'application/json')).status).toBe(415)
  expect((await ask(forwarding.url, 'method=GET')).status).toBe(400)
  expect((await fetch(forwarding.url)).status).toBe(200)
  expect(forwarding.journal.since(0).map(({ rejected, answered }) => [rejected, answered.status])).toEqual([
    ['the content type is not application/x-www-form-urlencoded', 415],
    ['field "path" is missing', 400],
  ])
})

test('over the control API its journal is read, and no script is taken', async () => {
  await using target = await startScoringServer()
  await using forwarding = await startForwarding({ target: target.url, control: true })
  await ask(forwarding.url)
  const journal = await (await fetch(`${forwarding.url}_wafrig/journal?since=0`)).json()
  expect(journal).toMatchObject({ total: 1, entries: [{ path: '/', answered: { status: 200, body: '1' } }] })
  const put = await fetch(`${forwarding.url}_wafrig/script`, { method: 'PUT', body: '{"verdict":"pass"}' })
  expect([put.status, await put.text()]).toEqual([
    409,
    'it passes on what it is asked, and the answers are not its own',
  ])
})
