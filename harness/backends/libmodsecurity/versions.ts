/** A version of libmodsecurity, e.g. [3, 0, 14]. */
export type Version = readonly number[]

/** 3.0.9 and older end the process when a script asks for a whole collection, as the plugin does (b8e1aede). */
export const FIRST_SAFE_FOR_SCRIPTS: Version = [3, 0, 10]

/** Before this one the log has the server's address for the host's name (937fc5ae). */
export const FIRST_WITH_HOSTNAME: Version = [3, 0, 13]

/** True of a version that came before another. */
export const isOlder = (version: Version, than: Version): boolean => {
  const at = than.findIndex((number, index) => (version[index] ?? 0) !== number)
  return at !== -1 && (version[at] ?? 0) < (than[at] ?? 0)
}
