// What stands beside a WAF in a container of its own: the application, and a way to the scoring server of whoever started it.
import { startApplication } from './dist/harness/waf/application-server.js'
import { startRelay } from './dist/harness/waf/relay.js'

await startApplication({ port: 8080, host: '0.0.0.0' })
await startRelay({ port: 5000, carrierPort: 5001, host: '0.0.0.0' })
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0))
console.log('the application and the relay listen')
