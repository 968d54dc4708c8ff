import type { ByteString } from '../bytes.ts'
import { escapeLogKeepingQuotes } from '../log-escape.ts'
import type { Observer } from '../transaction/events.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { alertText, MESSAGE_LIMIT_BYTES } from './alert-text.ts'
import { type ErrorLogForm, errorLogItem } from './apache-error-log.ts'

/** How what mod_security2 writes to the error log stands in WEBSERVER_ERROR_LOG. */
export type ErrorItemsForm = ErrorLogForm & {
  /** The line of apache2_util.c that writes to the error log. */
  readonly errorLogCall: number
}

/**
 * An observer that gathers what httpd's error log gets of a request, as WEBSERVER_ERROR_LOG and the audit log have it
 * (msc_util.c, `format_error_log_message`, 2.9.13).
 */
export const errorItems =
  (form: ErrorItemsForm) =>
  (write: (item: ByteString) => void): Observer => {
    const ofEngine = (text: ByteString, tx: Transaction): void =>
      write(item('apache2_util.c', form.errorLogCall, errorLogItem(text, tx, form)))
    return {
      alert: (alert, tx) => {
        if (alert.errorLog) ofEngine(alertText(alert), tx)
      },
      message: ({ level, text }, tx) => {
        if (level <= 3) ofEngine(text.slice(0, MESSAGE_LIMIT_BYTES), tx)
      },
      serverLine: ({ file, line, text }) => write(item(file, line, text)),
    }
  }

const item = (file: string, line: number, text: ByteString): ByteString =>
  `[file "${file}"] [line ${line}] [level 3] ${escapeLogKeepingQuotes(text)}`
