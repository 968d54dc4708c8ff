import { linesOfModSecurity2 } from '../setup/engine-settings.ts'
import { clientPort } from '../waf/log-line.ts'
import type { Backend } from './backend.ts'
import { inContainer } from './in-container.ts'

/** mod_security2 on Apache httpd, in a container. */
export const apache: Backend = inContainer(
  {
    name: 'apache',
    summary: 'the real mod_security2 on Apache, in a container',
    engine: 'mod_security2',
    platform: 'httpd',
  },
  {
    folder: 'modsecurity-apache',
    bases: { made: 'wafrig/modsecurity-crs:apache', official: 'owasp/modsecurity-crs:apache' },
    needsApplication: false,
    // A request that is not complete gets its 408 soon.
    environment: { REQUEST_READ_TIMEOUT_HEADER: '3-6', REQUEST_READ_TIMEOUT_BODY: '3' },
    adapt: linesOfModSecurity2,
    // Rules up to phase 4 have seen the response before; in phase 5 and in the audit log the header is there.
    naming: header => `
<IfModule !headers_module>
  LoadModule headers_module modules/mod_headers.so
</IfModule>
Header always set ${header} "%{UNIQUE_ID}e" "expr=%{SERVER_PORT} != '8090'"
`,
    clients: `
<IfModule !remoteip_module>
  LoadModule remoteip_module modules/mod_remoteip.so
</IfModule>
RemoteIPProxyProtocol On
`,
    noClientPort: "says the client's port, of which mod_remoteip tells mod_security2 nothing",
    // Behind the id stands the referer, if the request has one. A line that is cut off may have a part of the id.
    belongs: (line, { uniqueId, port }) =>
      / \[unique_id "[^"]*"\]/.test(line) ? line.includes(` [unique_id "${uniqueId}"]`) : clientPort(line) === port,
    sharing: {
      ofWholeServer:
        /^Sec(?:DataDir|PcreMatchLimit|PcreMatchLimitRecursion|ServerSignature|ChrootDir|GuardianLog)\b.*/gm,
      leaveOutRefused: `
before=$(readlink /opt/wafrig/configuration)
ln -sfn "$1" /opt/wafrig/configuration
while ! said=$(httpd -t 2>&1); do
  number=$(printf '%s\\n' "$said" | sed -n 's#^AH00526: .* of /etc/modsecurity.d/w\\([0-9]*\\)/.*#\\1#p' | head -n 1)
  if [ -z "$number" ]; then break; fi
  printf 'wafrig refused %s\\n%s\\n' "$number" "$said"
  left=$(grep -v "^Include /etc/modsecurity.d/w$number/" "$2")
  printf '%s\\n' "$left" >"$2"
done
ln -sfn "$before" /opt/wafrig/configuration`,
      refusalIn: printed => refusalIn(printed),
      hosts: all =>
        all.flatMap(({ host, entry }) => [
          '<VirtualHost *:8080>',
          `ServerName ${host}`,
          `Include ${entry}`,
          '</VirtualHost>',
        ]),
    },
    // mod_security2 logs phase 5 before mod_log_config writes the access line.
    settle: async () => {},
  },
)

/**
 * What httpd printed of the line that it refuses, without what it warned of before. It may die behind its words, of memory that rules
 * of others have spoilt.
 */
const refusalIn = (printed: string): string => {
  const words = printed.replace(/^[\s\S]*?(?=^AH00526: )/m, '').replace(/^ModSecurity: WARNING .*\n/gm, '')
  const isRefusal = words.startsWith('AH00526: ')
  return unescaped(
    isRefusal ? words.replace(/\n(?:Segmentation fault|Aborted|corrupted |free\(\)|malloc)[\s\S]*$/, '') : words,
  )
}

/** What httpd printed, without its escapes for a terminal (`ap_escape_errorlog_item`). */
const unescaped = (printed: string): string =>
  printed.replace(/\\(?:x([0-9a-f]{2})|([\\btnr]))/g, (_, hex: string | undefined, letter: string) =>
    hex === undefined ? (LETTERS.get(letter) ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  )

const LETTERS: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
])
