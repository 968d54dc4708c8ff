import { createRequire } from 'node:module'
import { type ByteString, fromOctets, toOctets } from '../../../src/bytes.ts'
import { messageOf } from '../../../src/errors.ts'
import type { Header } from '../../../src/http/message.ts'
import type { Version } from './versions.ts'

/** What libmodsecurity wants done to a request. */
export type NativeIntervention = { readonly status: number; readonly url: ByteString; readonly log: ByteString }

/** libmodsecurity's transaction: the steps of a request in their order. */
export type NativeTransaction = {
  readonly processConnection: (client: string, clientPort: number, server: string, serverPort: number) => void
  readonly processUri: (target: ByteString, method: ByteString, version: ByteString) => void
  readonly setHostname: (name: ByteString) => void
  readonly processRequestHeaders: (headers: readonly Header[]) => void
  readonly processRequestBody: (body: ByteString) => void
  readonly processResponseHeaders: (status: number, protocol: ByteString, headers: readonly Header[]) => void
  readonly processResponseBody: (body: ByteString) => void
  readonly processLogging: () => void
  /** What is to be done since the last look, if anything. */
  readonly intervention: () => NativeIntervention | undefined
  readonly end: () => void
}

/** Rules that libmodsecurity has loaded. */
export type NativeRules = {
  /** `log` gets each line of the error log as it is written. */
  readonly open: (uniqueId: string, log: (line: ByteString) => void) => NativeTransaction
  readonly end: () => void
}

/** libmodsecurity, loaded into the process that has opened it. */
export type ModSecurityLibrary = {
  readonly version: Version
  /** Loads a file and what it includes; the engine's own words where it refuses. */
  readonly load: (file: string) => NativeRules | { readonly refused: string }
}

type Native = (...args: unknown[]) => unknown
type Koffi = {
  load: (file: string, options: { readonly global: boolean }) => { func: (prototype: string) => Native }
  proto: (prototype: string) => unknown
  pointer: (type: unknown) => unknown
  register: (callback: (...args: unknown[]) => void, type: unknown) => unknown
  struct: (name: string, fields: Readonly<Record<string, string>>) => unknown
  decode: (pointer: unknown, type: string, length?: number) => unknown
}

/** Opens libmodsecurity.so.3 through koffi; or says why it cannot be had here. A fault of its own ends this process. */
export const openLibrary = (): ModSecurityLibrary | { readonly absent: string } => {
  let koffi: Koffi
  try {
    koffi = createRequire(import.meta.url)('koffi') as Koffi
  } catch {
    return { absent: 'the package koffi is not installed: npm i -D koffi' }
  }
  try {
    // Global, so that LuaSocket's own library finds the Lua that libmodsecurity brings.
    return libraryOf(koffi, koffi.load('libmodsecurity.so.3', { global: true }))
  } catch (error) {
    return {
      absent: `libmodsecurity.so.3 is not here (on Debian: apt-get install libmodsecurity3): ${messageOf(error)}`,
    }
  }
}

/** Prototypes of headers/modsecurity/{modsecurity,rules_set,transaction,intervention}.h, 3.0.9 to 3.0.14. */
const libraryOf = (koffi: Koffi, library: ReturnType<Koffi['load']>): ModSecurityLibrary => {
  const logCallback = koffi.proto('void wafrig_log(void *data, const void *message)')
  koffi.struct('wafrig_intervention', {
    status: 'int',
    pause: 'int',
    url: 'void *',
    log: 'void *',
    disruptive: 'int',
  })
  const func = (prototype: string): Native => library.func(prototype)
  const optional = (prototype: string): Native | undefined => {
    try {
      return func(prototype)
    } catch {
      return undefined
    }
  }
  // The C library's: it is found through the library that uses it.
  const lengthOf = func('size_t strlen(const void *text)')
  const init = func('void *msc_init()')
  const whoAmI = func('const char *msc_who_am_i(void *engine)')
  const setConnector = func('void msc_set_connector_info(void *engine, const char *connector)')
  const setLog = func('void msc_set_log_cb(void *engine, wafrig_log *callback)')
  const createRules = func('void *msc_create_rules_set()')
  const addFile = func('int msc_rules_add_file(void *rules, const char *file, _Out_ const char **error)')
  const endRules = func('int msc_rules_cleanup(void *rules)')
  const open = func('void *msc_new_transaction_with_id(void *engine, void *rules, const char *id, void *data)')
  const connection = func(
    'int msc_process_connection(void *tx, const char *client, int port, const char *server, int to)',
  )
  const uri = func('int msc_process_uri(void *tx, const void *uri, const void *method, const void *version)')
  const hostname = optional('int msc_set_request_hostname(void *tx, const void *name)')
  const addHeader = func(
    'int msc_add_n_request_header(void *tx, const void *name, size_t n, const void *value, size_t v)',
  )
  const headers = func('int msc_process_request_headers(void *tx)')
  const appendBody = func('int msc_append_request_body(void *tx, const void *octets, size_t length)')
  const body = func('int msc_process_request_body(void *tx)')
  const addAnswerHeader = func(
    'int msc_add_n_response_header(void *tx, const void *name, size_t n, const void *value, size_t v)',
  )
  const answerHeaders = func('int msc_process_response_headers(void *tx, int status, const char *protocol)')
  const appendAnswerBody = func('int msc_append_response_body(void *tx, const void *octets, size_t length)')
  const answerBody = func('int msc_process_response_body(void *tx)')
  const logging = func('int msc_process_logging(void *tx)')
  const look = func('int msc_intervention(void *tx, _Inout_ wafrig_intervention *found)')
  const end = func('void msc_transaction_cleanup(void *tx)')

  /** A C string's octets. What lies behind its end may not be this process' to read. */
  const octetsAt = (pointer: unknown): ByteString => {
    if (pointer === null || pointer === undefined) return ''
    const length = Number(lengthOf(pointer))
    return length === 0 ? '' : fromOctets(Uint8Array.from(koffi.decode(pointer, 'uint8_t', length) as Uint8Array))
  }

  const engine = init()
  setConnector(engine, 'wafrig')
  let write = (_: ByteString): void => {}
  setLog(
    engine,
    koffi.register((_, message) => write(octetsAt(message)), koffi.pointer(logCallback)),
  )

  const transaction = (tx: unknown): NativeTransaction => ({
    processConnection: (client, port, server, to) => void connection(tx, client, port, server, to),
    processUri: (target, method, version) => void uri(tx, terminated(target), terminated(method), terminated(version)),
    setHostname: name => void hostname?.(tx, terminated(name)),
    processRequestHeaders: fields => {
      for (const { name, value } of fields)
        addHeader(tx, terminated(name), name.length, terminated(value), value.length)
      headers(tx)
    },
    processRequestBody: octets => {
      if (octets !== '') appendBody(tx, toOctets(octets), octets.length)
      body(tx)
    },
    processResponseHeaders: (status, protocol, fields) => {
      for (const { name, value } of fields) {
        addAnswerHeader(tx, terminated(name), name.length, terminated(value), value.length)
      }
      answerHeaders(tx, status, protocol)
    },
    processResponseBody: octets => {
      if (octets !== '') appendAnswerBody(tx, toOctets(octets), octets.length)
      answerBody(tx)
    },
    processLogging: () => void logging(tx),
    intervention: () => {
      const found = { status: 200, pause: 0, url: null, log: null, disruptive: 0 }
      if (look(tx, found) === 0 || found.disruptive === 0) return undefined
      return { status: found.status, url: octetsAt(found.url), log: octetsAt(found.log) }
    },
    end: () => void end(tx),
  })

  return {
    version: versionOf(String(whoAmI(engine))),
    load: file => {
      const rules = createRules()
      const error: [string | null] = [null]
      if (Number(addFile(rules, file, error)) < 0) {
        endRules(rules)
        return { refused: error[0] ?? 'libmodsecurity does not say why' }
      }
      return {
        open: (uniqueId, log) => {
          write = log
          return transaction(open(engine, rules, uniqueId, null))
        },
        end: () => void endRules(rules),
      }
    },
  }
}

const terminated = (value: ByteString): Uint8Array => toOctets(`${value}\0`)

const versionOf = (whoAmI: string): Version => (/v(\d+)\.(\d+)\.(\d+)/.exec(whoAmI) ?? []).slice(1).map(Number)
