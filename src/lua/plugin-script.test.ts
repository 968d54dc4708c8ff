import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type ByteString, fromOctets } from '../bytes.ts'
import type { LuaEntry } from './host/host.ts'
import { type Observed, observe, type Setting } from './testing.ts'

/** The published machine-learning plugin's client script (coreruleset/machine-learning-integration-plugin). */
const FILE = process.env.WAFRIG_ML_CLIENT_LUA

const scorer = async (status: number, body: string) => {
  const asked: ByteString[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', part => parts.push(part))
    request.on('end', () => {
      asked.push(fromOctets(Buffer.concat(parts)))
      response.writeHead(status, { 'Content-Length': body.length }).end(body)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = (): Promise<void> => new Promise(resolve => server.close(() => resolve()))
  return { url: `http://127.0.0.1:${port}/`, asked, [Symbol.asyncDispose]: close }
}

const run = (source: ByteString, url: string | undefined, setting: Setting = {}): Promise<Observed> => {
  const values: Record<string, readonly LuaEntry[]> = {
    TX: url === undefined ? [] : [{ name: 'TX:machine-learning-plugin_ml_server_url', value: url }],
    REQUEST_METHOD: [{ name: 'REQUEST_METHOD', value: 'POST' }],
    REQUEST_FILENAME: [{ name: 'REQUEST_FILENAME', value: '/upload' }],
    TIME_HOUR: [{ name: 'TIME_HOUR', value: '16' }],
    TIME_DAY: [{ name: 'TIME_DAY', value: '21' }],
    ARGS: [{ name: 'ARGS:field', value: 'val"ue\xff' }],
    FILES: [
      { name: 'FILES:up', value: 'gt_upload.txt' },
      { name: 'FILES:up2', value: 'pic.png' },
    ],
    FILES_SIZES: [
      { name: 'FILES_SIZES:up', value: '20' },
      { name: 'FILES_SIZES:up2', value: '1024' },
    ],
  }
  const resolve: Setting['resolve'] = name => ({ entries: values[name] ?? [] })
  return observe(source, { file: 'machine-learning-client.lua', resolve, ...setting })
}

if (FILE === undefined) {
  test.skip('the published plugin’s script: WAFRIG_ML_CLIENT_LUA does not name machine-learning-client.lua', () => {})
} else {
  const source = fromOctets(readFileSync(FILE))

  // As in front of the probes' scoring server on mod_security2 2.9.7.
  describe.each(['5.1', '5.3'] as const)('the published plugin’s script on Lua %s', luaVersion => {
    test.each([
      [200, '1', '1', '1', []],
      [401, '-1', '0', '-1', [[1, 'Anomaly found by ML']]],
      [500, 'oops', '0', 'oops', []],
    ] as const)('takes %i %j for status %s', async (status, body, result, score, log) => {
      await using server = await scorer(status, body)
      const seen = await run(source, server.url, { luaVersion })
      expect(seen.result).toEqual({ kind: 'result', value: result })
      expect(seen.log).toEqual(log)
      expect(Object.fromEntries(seen.variables)).toEqual({
        'TX.machine-learning-plugin_inbound_ml_anomaly_score': score,
        'TX.machine-learning-plugin_inbound_ml_status': result,
      })
      expect(server.asked).toEqual([
        'method=POST&path=/upload&args={"ARGS:field":"val$#$ue\xff"}&files={"FILES:up":"gt_upload.txt","FILES:up2":"pic.png"}&sizes={"FILES_SIZES:up":"20","FILES_SIZES:up2":"1024"}&hour=16&day=21',
      ])
    })

    test('says that the server is unreachable', async () => {
      const server = await scorer(200, '1')
      await server[Symbol.asyncDispose]()
      const seen = await run(source, server.url, { luaVersion })
      expect(seen.result).toEqual({ kind: 'result', value: '0' })
      expect(seen.log).toEqual([[2, 'The server is unreachable ']])
    })
  })

  test('without lua-socket the script fails in its line 14', async () => {
    const { result } = await run(source, 'http://127.0.0.1:1/', { packages: [] })
    expect(result).toMatchObject({ kind: 'error' })
    if (result.kind === 'error')
      expect(result.message).toMatch(/^machine-learning-client\.lua:14: module 'ltn12' not found:\n/)
  })
}
