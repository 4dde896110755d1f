import { type AddressInfo, createServer } from 'node:net'

/**
 * Listens where a server will listen, and stops at once: throws the error of listening before anything is created for the server. Returns the port, which for 0
 * is one that was free.
 */
export async function requireFreeAddress({ host, port }: { readonly host: string; readonly port: number }): Promise<number> {
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, exclusive: true }, resolve)
  })
  const found = (server.address() as AddressInfo).port
  await new Promise((resolve) => server.close(resolve))
  return found
}
