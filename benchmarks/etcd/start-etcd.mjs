// Owns: a server of etcd for a benchmark, with its data in a folder of the run.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {{ port: number }} */ (server.address())
  server.close()
  await once(server, 'close')
  return port
}

/** @param {string} folder @returns {Promise<{ endpoint: string, stop: () => Promise<void> }>} */
export async function startEtcd(folder) {
  const endpoint = `http://127.0.0.1:${await freePort()}`
  const peer = `http://127.0.0.1:${await freePort()}`
  const flags = [
    ...['--data-dir', join(folder, 'etcd'), '--log-level', 'error', '--quota-backend-bytes', '8589934592'],
    ...['--listen-client-urls', endpoint, '--advertise-client-urls', endpoint],
    ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `default=${peer}`],
  ]
  const child = spawn('etcd', flags, { stdio: 'ignore' })
  const ended = once(child, 'exit')
  process.once('exit', () => child.kill('SIGKILL'))
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))
  for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50)))
    if (
      await fetch(`${endpoint}/health`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return {
        endpoint,
        stop: async () => {
          child.kill('SIGKILL')
          await ended
        },
      }
  throw new Error('etcd did not start: is etcd-server installed?')
}
