// Owns: a server of etcd for a benchmark, with its data in a folder of the run, and a node's store over it.
import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { openEtcdStore } from '../../packages/daypass/dist/store/etcd/etcd-store.js'

const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {{ port: number }} */ (server.address())
  server.close()
  await once(server, 'close')
  return port
}

/** CPU time of a process with all its threads, as the operating system counts it. @param {number} pid */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}

/** The store of a node, in this process. @param {string} endpoint */
export const openMirror = (endpoint) =>
  openEtcdStore({
    endpoints: [endpoint],
    prefix: '/bench',
    staleness: { bound: 60_000, serveStale: false, elapsed: () => performance.now() },
    node: { id: randomBytes(6).toString('hex'), newLease: () => 1 + randomBytes(6).readUIntBE(0, 6) },
    warn: (text) => console.error(text),
  })

/** @param {string} folder @returns {Promise<{ endpoint: string, cpuSeconds: () => number, stop: () => Promise<void> }>} */
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
        cpuSeconds: () => cpuSeconds(child.pid ?? 0),
        stop: async () => {
          child.kill('SIGKILL')
          await ended
        },
      }
  throw new Error('etcd did not start: is etcd-server installed?')
}
