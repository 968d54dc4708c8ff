import { DIALECTS } from '../../../src/dialects/index.ts'
import { type Diagnostic, InputError } from '../../../src/errors.ts'
import type { Backend } from '../../backends/backend.ts'
import { connectDocker, type Docker } from '../../backends/containers/docker.ts'
import { baseImage, reaperImageName } from '../../backends/containers/images.ts'
import { type ImageLook, lookAtImage, unfitImage } from '../../backends/containers/look-at-image.ts'
import { type CheckResult, checked, fail, ok, warning } from './check.ts'
import { versionOf } from './version-of.ts'

/** A backend in a container with what was found of the image that its own is built on. */
export type LookedAt = { readonly backend: Backend; readonly fits: boolean; readonly results: readonly CheckResult[] }

const REMEDY = '--image takes an official CRS image, or one that containers/base/make-bases made'

/** Looks at the image that a backend's is built on; the one `named`, where one is. */
export const lookedAt = async (docker: Docker, backend: Backend, named: string | undefined): Promise<LookedAt> => {
  const { name, runs } = backend
  if (runs.in !== 'container') return { backend, fits: true, results: [] }
  const results = await checked(`${name}: image`, REMEDY, async () => {
    const image = await baseImage(docker, runs.server, named)
    return imageResults(backend, image, await lookAtImage(docker, runs.server, image))
  })
  return { backend, fits: results.every(({ state }) => state !== 'fail'), results }
}

/**
 * What to know before a run on images that were named, by web server: where their engines are not those that the emulator is like.
 * Throws an InputError with all that they lack.
 */
export const imageNotices = async (
  backends: readonly Backend[],
  images: Readonly<Record<string, string>>,
): Promise<readonly Diagnostic[]> => {
  const docker = await connectDocker(reaperImageName())
  const unfit: InputError[] = []
  const notices: Diagnostic[] = []
  for (const backend of backends) {
    const named = images[backend.name]
    if (backend.runs.in !== 'container' || named === undefined) continue
    const { server } = backend.runs
    const look = await lookAtImage(docker, server, await baseImage(docker, server, named))
    if (look.lacks.length > 0) unfit.push(unfitImage(server, named, look.lacks))
    for (const { state, what, found } of imageResults(backend, named, look)) {
      if (state === 'warning') notices.push({ code: 'OTHER_ENGINE', message: `${what}: ${found}` })
    }
  }
  if (unfit.length > 0) throw new InputError(unfit.flatMap(({ diagnostics }) => diagnostics))
  return notices
}

/** What there is to say of an image. */
export const imageResults = (
  { name, engine = 'mod_security2' }: Pick<Backend, 'name' | 'engine'>,
  image: string,
  { lacks, is }: ImageLook,
): readonly CheckResult[] => {
  const what = `${name}: image`
  if (lacks.length > 0) return [fail(what, `${image} lacks ${lacks.join('; ')}`, REMEDY)]
  const found = { engine: is.engine ?? 'of unknown version', lua: is.lua ?? 'of unknown version' }
  const emulated = { engine: versionOf(EMULATED[engine].build), lua: EMULATED[engine].lua.version }
  const shown = ({ engine: version, lua }: typeof found): string => `${engine} ${version} with Lua ${lua}`
  return [
    ok(what, [image, is.system, is.server, shown(found)].filter(part => part !== undefined).join(', ')),
    ...(found.engine === emulated.engine && found.lua === emulated.lua
      ? []
      : [
          warning(
            what,
            `${shown(found)}; the emulator is like ${shown(emulated)}`,
            `wafrig diff --backend emulator,${name} shows where a difference matters`,
          ),
        ]),
    ...(is.collections === undefined
      ? []
      : [ok(what, `keeps collections in ${is.collections}; each configuration begins with none, as in the emulator`)]),
  ]
}

/** The engines that the emulator is like. */
const EMULATED = { mod_security2: DIALECTS.v2, libmodsecurity: DIALECTS.v3 } as const
