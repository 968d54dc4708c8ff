import { InputError } from '../../src/errors.ts'
import { known } from './choice.ts'
import { withoutEffect } from './without-effect.ts'

/** Images by the name of the web server that each is for. */
export type Images = Readonly<Record<string, string>>

/** Whether `--image` says for which web server each image is. */
export const namesServers = (text: string): boolean => text.includes('=')

/**
 * What `--image` says: one image, for each of the web servers, or one a server, as `apache=…,nginx=…`. Throws an InputError for
 * other text.
 */
export const imagesOf = (text: string, servers: readonly string[]): Images => {
  if (!namesServers(text)) return Object.fromEntries(servers.map(server => [server, text]))
  const named = text.split(',').map(part => /^([^=]*)=(.*)$/.exec(part)?.slice(1) ?? ['', ''])
  known(
    'backend',
    named.map(([server = '']) => server),
    servers,
  )
  const names = new Set(named.map(([server]) => server))
  if (names.size < named.length || named.some(([, image]) => image === '')) {
    throw badImage(`--image ${text}: wanted one image for each web server, as ${example(servers)}`)
  }
  return Object.fromEntries(named)
}

/** Throws an InputError when `--image` names none or several of the web servers in use; `servers` are all that there are. */
export const mustServe = (text: string, servers: readonly string[], used: readonly string[]): void => {
  if (namesServers(text)) {
    const unused = Object.keys(imagesOf(text, servers)).filter(server => !used.includes(server))
    if (unused.length === 0) return
    throw withoutEffect(unused.map(server => `--image ${server}=… has no effect: ${server} is not in use`))
  }
  if (used.length < 2) return
  throw badImage(
    `--image ${text} is the image of one web server, and ${used.join(' and ')} are in use: ${example(used)}`,
  )
}

const example = (servers: readonly string[]): string => `--image ${servers.map(server => `${server}=…`).join(',')}`

const badImage = (message: string): InputError => new InputError([{ code: 'BAD_COMMAND', message }])
