import { serveScorer } from './dist/src/scoring/serve.js'

const ended = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => ended.abort())
await serveScorer({ port: 5000, host: '0.0.0.0', control: true }, ended.signal, ({ url }) =>
  console.log(`the scoring server listens on ${url}`),
)
