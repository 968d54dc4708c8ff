/** A web server that the CRS's own tests may expect something else of. */
export type Platform = 'httpd' | 'nginx'

/** All of them. */
export const PLATFORMS: readonly Platform[] = ['httpd', 'nginx']

/** Name of the file beside FTW tests that says what a platform brings instead. */
export const overridesFile = (platform: Platform): string => `${platform}-overrides.yaml`
