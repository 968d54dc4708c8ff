import { expect, test } from 'vitest'
import { inspect, loadRules } from '../../index.ts'

/** Status, and what phase 2 saw where it ran. */
const seen = async (dialect: 'v2' | 'v3', type: string, body: string): Promise<string> => {
  const rules = [
    'SecRuleEngine On',
    'SecRequestBodyAccess On',
    'SecRequestBodyNoFilesLimit 10',
    `SecAction "id:1,phase:2,pass,nolog,setvar:'tx.seen=,%{REQBODY_ERROR} %{REQBODY_ERROR_MSG}'"`,
    `SecAction "id:2,phase:5,pass,nolog,setvar:'tx.last=,%{REQBODY_ERROR} %{INBOUND_DATA_ERROR}'"`,
  ]
  const head = `POST / HTTP/1.1\r\nHost: h\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`
  const { response, tx } = await inspect(loadRules({ text: rules.join('\n') }, { dialect }), head + body)
  return `${response?.status}${tx.get('seen') ?? ''}${tx.get('last')}`
}

const FORM = 'application/x-www-form-urlencoded'
const TOO_LONG = 'Request body excluding files is bigger than the maximum expected.'

// As mod_security2 2.9.13 on Apache and ModSecurity 3.0.16 on nginx did it.
test.each([
  ['a form over the limit', FORM, 'q=123456789', '413,1 1', `200,1 ${TOO_LONG},1 1`],
  ['a text over the limit that nobody reads', 'text/plain', 'some longer text', '200,0 ,0 0', '200,0 ,0 0'],
])('SecRequestBodyNoFilesLimit and %s', async (_, type, body, v2, v3) => {
  expect([await seen('v2', type, body), await seen('v3', type, body)]).toEqual([v2, v3])
})

test('a form of the length of the limit is not too long', async () => {
  expect(await seen('v2', FORM, 'q=12345678')).toBe('200,0 ,0 0')
})
