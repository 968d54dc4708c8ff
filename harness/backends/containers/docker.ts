import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ContainerRuntimeClient } from 'testcontainers'
import { EnvironmentError } from '../../../src/errors.ts'
import { PACKAGE_ROOT } from '../../package-root.ts'
import { withLimit } from './limit.ts'

/** A Docker engine that answers. */
export type Docker = {
  readonly testcontainers: typeof import('testcontainers')
  readonly client: ContainerRuntimeClient
}

const CONNECT_LIMIT_MS = 15_000

/** How to have a Docker engine, in brackets: the script is in a checkout only, not in the package. */
export const INSTALL_DOCKER = existsSync(join(PACKAGE_ROOT, '.ci', 'install-docker'))
  ? ' (on Debian, as root: .ci/install-docker)'
  : ''

/**
 * Connects to the Docker engine that Testcontainers finds. `reaperImage` is the image that cleans up after a crash where the user has
 * not named another (RYUK_CONTAINER_IMAGE); Testcontainers reads it when it is loaded, which is why that happens here. Throws an
 * EnvironmentError where there is no engine.
 */
export const connectDocker = async (reaperImage: string): Promise<Docker> => {
  process.env.RYUK_CONTAINER_IMAGE ??= reaperImage
  const testcontainers = await import('testcontainers')
  try {
    const client = await withLimit(
      testcontainers.getContainerRuntimeClient(),
      CONNECT_LIMIT_MS,
      'an answer of the Docker engine',
    )
    return { testcontainers, client }
  } catch (cause) {
    if (cause instanceof EnvironmentError) throw cause
    throw new EnvironmentError(
      `no Docker engine answers; start one, or set DOCKER_HOST to one that runs${INSTALL_DOCKER}`,
      [],
      { cause },
    )
  }
}
