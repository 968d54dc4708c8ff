import { type EvidenceOf, loading, observed, seenIn } from './evidence.ts'

const seen = seenIn('variables')

/** What variables hold and how they are named. */
export const variables: EvidenceOf<'variables'> = {
  registry: {
    differs:
      'libmodsecurity has some variables otherwise: the URI decoded, PATH_INFO and AUTH_TYPE of the request, the last of two values of a name before the first, collections in the order of its hash tables. Each knows names that the other does not, of httpd and of its error log those that mod_security2 has.',
    cases: [
      seen("in mod_security2 the URI is as it was sent, and some variables are the web server's"),
      seen('in libmodsecurity the URI is decoded, and such variables are made of the request'),
      seen('in mod_security2 the first of two arguments of one name stands for both'),
      seen('in libmodsecurity the last of two arguments of one name stands for both'),
      observed('load-errors', 'v3 variables: MULTIPART_SEMICOLON_MISSING'),
      loading('v2', 'a selector of FILES_NAMES'),
      loading('v2', 'a selector of the error log'),
      loading('v3', 'the error log as a variable'),
    ],
  },
  headers: {
    differs:
      'Two headers of one name are one in mod_security2, joined by a comma and a blank; libmodsecurity has both.',
    cases: [seen('mod_security2 joins headers of one name'), seen('libmodsecurity keeps headers of one name apart')],
  },
  fullName: {
    differs:
      'In MATCHED_VAR_NAME and in logs the entry of `&ARGS:x` is ARGS in mod_security2 and ARGS:x in libmodsecurity; mod_security2 escapes keys and writes them as they came, libmodsecurity as the rule has them.',
    cases: [
      seen('in mod_security2 what is counted has the name of the collection'),
      seen('in libmodsecurity what is counted has its own name'),
      observed('ctl-and-exclusions', 'names with bytes that are escaped in logs'),
    ],
  },
}
