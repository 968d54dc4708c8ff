import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The package's folder, be this module run from `harness/` or from `dist/harness/`. */
export const PACKAGE_ROOT = rootOf(dirname(fileURLToPath(import.meta.url)))

/** The scenarios that come with the package. */
export const SHIPPED_SCENARIOS = join(PACKAGE_ROOT, 'scenarios')

/** The plugin that comes with the package. */
export const SHIPPED_PLUGIN = join(PACKAGE_ROOT, 'containers', 'plugin')

/** The starter rule set that comes with the package. */
export const STARTER_RULES = join(PACKAGE_ROOT, 'containers', 'rules')

/** A rule set without rules. */
export const NO_RULES = join(PACKAGE_ROOT, 'containers', 'no-rules')

function rootOf(harness: string): string {
  const parent = dirname(harness)
  return parent.endsWith('/dist') || parent.endsWith('\\dist') ? dirname(parent) : parent
}
