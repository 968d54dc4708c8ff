// Makes the tables of keys in docs/scenarios.md anew, of the schema of scenarios: `npm run docs`.
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { withKeyTables } from '../dist/harness/scenario/key-tables.js'

const page = join(resolve(import.meta.dirname, '..'), 'docs', 'scenarios.md')
writeFileSync(page, withKeyTables(readFileSync(page, 'utf8')))
