import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EnvironmentError, InputError, messageOf } from '../../../src/errors.ts'
import { PACKAGE_ROOT } from '../../package-root.ts'
import type { ContainedServer } from './contained-server.ts'
import type { Docker } from './docker.ts'
import { textOfFrames } from './frames.ts'
import { withLimit } from './limit.ts'

/** What an image is that a web server's is built on. */
export type ImageLook = {
  /** What is assumed of it and is not there, in words. */
  readonly lacks: readonly string[]
  /** What it is, by what `containers/base/look-at-image` calls it; what is not known is absent. */
  readonly is: Readonly<Record<string, string | undefined>>
}

const SCRIPT = join(PACKAGE_ROOT, 'containers', 'base', 'look-at-image')
const LIMIT_MS = 60_000

/** Looks, in a container of an image, for what a web server's image assumes of it. */
export const lookAtImage = async (docker: Docker, { name }: ContainedServer, image: string): Promise<ImageLook> =>
  readLook(await said(docker, image, name))

/** What the script has printed. */
export const readLook = (text: string): ImageLook => {
  const lines = text.split('\n').map(line => line.split('\t'))
  return {
    lacks: lines.flatMap(([word, what]) => (word === 'lacks' && what !== undefined ? [what] : [])),
    is: Object.fromEntries(
      lines.flatMap(([word, what, value = '']) =>
        word === 'is' && what !== undefined && value !== '' ? [[what, value] as const] : [],
      ),
    ),
  }
}

/** The error of an image that lacks something. */
export const unfitImage = ({ name }: ContainedServer, image: string, lacks: readonly string[]): InputError =>
  new InputError(
    lacks.map(what => ({ code: 'UNFIT_IMAGE', message: `${image} cannot be the image of ${name}: it lacks ${what}` })),
  )

const said = async ({ client }: Docker, image: string, name: string): Promise<string> => {
  const { dockerode } = client.container
  const container = await dockerode.createContainer({
    Image: image,
    Entrypoint: ['sh', '-c', readFileSync(SCRIPT, 'utf8'), 'look-at-image'],
    Cmd: [name],
    User: 'root',
    NetworkDisabled: true,
    Labels: { wafrig: 'look-at-image' },
  })
  try {
    try {
      await withLimit(container.start(), LIMIT_MS, `a look at ${image}`)
    } catch (error) {
      if (error instanceof EnvironmentError) throw error
      return `lacks\ta shell: ${messageOf(error)}`
    }
    await withLimit(container.wait(), LIMIT_MS, `a look at ${image}`)
    return textOfFrames(await container.logs({ stdout: true, stderr: false, follow: false }))
  } finally {
    await container.remove({ force: true, v: true })
  }
}
