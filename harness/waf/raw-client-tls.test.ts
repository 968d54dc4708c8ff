import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type Server } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRaw } from './raw-client.ts'

const noOpenssl = spawnSync('openssl', ['version']).status !== 0

describe.skipIf(noOpenssl)('a web server with a certificate of its own (openssl makes it)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wafrig-tls-'))
  let server: Server
  let port = 0

  beforeAll(async () => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const wanted = ['-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-days', '2']
    execFileSync('openssl', ['req', '-x509', ...wanted, '-keyout', key, '-out', cert], { stdio: 'ignore' })
    server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, socket => {
      socket.on('error', () => {})
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))
    })
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    port = typeof address === 'object' && address !== null ? address.port : 0
  })

  afterAll(async () => {
    await new Promise(done => server.close(done))
    rmSync(folder, { recursive: true })
  })

  test('is refused where its certificate is verified, and what to do is said', async () => {
    await expect(openRaw('127.0.0.1', port, { tls: 'verified' })).rejects.toThrow(
      /^no connection to the WAF at 127\.0\.0\.1:\d+: .*; if its certificate does not matter, say --skip-tls-verification$/,
    )
  })

  test('answers where it is not verified', async () => {
    const connection = await openRaw('127.0.0.1', port, { tls: 'not verified' })
    const request = Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await connection.write(request)
    expect((await connection.read(request, 60_000)).response).toMatchObject({ status: 200, body: 'ok' })
    connection.end()
  })
})
