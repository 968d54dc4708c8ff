import { describe, expect, test } from 'vitest'
import { messageOf } from '../../../src/errors.ts'
import { BACKENDS } from '../find-backend.ts'
import { connectDocker, type Docker } from './docker.ts'
import { baseImage, reaperImageName, scoringServerImage, wafImage } from './images.ts'
import { lookAtImage, readLook } from './look-at-image.ts'

const docker = await connectDocker(reaperImageName()).catch(messageOf)

const servers = BACKENDS.flatMap(({ name, runs }) => (runs.in === 'container' ? [{ name, server: runs.server }] : []))

test('what the script prints is read', () => {
  expect(readLook('lacks\ta command `tail`\nis\tengine\t3.0.16\nis\tlua\t\n\nnoise\n')).toEqual({
    lacks: ['a command `tail`'],
    is: { engine: '3.0.16' },
  })
})

describe.skipIf(typeof docker === 'string').each(servers)(
  `$name${typeof docker === 'string' ? `: ${docker}` : ''}`,
  ({ name, server }) => {
    const engine = (): Docker => {
      if (typeof docker === 'string') throw new Error('a test that needs Docker ran without')
      return docker
    }

    test('the image that is built on by default lacks nothing, and its engine is known', async () => {
      const { lacks, is } = await lookAtImage(engine(), server, await baseImage(engine(), server, undefined))
      expect(lacks).toEqual([])
      expect(is).toMatchObject({
        engine: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        lua: expect.stringMatching(/^5\.\d$/),
        server: expect.stringMatching(/Apache|nginx/),
      })
    })

    test('another image is refused in words', async () => {
      const image = await scoringServerImage(engine())
      const command = name === 'apache' ? '`httpd` that is Apache' : '`nginx` that is nginx'
      await expect(wafImage(engine(), server, image)).rejects.toThrow(
        `${image} cannot be the image of ${name}: it lacks a command ${command} [UNFIT_IMAGE]`,
      )
    })
  },
)
