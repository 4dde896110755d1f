import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratchFolder } from '../clean-environment.js'
import { buildMovedClock, MovedClock } from '../faults/moved-clock.js'
import { SmallVolume } from '../faults/small-volume.js'
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
  /** The clocks of the nodes and of the servers of etcd, where they can be moved. */
  readonly clocks: { readonly nodes: readonly MovedClock[]; readonly members: readonly MovedClock[] }
  /** Volumes that can be filled: of the object files, and of the data of the first server of etcd. None where this process may not mount them. */
  readonly volumes: { readonly objects: SmallVolume; readonly member: SmallVolume } | undefined
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
  /** Whether, besides, every clock can be moved, and volumes can be filled. */
  readonly canBreak?: boolean
  /** The file of the command of each node; that of this checkout where it is absent. */
  readonly commands?: readonly (string | undefined)[]
}

/** MiB. etcd takes 64 for each file of its log before it writes one. */
const ROOM = { objects: 48, member: 512 }

/** Starts etcd with so many servers, and then all nodes at once. */
export async function startCluster(sizes: Sizes, more: readonly string[] = []): Promise<DaypassCluster> {
  const scratch = scratchFolder()
  const objects = join(scratch.path, 'objects')
  const canBreak = sizes.canBreak === true
  const hasGates = canBreak || sizes.hasGates === true
  const clocks = canBreak ? movedClocks(scratch.path, sizes) : { nodes: [], members: [] }
  const ofEtcd = scratchFolder()
  const volumes = canBreak ? mountBoth(objects, join(ofEtcd.path, 'm1')) : undefined
  const flagsOfEtcd = ['--heartbeat-interval', '50', '--election-timeout', '500', ...(canBreak ? SMALL : [])]
  const environments = clocks.members.map(({ environment }) => environment)
  const etcd = await EtcdCluster.start(sizes.etcd, flagsOfEtcd, { folder: ofEtcd, environments })
  const masterKey = join(scratch.path, 'master-key')
  writeFileSync(masterKey, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
  const gates = await Promise.all(
    Array.from({ length: sizes.nodes }, () => Promise.all(hasGates ? etcd.members.map(({ port }) => Gate.to(port)) : [])),
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
  const nodes = await Promise.all(
    gates.map((own, at) =>
      ServerProcess.start({ flags: flagsOf(hostsOf(own)), environment: clocks.nodes[at]?.environment ?? {}, ...commandOf(at) }),
    ),
  )
  const first = nodes.find(({ dataDir }) => existsSync(join(dataDir, 'root-credentials.json')))
  if (first === undefined && sizes.nodes > 0) throw new Error('no node has the root key')
  return {
    etcd,
    nodes,
    folder: scratch.path,
    gates,
    clocks,
    volumes,
    flags: flagsOf(etcd.hosts),
    root: (at) => signerOf(nodes[at] as ServerProcess, (first as ServerProcess).rootKey()),
    async close() {
      try {
        await Promise.all(nodes.map((node) => node.close()))
        await Promise.all(gates.flat().map((gate) => gate.close()))
      } finally {
        await Promise.all(etcd.members.map((member) => member.kill()))
        volumes?.objects.unmount()
        volumes?.member.unmount()
        await etcd.close()
        scratch.remove()
      }
    },
  }
}

/** An etcd that is soon full, and that keeps little of its log. */
const SMALL = ['--quota-backend-bytes', String(32 * 2 ** 20), '--max-wals', '2', '--max-snapshots', '2', '--snapshot-count', '5000']

function movedClocks(folder: string, sizes: Sizes): DaypassCluster['clocks'] {
  const library = buildMovedClock(folder)
  const clocks = (kind: string, count: number) =>
    Array.from({ length: count }, (_, at) => new MovedClock(library, join(folder, `clock-of-${kind}-${at}`)))
  return { nodes: clocks('node', sizes.nodes), members: clocks('etcd', sizes.etcd) }
}

function mountBoth(forObjects: string, forMember: string): DaypassCluster['volumes'] {
  const objects = SmallVolume.mount(forObjects, ROOM.objects)
  const member = objects && SmallVolume.mount(forMember, ROOM.member)
  if (objects !== undefined && member === undefined) objects.unmount()
  return member && objects && { objects, member }
}
