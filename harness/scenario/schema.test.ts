import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { jsonSchema } from './file-schema.ts'

test('the published JSON Schema is up to date (npm run schema writes it)', async () => {
  const published: unknown = JSON.parse(await readFile(new URL('schema.json', import.meta.url), 'utf8'))
  expect(published).toEqual(JSON.parse(JSON.stringify(jsonSchema())))
})
