import { expect, test } from 'vitest'
import { accessLine } from './contained-server.ts'

test.each([
  [
    'wafrig request awHjytE3PAgAj-k8n9i2UAAAAAI port=36942 status=403 generation=0 id=-',
    { uniqueId: 'awHjytE3PAgAj-k8n9i2UAAAAAI', port: 36942, status: 403, generation: 0, connection: undefined },
  ],
  [
    'wafrig request - port=36956 status=400 generation=7 id=-',
    { uniqueId: '-', port: 36956, status: 400, generation: 7, connection: undefined },
  ],
  [
    'wafrig request 23906ae5e47d17064ee79324f9e478c5 port=59138 status=400 generation=2 id=a b connection=6',
    { uniqueId: '23906ae5e47d17064ee79324f9e478c5', port: 59138, status: 400, generation: 2, connection: 6 },
  ],
  ['wafrig probe /ready generation=1', undefined],
  ['[Sat Nov 21 18:32:42.510579 2026] [security2:error] wafrig request a port=1 status=1 generation=1 id=-', undefined],
])('%s', (line, taken) => {
  expect(accessLine(line)).toEqual(taken)
})
