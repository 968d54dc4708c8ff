import { readFile, rename, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { InputError } from '../../../src/errors.ts'
import type { FuzzResult } from './run-fuzz.ts'

const schema = z.record(
  z.string(),
  z.object({
    next: z.number().int(),
    sent: z.number().int(),
    unequal: z.number().int(),
    known: z.record(z.string(), z.number().int()),
    kinds: z.array(
      z.object({
        kind: z.string(),
        count: z.number().int(),
        first: z.number().int(),
        request: z.string(),
        rules: z.array(z.number().int()),
        observed: z.object({ status: z.number().int().optional(), log: z.array(z.string()) }),
        differences: z.array(z.string()),
      }),
    ),
  }),
)

/** What runs found so far, by what was compared (rule set, engine setting, backends, seed). */
export type FuzzState = Readonly<Record<string, FuzzResult>>

/** Reads a state file; one that is not there yet is an empty state. Throws an InputError for one that is no such file. */
export const readState = async (file: string | undefined): Promise<FuzzState> => {
  const text = file === undefined ? undefined : await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return {}
  const parsed = schema.safeParse(asJson(text))
  if (parsed.success) return parsed.data
  throw new InputError([{ code: 'BAD_STATE', message: `${file} is no state of wafrig fuzz; name another file` }])
}

/** Writes a state file; one that is cut off in the middle leaves the one before. */
export const writeState = async (file: string, state: FuzzState): Promise<void> => {
  await writeFile(`${file}.new`, JSON.stringify(state))
  await rename(`${file}.new`, file)
}

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
