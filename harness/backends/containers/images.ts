import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { EnvironmentError, messageOf } from '../../../src/errors.ts'
import { PACKAGE_ROOT } from '../../package-root.ts'
import type { ContainedServer } from './contained-server.ts'
import type { Docker } from './docker.ts'
import { withLimit } from './limit.ts'
import { lookAtImage, unfitImage } from './look-at-image.ts'

/** How an image of ours is made. */
type Recipe = {
  /** Name without a tag; the tag is the digest of all that goes in. */
  readonly repository: string
  /** Folder below the package's that is sent to the engine, and the files and folders of it that are. */
  readonly context: string
  readonly files: readonly string[]
  readonly dockerfile: string
  readonly target?: string
  readonly base: string
  /** Looked at before it is built on; what it throws says what is wrong with the base. */
  readonly lookAtBase?: () => Promise<void>
}

const PULL_LIMIT_MS = 300_000
const BUILD_LIMIT_MS = 600_000
const LAST_LINES = 30

const REAPER_FILES = ['reaper/Dockerfile', 'reaper/reaper']

/** Name of the image that cleans up after a crash. */
export const reaperImageName = (): string =>
  `wafrig/reaper:${digest(REAPER_FILES.map(file => readFileSync(join(PACKAGE_ROOT, 'containers', file))))}`

/** Makes that image, unless it is there or the user has another: Testcontainers' own where it can be pulled, else ours. */
export const ensureReaper = async (docker: Docker): Promise<void> => {
  const name = reaperImageName()
  if (process.env.RYUK_CONTAINER_IMAGE !== name || process.env.TESTCONTAINERS_RYUK_DISABLED === 'true') return
  if (await imageId(docker, name)) return
  const base = await firstImage(
    docker,
    ['wafrig/debian:forky', 'wafrig/debian:trixie', 'wafrig/debian:bookworm'],
    'debian:stable-slim',
  )
  await build(docker, name, {
    repository: '',
    context: 'containers',
    files: REAPER_FILES,
    dockerfile: 'reaper/Dockerfile',
    base,
  })
}

/** The image that a web server's is built on: the one named, or the one made of Debian packages, or the official one, pulled. */
export const baseImage = (docker: Docker, { bases }: ContainedServer, named: string | undefined): Promise<string> =>
  named === undefined ? firstImage(docker, [bases.made], bases.official) : firstImage(docker, [], named)

/** The image of a web server. Throws an InputError when its base lacks what is assumed of it. */
export const wafImage = async (docker: Docker, server: ContainedServer, named: string | undefined): Promise<string> => {
  const { folder } = server
  const base = await baseImage(docker, server, named)
  return ensure(docker, {
    repository: `wafrig/${folder}`,
    context: 'containers',
    files: [
      `${folder}/Dockerfile`,
      `${folder}/wafrig.conf`,
      'base/install-lua-socket',
      'base/take-over',
      'base/apply',
      'base/keep-running',
      'base/follow-log',
    ],
    dockerfile: `${folder}/Dockerfile`,
    target: 'waf',
    base,
    lookAtBase: async () => {
      const { lacks } = await lookAtImage(docker, server, base)
      if (lacks.length > 0) throw unfitImage(server, base, lacks)
    },
  })
}

/** What the scoring server's image is made of, as it is named in the sources: `dist/` holds each built. */
const SCORING_SOURCES = [
  'src/bytes',
  'src/errors',
  'src/listen',
  'src/registry',
  'src/source',
  'src/http',
  'src/servers/httpd/body-reads',
  'src/servers/httpd/chunked',
  'src/servers/httpd/header-block',
  'src/servers/httpd/lines',
  'src/scoring',
  'harness/waf/application',
  'harness/waf/application-server',
  'harness/waf/relay',
]

/** The image of the scoring server, which is that of the application too. It is made of `dist/`, which must be up to date. */
export const scoringServerImage = async (docker: Docker): Promise<string> => {
  const modules = SCORING_SOURCES.flatMap(modulesOf)
  for (const { source, built } of modules) requireBuilt(source, built)
  return ensure(docker, {
    repository: 'wafrig/scoring-server',
    context: '.',
    files: ['package.json', ...modules.map(({ built }) => built), 'containers/scoring-server'],
    dockerfile: 'containers/scoring-server/Dockerfile',
    base: await firstImage(docker, ['wafrig/node:latest'], 'node:24-slim'),
  })
}

type Module = { readonly source: string; readonly built: string }

/** The modules of a file or folder; without the sources, which a published package does not have, those that are built. */
const modulesOf = (path: string): readonly Module[] => {
  const isThere = existsSync(join(PACKAGE_ROOT, path)) || existsSync(join(PACKAGE_ROOT, `${path}.ts`))
  const [root, ending] = isThere ? ['.', '.ts'] : ['dist', '.js']
  return filesBelow(join(PACKAGE_ROOT, root), path, ending)
    .filter(file => file.endsWith(ending) && !file.endsWith('.test.ts') && !file.endsWith('.d.ts'))
    .map(file => {
      const name = file.slice(0, -ending.length)
      return { source: `${name}.ts`, built: `dist/${name}.js` }
    })
}

const requireBuilt = (source: string, built: string): void => {
  const from = join(PACKAGE_ROOT, source)
  const to = join(PACKAGE_ROOT, built)
  if (existsSync(to) && (!existsSync(from) || statSync(to).mtimeMs >= statSync(from).mtimeMs)) return
  throw new EnvironmentError(
    `${built} is missing or older than ${source}, and the scoring server's image is made of it; run npm run build`,
  )
}

/** The first of the images that is here, else the last one pulled. Throws an EnvironmentError with the remedy. */
const firstImage = async (docker: Docker, local: readonly string[], pulled: string): Promise<string> => {
  for (const name of [...local, pulled]) {
    if (await imageId(docker, name)) return name
  }
  const { dockerode } = docker.client.container
  try {
    const stream = await withLimit(dockerode.pull(pulled), PULL_LIMIT_MS, `the image ${pulled}`)
    await withLimit(followed(docker, stream), PULL_LIMIT_MS, `the image ${pulled}`)
    return pulled
  } catch (cause) {
    throw new EnvironmentError(
      `the image ${pulled} is not here and cannot be pulled; make what is needed of Debian packages: containers/base/make-bases`,
      [messageOf(cause)],
      { cause },
    )
  }
}

const ensure = async (docker: Docker, recipe: Recipe): Promise<string> => {
  const id = await imageId(docker, recipe.base)
  const folder = join(PACKAGE_ROOT, recipe.context)
  const contents = recipe.files.flatMap(file => filesBelow(folder, file)).map(file => readFileSync(join(folder, file)))
  const name = `${recipe.repository}:${digest([`${id} ${recipe.target}`, ...contents])}`
  if (await imageId(docker, name)) return name
  await recipe.lookAtBase?.()
  await build(docker, name, recipe)
  return name
}

const build = async (
  docker: Docker,
  name: string,
  { context, files, dockerfile, target, base }: Recipe,
): Promise<void> => {
  const { dockerode } = docker.client.container
  const lines: string[] = []
  const last = (): readonly string[] => lines.slice(-LAST_LINES)
  try {
    const stream = await withLimit(
      dockerode.buildImage(
        { context: join(PACKAGE_ROOT, context), src: [...files] },
        {
          t: name,
          dockerfile,
          buildargs: { BASE: base },
          labels: { 'wafrig.image': name },
          ...(target !== undefined && { target }),
          forcerm: true,
        },
      ),
      BUILD_LIMIT_MS,
      `the start of building ${name}`,
    )
    await withLimit(
      followed(docker, stream, line => lines.push(line)),
      BUILD_LIMIT_MS,
      `the image ${name}`,
      last,
    )
  } catch (cause) {
    if (cause instanceof EnvironmentError) throw cause
    throw new EnvironmentError(`the image ${name} could not be built: ${messageOf(cause)}`, last(), { cause })
  }
}

/** Reads the engine's progress to its end; rejects with the error that it reports. */
const followed = (
  docker: Docker,
  stream: NodeJS.ReadableStream,
  say: (line: string) => void = () => {},
): Promise<void> =>
  new Promise((resolve, reject) => {
    docker.client.container.dockerode.modem.followProgress(
      stream,
      error => (error ? reject(error) : resolve()),
      (event: { readonly stream?: string; readonly error?: string }) => {
        for (const line of (event.stream ?? event.error ?? '').split('\n')) if (line.trim() !== '') say(line)
      },
    )
  })

const imageId = async (docker: Docker, name: string): Promise<string | undefined> => {
  try {
    return (await docker.client.container.dockerode.getImage(name).inspect()).Id
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 404)
      return undefined
    throw new EnvironmentError(`the Docker engine cannot say whether it has ${name}: ${messageOf(error)}`, [], {
      cause: error,
    })
  }
}

/** The files of a folder and below, or a file itself; `ending` is what a file's name may leave out. */
const filesBelow = (folder: string, path: string, ending = ''): readonly string[] => {
  const full = join(folder, path)
  if (!existsSync(full)) return existsSync(full + ending) ? [path + ending] : []
  if (!statSync(full).isDirectory()) return [path]
  return readdirSync(full)
    .sort()
    .flatMap(name => filesBelow(folder, `${path}/${name}`))
}

const digest = (parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(String(part.length)).update(' ').update(part)
  return hash.digest('hex').slice(0, 12)
}
