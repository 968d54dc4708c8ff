import { type EvidenceOf, loading, observed, seenIn } from './evidence.ts'

const seen = seenIn('server')

/** What the web server does around the engine. */
export const server: EvidenceOf<'server'> = {
  root: {
    differs: 'A relative name of Include lies in the ServerRoot of Apache; in nginx beside the file that includes.',
    cases: [observed('load-errors', 'Include of a relative name'), loading('v3', 'Include of a relative name')],
  },
  read: {
    differs:
      'Which requests are refused, how a path is resolved before phase 2 and what becomes of bodies that cannot be read is as in Apache; what nginx does otherwise is not told apart yet.',
    cases: [
      seen('Apache resolves the path before phase 2'),
      {
        suite: 'src/servers/httpd/parse-request.test.ts',
        name: '%s is taken as httpd takes it',
      },
    ],
  },
  hostOf: {
    differs:
      'Logs and SERVER_NAME have the host in lower case, without its port, as Apache knows it; what nginx does otherwise is not told apart yet.',
    cases: [seen('Apache knows the host in lower case and without its port')],
  },
  page: {
    differs: 'A refusal comes with the page that Apache has for its status; that of nginx is not told apart yet.',
    cases: [seen('Apache answers a refusal with its page for the status, in ISO 8859-1')],
  },
  inFrontOf: {
    differs:
      "The image's Apache puts its own page in the place of an application's error, and as a proxy answers some requests by itself; nginx hands all on.",
    cases: [
      seen("Apache puts a page of its own in the place of an application's error"),
      seen("nginx hands on an application's error"),
    ],
  },
  refusedTarget: {
    differs:
      'The proxy of Apache refuses targets of the action proxy that it cannot reach; libmodsecurity has no such action.',
    cases: [observed('actions', 'proxy, and what stands before the scheme')],
  },
  brokenBody: {
    differs:
      'Apache comes itself upon a body that cannot be read to its end and that nobody else has read, before it sends an answer as well as when it hands the request on; nginx only when it hands the request on.',
    cases: [
      observed('body-faults', 'a rule of phase 1 answers a request whose body cannot be read'),
      observed('body-faults', 'the server answers a request whose body cannot be read'),
      observed('body-faults', 'the proxy comes upon a body that cannot be read'),
    ],
  },
  finish: {
    differs:
      "Apache cuts the range that a request wants out of an application's answer; nginx answers whole. In phase 5 rules find the headers that Apache adds as it sends.",
    cases: [
      seen("Apache cuts a range out of an application's answer"),
      seen('nginx answers whole'),
      observed('response', 'headers that httpd adds are there in phase 5'),
    ],
  },
  keepAlive: {
    differs:
      "A connection of Apache's has 100 requests and ends with any answer 500, one of nginx's has 1,000 and goes on after the application's.",
    cases: [
      seen("Apache ends a connection with the application's 500"),
      seen("nginx goes on with a connection after the application's 500"),
    ],
  },
  readInTime: {
    differs: 'Apache gives up when a head or body has not come in time, nginx when nothing has come for some time.',
    cases: [seen('Apache gives up on a body that comes too slowly'), seen('nginx waits for a body that comes slowly')],
  },
}
