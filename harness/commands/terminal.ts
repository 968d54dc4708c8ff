type Stream = { readonly isTTY?: boolean; readonly columns?: number | undefined }

/**
 * Whether what is written there may have colours: on a terminal that has any, or where `FORCE_COLOR` asks for them; never where
 * `NO_COLOR` is set to anything (https://no-color.org).
 */
export const hasColours = (stream: Stream, env: NodeJS.ProcessEnv): boolean => {
  if ((env.NO_COLOR ?? '') !== '') return false
  if (env.FORCE_COLOR !== undefined) return !['0', 'false'].includes(env.FORCE_COLOR)
  return columnsOf(stream, env) !== undefined
}

/** The columns of a terminal; undefined of anything else, and of one that cannot write over a line. */
export const columnsOf = (
  { isTTY, columns = DEFAULT_COLUMNS }: Stream,
  { TERM }: NodeJS.ProcessEnv,
): number | undefined => (isTTY === true && TERM !== 'dumb' ? Math.max(columns, NARROWEST_COLUMNS) : undefined)

/** Where a terminal does not tell. */
const DEFAULT_COLUMNS = 80
const NARROWEST_COLUMNS = 20

/** Makes libraries that ask the environment by themselves follow what was found: some take a pipe on a CI server for a terminal. */
export const followColours = (isColoured: boolean, env: NodeJS.ProcessEnv): void => {
  if (isColoured) {
    env.FORCE_COLOR ??= '1'
    delete env.NO_COLOR
    return
  }
  env.NO_COLOR = '1'
  delete env.FORCE_COLOR
}
