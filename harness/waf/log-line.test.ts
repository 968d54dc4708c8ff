import { describe, expect, test } from 'vitest'
import { clientPort, nginxConnection, parseErrorLogLine } from './log-line.ts'

const AFTER = '/etc/modsecurity.d/owasp-crs/plugins/machine-learning-after.conf'
const APACHE =
  '[Sat Nov 21 16:48:24.152095 2026] [security2:error] [pid 419:tid 139726484924096] [client 172.17.0.1:50610] [client 172.17.0.1]'
const END = '[hostname "localhost"] [uri "/"] [unique_id "awHLWMCEIkoIjlgmMub18QAAAEE"]'

describe('lines that mod_security2 2.9.7 wrote', () => {
  test('a rule that a script decided has each field', () => {
    const raw = `${APACHE} ModSecurity: Warning. 1 [file "${AFTER}"] [line "77"] [id "9516120"] [msg "Anomaly Score Exceeded (Total Score: 40) - ML kicked in."] [severity "CRITICAL"] [ver "machine-learning-plugin/1.0.0"] [tag "modsecurity"] [tag "anomaly-evaluation"] ${END}`
    expect(parseErrorLogLine(raw)).toEqual({
      raw,
      text: 'Warning. 1',
      file: AFTER,
      line: 77,
      id: 9516120,
      msg: 'Anomaly Score Exceeded (Total Score: 40) - ML kicked in.',
      severity: 'CRITICAL',
      ver: 'machine-learning-plugin/1.0.0',
      tags: ['modsecurity', 'anomaly-evaluation'],
      hostname: 'localhost',
      uri: '/',
      uniqueId: 'awHLWMCEIkoIjlgmMub18QAAAEE',
    })
  })

  test('a denial keeps its code and phase in the text', () => {
    const line = parseErrorLogLine(
      `${APACHE} ModSecurity: Access denied with code 403 (phase 2). Operator EQ matched 0 at TX:machine-learning-plugin_inbound_ml_status. [file "${AFTER}"] [line "117"] [id "9516320"] [msg "ML Model detected anomalies and blocked"] [data "ML model status: 0. ML model anomaly score: 0. CRS anomaly score: 40"] [severity "CRITICAL"] ${END}`,
    )
    expect(line?.text).toBe(
      'Access denied with code 403 (phase 2). Operator EQ matched 0 at TX:machine-learning-plugin_inbound_ml_status.',
    )
    expect(line?.data).toBe('ML model status: 0. ML model anomaly score: 0. CRS anomaly score: 40')
  })

  test('a line that a script logged has no rule, and its trailing blank stays', () => {
    const line = parseErrorLogLine(`${APACHE} ModSecurity: The server is unreachable  ${END}`)
    expect(line?.text).toBe('The server is unreachable ')
    expect(line?.id).toBeUndefined()
    expect(line?.uniqueId).toBe('awHLWMCEIkoIjlgmMub18QAAAEE')
  })

  test('a referer behind the line is no field, whatever it looks like', () => {
    const line = parseErrorLogLine(
      `${APACHE} ModSecurity: Warning. x [id "7"] ${END}, referer a"b [unique_id "y"], referer c`,
    )
    expect(line).toMatchObject({ text: 'Warning. x', id: 7, uri: '/', uniqueId: 'awHLWMCEIkoIjlgmMub18QAAAEE' })
  })

  test('an empty text of a script leaves the blank after "Warning."', () => {
    expect(parseErrorLogLine(`${APACHE} ModSecurity: Warning.  [file "${AFTER}"] [line "9"] ${END}`)?.text).toBe(
      'Warning. ',
    )
  })

  test("the text has Apache's escapes undone, as the audit log has it", () => {
    const line = parseErrorLogLine(
      String.raw`${APACHE} ModSecurity: Warning. Pattern match "(?:^|[\\\\/])\\\\.\\\\.(?:[\\\\/]|$)" at REQUEST_URI. [file "a.conf"] [line "72"] ${END}`,
    )
    expect(line?.text).toBe(String.raw`Warning. Pattern match "(?:^|[\\/])\\.\\.(?:[\\/]|$)" at REQUEST_URI.`)
  })

  test('a value has both escapes undone', () => {
    const line = parseErrorLogLine(
      String.raw`${APACHE} ModSecurity: Warning. x [data "Matched Data: \\" \\x00 \\n \\\\ ]\\" [ found"] [tag "a"] ${END}`,
    )
    expect(line?.data).toBe('Matched Data: " \0 \n \\ ]" [ found')
    expect(line?.tags).toEqual(['a'])
  })

  test('an argument name that looks like fields does not become one', () => {
    const line = parseErrorLogLine(
      `${APACHE} ModSecurity: Warning. Match at ARGS:x [file "y"] [line "1"] [id "1"]. [file "a.conf"] [line "2"] [id "2"] ${END}`,
    )
    expect(line).toMatchObject({
      text: 'Warning. Match at ARGS:x [file "y"] [line "1"] [id "1"].',
      file: 'a.conf',
      id: 2,
    })
  })

  test('a message cut at 1023 bytes keeps its whole fields and the ones after the cut', () => {
    const line = parseErrorLogLine(
      `${APACHE} ModSecurity: Warning. x. [file "a.conf"] [line "2"] [id "2"] [msg "m"] [tag "one"] [tag "tw ${END}`,
    )
    expect(line).toMatchObject({ text: 'Warning. x.', id: 2, msg: 'm', tags: ['one'], hostname: 'localhost', uri: '/' })
  })

  test('a script text cut at 1023 bytes has no rule left', () => {
    const line = parseErrorLogLine(`${APACHE} ModSecurity: Warning. ${'long '.repeat(20)}${END}`)
    expect(line?.text).toBe(`Warning. ${'long '.repeat(20).slice(0, -1)}`)
    expect(line?.id).toBeUndefined()
  })

  test('the client is named once from 2.9.8 on', () => {
    const once = APACHE.replace(' [client 172.17.0.1]', '')
    expect(parseErrorLogLine(`${once} ModSecurity: Warning. 1 [id "3"] ${END}`)?.id).toBe(3)
    expect(clientPort(`${once} ModSecurity: Warning. 1 [id "3"] ${END}`)).toBe(50610)
  })

  test.each([
    [
      '[Sat Nov 21 16:48:24.152095 2026] [core:error] [pid 419:tid 1] [client 172.17.0.1:50610] AH00126: Invalid URI in request',
      50610,
    ],
    [
      '[Sat Nov 21 16:48:24.152095 2026] [proxy:error] [pid 1:tid 1] (111)Connection refused: [client 10.0.0.1:7] AH01114: x',
      7,
    ],
    ['[Sat Nov 21 16:48:24.152095 2026] [core:notice] [pid 1:tid 1] AH00052: child pid 418 exit signal', undefined],
  ])('another module’s line is no ModSecurity line: %s', (raw, port) => {
    expect(parseErrorLogLine(raw)).toBeUndefined()
    expect(clientPort(raw)).toBe(port)
  })
})

describe('lines that libmodsecurity 3.0.14 wrote through nginx', () => {
  const raw = `2026/11/21 17:17:23 [error] 425#425: *18 [client 172.17.0.1] ModSecurity: Access denied with code 403 (phase 2). Matched "Operator \`Eq' with parameter \`' against variable \`TX:machine-learning-plugin_inbound_ml_status' (Value: \`0' ) [file "${AFTER}"] [line "103"] [id "9516320"] [rev ""] [msg "ML Model detected anomalies and blocked"] [data "ML model status: 0. ML model anomaly score: -1. CRS anomaly score: 30"] [severity "2"] [ver "machine-learning-plugin/1.0.0"] [maturity "0"] [accuracy "0"] [tag "modsecurity"] [tag "anomaly-evaluation"] [hostname "172.17.0.2"] [uri "/"] [unique_id "179528144310.218621"] [ref ""], client: 172.17.0.1, server: , request: "GET /?arg=../../etc/passwd HTTP/1.1", host: "localhost"`

  test('a denial has each field', () => {
    expect(parseErrorLogLine(raw)).toEqual({
      raw,
      text: "Access denied with code 403 (phase 2). Matched \"Operator `Eq' with parameter `' against variable `TX:machine-learning-plugin_inbound_ml_status' (Value: `0' )",
      file: AFTER,
      line: 103,
      id: 9516320,
      rev: '',
      msg: 'ML Model detected anomalies and blocked',
      data: 'ML model status: 0. ML model anomaly score: -1. CRS anomaly score: 30',
      severity: '2',
      ver: 'machine-learning-plugin/1.0.0',
      maturity: '0',
      accuracy: '0',
      tags: ['modsecurity', 'anomaly-evaluation'],
      hostname: '172.17.0.2',
      uri: '/',
      uniqueId: '179528144310.218621',
    })
    expect(nginxConnection(raw)).toBe(18)
  })

  test('a quote in a value does not end it', () => {
    expect(parseErrorLogLine(raw.replace('ML model status', 'say "hi"] now'))?.msg).toBe(
      'ML Model detected anomalies and blocked',
    )
    expect(parseErrorLogLine(raw.replace('ML model status', 'say "hi"] now'))?.data).toMatch(/^say "hi"\] now: 0/)
  })
})
