// Prints docs/dialects.md, made of the evidence of the dialects: `npm run docs`.
import { dialectsPage } from '../dist/src/dialects/evidence/page.js'

process.stdout.write(dialectsPage())
