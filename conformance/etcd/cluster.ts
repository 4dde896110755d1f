import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratchFolder } from '../clean-environment.js'
import { signerOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import type { Signer } from '../signed-request.js'
import { EtcdCluster } from './etcd-process.js'
import { Gate } from './gate.js'

/** Nodes of daypass on one etcd, with one folder of object files and one master key. */
export interface DaypassCluster {
  readonly etcd: EtcdCluster
  readonly nodes: readonly ServerProcess[]
  readonly folder: string
  /** The ways from each node to etcd, where they can be cut. */
  readonly gates: readonly (readonly Gate[])[]
  /** The flags of each node; `others` come after. */
  readonly flags: readonly string[]
  /** The root user at one of the nodes. */
  root(at: number): Signer
  close(): Promise<void>
}

interface Sizes {
  readonly etcd: number
  readonly nodes: number
  /** Whether there is a gate between each node and each server of etcd. */
  readonly hasGates?: boolean
  /** The file of the command of each node; that of this checkout where it is absent. */
  readonly commands?: readonly (string | undefined)[]
}

/** Starts etcd with so many servers, and then all nodes at once. */
export async function startCluster(sizes: Sizes, more: readonly string[] = []): Promise<DaypassCluster> {
  const etcd = await EtcdCluster.start(sizes.etcd, ['--heartbeat-interval', '50', '--election-timeout', '500'])
  const scratch = scratchFolder()
  const masterKey = join(scratch.path, 'master-key')
  writeFileSync(masterKey, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
  const objects = join(scratch.path, 'objects')
  const gates = await Promise.all(
    Array.from({ length: sizes.nodes }, () => Promise.all(sizes.hasGates === true ? etcd.members.map(({ port }) => Gate.to(port)) : [])),
  )
  const flagsOf = (hosts: string) => [
    '--store',
    `etcd://${hosts}/daypass/test`,
    '--objects-dir',
    objects,
    '--master-key-file',
    masterKey,
    ...more,
  ]
  const hostsOf = (own: readonly Gate[]) => (own.length === 0 ? etcd.hosts : own.map(({ endpoint }) => new URL(endpoint).host).join(','))
  const commandOf = (at: number) => (sizes.commands?.[at] === undefined ? {} : { command: sizes.commands[at] })
  const nodes = await Promise.all(gates.map((own, at) => ServerProcess.start({ flags: flagsOf(hostsOf(own)), ...commandOf(at) })))
  const first = nodes.find(({ dataDir }) => existsSync(join(dataDir, 'root-credentials.json')))
  if (first === undefined && sizes.nodes > 0) throw new Error('no node has the root key')
  return {
    etcd,
    nodes,
    folder: scratch.path,
    gates,
    flags: flagsOf(etcd.hosts),
    root: (at) => signerOf(nodes[at] as ServerProcess, (first as ServerProcess).rootKey()),
    async close() {
      await Promise.all(nodes.map((node) => node.close()))
      await Promise.all(gates.flat().map((gate) => gate.close()))
      await etcd.close()
      scratch.remove()
    },
  }
}
