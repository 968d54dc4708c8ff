import type { Variable } from '../transaction/parts.ts'
import { scalar } from './entries.ts'

export const REMOTE_ADDR: Variable = scalar(tx => tx.start.connection.remoteAddress)
/** The address: names are looked up only with HostnameLookups. */
export const REMOTE_HOST: Variable = REMOTE_ADDR
export const REMOTE_PORT: Variable = scalar(tx => String(tx.start.connection.remotePort))
export const REMOTE_USER: Variable = scalar(() => undefined)
export const USERAGENT_IP: Variable = REMOTE_ADDR
export const SERVER_ADDR: Variable = scalar(tx => tx.start.connection.serverAddress)
export const SERVER_NAME: Variable = scalar(tx => tx.start.serverName)
export const SERVER_PORT: Variable = scalar(tx => String(tx.start.connection.serverPort))

/** Microseconds since the request began. */
export const DURATION: Variable = scalar(tx =>
  String(Math.max(0, Math.round((tx.start.wallMs() - tx.start.startedMs) * 1000))),
)

const two = (value: number): string => String(value).padStart(2, '0')
const at = (read: (time: Date) => string): Variable => scalar(tx => read(new Date(tx.start.startedMs)))

/** Local time of the request, as the engine's strftime gives it. */
export const TIME: Variable = at(time => {
  const date = `${time.getFullYear()}${two(time.getMonth() + 1)}${two(time.getDate())}`
  return `${date}${two(time.getHours())}${two(time.getMinutes())}${two(time.getSeconds())}`
})
export const TIME_YEAR: Variable = at(time => String(time.getFullYear()))
export const TIME_MON: Variable = at(time => two(time.getMonth() + 1))
export const TIME_DAY: Variable = at(time => two(time.getDate()))
export const TIME_HOUR: Variable = at(time => two(time.getHours()))
export const TIME_MIN: Variable = at(time => two(time.getMinutes()))
export const TIME_SEC: Variable = at(time => two(time.getSeconds()))
export const TIME_WDAY: Variable = at(time => String(time.getDay()))
export const TIME_EPOCH: Variable = at(time => String(Math.floor(time.getTime() / 1000)))
