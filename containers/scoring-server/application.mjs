import { startApplication } from './dist/harness/waf/application-server.js'

const { port } = await startApplication({ port: 8080, host: '0.0.0.0' })
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0))
console.log(`the application listens on port ${port}`)
