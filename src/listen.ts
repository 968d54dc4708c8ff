import type { Server } from 'node:net'
import { EnvironmentError } from './errors.ts'

/** Lets a server listen, on a free port if `port` is 0, and gives the port. Throws an EnvironmentError where it cannot. */
export const listen = async (server: Server, port: number, host: string): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', cause => {
      reject(
        new EnvironmentError(`cannot listen on ${host}:${port}: ${cause.message}; choose another port`, [], { cause }),
      )
    })
    server.listen(port, host, resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}
