// A scoring server with the published wire format, as somebody might have one: `node published-server.mjs PORT LOG`. Fields of a
// form in, 200 (pass), 401 (attack) or 400 out, and the score as the body; POST alone. A line of the log for each question.
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'

const [port, log] = process.argv.slice(2)

createServer(async (request, response) => {
  const answer = (status, body) => response.writeHead(status, { 'content-type': 'text/plain' }).end(body)
  if (request.method !== 'POST') return answer(405, 'POST alone')
  let body = ''
  for await (const chunk of request) body += chunk
  const form = new URLSearchParams(body)
  const missing = ['method', 'path', 'args', 'files', 'sizes', 'hour', 'day'].filter(name => !form.has(name))
  if (missing.length > 0) return answer(400, `no ${missing.join(', ')}`)
  const isAttack = /\.\.\//.test(form.get('args'))
  appendFileSync(log, `${form.get('method')} ${form.get('path')} ${form.get('args')} ${isAttack ? 401 : 200}\n`)
  return isAttack ? answer(401, '-0.42') : answer(200, '0.5')
}).listen(Number(port), '127.0.0.1')
