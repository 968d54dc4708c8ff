import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EnvironmentError, messageOf } from '../../../src/errors.ts'
import { configuration } from '../../setup/configuration.ts'
import { contractSetup } from '../contract.ts'
import { BACKENDS } from '../find-backend.ts'
import { wafConfiguration } from './contained-configuration.ts'
import { connectDocker } from './docker.ts'
import { reaperImageName } from './images.ts'
import type { Dress } from './running-container.ts'
import { type DedicatedWaf, startDedicated } from './start-dedicated.ts'

const why = await connectDocker(reaperImageName()).then(() => undefined, messageOf)

const servers = BACKENDS.flatMap(({ name, runs }) => (runs.in === 'container' ? [{ name, server: runs.server }] : []))

describe.skipIf(why !== undefined).each(servers)(
  `$name in a container${why === undefined ? '' : `: ${why}`}`,
  ({ name, server }) => {
    let dedicated: DedicatedWaf
    const start = (dress: Dress): Promise<DedicatedWaf> =>
      startDedicated({
        ...{ server, setup: contractSetup(), base: undefined, network: undefined, life: 'ends', dress },
        ...{ scorer: { host: '127.0.0.1', port: 1 }, scorerPath: '' },
      })
    const says = async (command: string): Promise<readonly string[]> =>
      (await dedicated.waf.container.exec(['sh', '-c', command])).output.trim().split('\n')
    const apply = async (rule: string): Promise<void> => {
      const { files } = await configuration(contractSetup({ afterwards: [rule] }), { scorerUrl: 'http://x/' })
      await dedicated.waf.apply(wafConfiguration(server, files, { luaSocket: true }))
    }

    beforeAll(async () => {
      dedicated = await start(() => {})
    })
    afterAll(async () => {
      await dedicated?.waf[Symbol.asyncDispose]()
      await dedicated?.[Symbol.asyncDispose]()
    })

    test('a configuration is put to work by who the server runs as', async () => {
      const [first, ...others] = await says('stat -c %U /proc/1 /opt/wafrig/generation.conf; id -un')
      expect(first).not.toBe('root')
      expect(others).toEqual([first, first])
    })

    // With it, fs.protected_regular keeps even root from opening a log that another owns.
    test("the log's folder has no sticky bit", async () => {
      expect(await says('stat -c %a /var/log/wafrig')).toEqual(['777'])
    })

    test('the official images find the plugins that are in /opt/owasp-crs', async () => {
      expect(await says('find /opt/owasp-crs -path "/opt/owasp-crs/plugins/*-after.conf"')).toEqual([
        '/opt/owasp-crs/plugins/empty-after.conf',
      ])
    })

    test('what rules have stored outlasts a configuration that is refused, not one that is taken', async () => {
      const stored = '/opt/wafrig/working-directory/modsec-shared-collections /tmp/modsecurity/data/default_SESSION.pag'
      if (name === 'apache') await says('mkdir -p /tmp/modsecurity/data')
      await says(`touch ${stored}`)
      await expect(apply('SecNothing On')).rejects.toThrow('ENGINE_REFUSES')
      expect(await says(`ls ${stored} 2>/dev/null | wc -l`)).toEqual(['2'])
      await apply('SecAction "id:1,phase:1,pass,nolog"')
      expect(await says(`ls ${stored} 2>/dev/null`)).toEqual(
        name === 'apache' ? ['/opt/wafrig/working-directory/modsec-shared-collections'] : [''],
      )
    })

    test.runIf(name === 'apache')(
      'what the server says in its log of a failed start is told',
      async () => {
        const target = '/opt/wafrig/image/wafrig-server.conf'
        const content = 'PidFile /nowhere/pid\n'
        const failed = start(container => container.withCopyContentToContainer([{ content, target }]))
        const error = await failed.then(
          () => undefined,
          (thrown: unknown) => thrown,
        )
        if (!(error instanceof EnvironmentError)) throw new Error(`wanted an EnvironmentError, got ${messageOf(error)}`)
        expect(error.message).toBe('the apache container ended')
        expect(error.lastLines.join('\n')).toContain('could not log pid to file /nowhere/pid')
      },
      120_000,
    )
  },
)
