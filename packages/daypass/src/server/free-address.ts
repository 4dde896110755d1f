import { createServer } from 'node:net'

/** Listens where a server will listen, and stops at once: throws the error of listening before anything is created for the server. */
export async function requireFreeAddress({ host, port }: { readonly host: string; readonly port: number }): Promise<void> {
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, exclusive: true }, resolve)
  })
  await new Promise((resolve) => server.close(resolve))
}
