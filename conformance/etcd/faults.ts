import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { slowDown } from '../faults/slow-disk.js'
import type { ServerProcess } from '../server-process.js'
import type { DaypassCluster } from './cluster.js'
import type { EtcdCluster, EtcdProcess } from './etcd-process.js'
import type { Gate } from './gate.js'

/** Something that breaks, and how it is mended. */
export interface Fault {
  readonly name: string
  /** Resolves when it is broken; what it returns mends it. */
  readonly happen: () => Promise<() => Promise<void>>
}

/** Where a fault happens, and how badly. */
export interface FaultPlace {
  readonly cluster: DaypassCluster
  /** One of three. */
  readonly at: number
  /** Numbers from 0 to `below - 1`. */
  readonly next: (below: number) => number
}

/** Seconds by which a clock jumps: less than what a signature may be off, hours, and longer than the longest session. */
const JUMPS = [90, -90, 3_600, -3_600, 13 * 3_600, -13 * 3_600, 40 * 3_600, -40 * 3_600]
/** Milliseconds that an `fsync` takes longer. */
const SLOW = [100, 400, 1_500]

/** Every fault, by kind. */
export function faultsAt(place: FaultPlace): readonly (readonly Fault[])[] {
  const { cluster, at } = place
  const { etcd } = cluster
  const node = cluster.nodes[at] as ServerProcess
  const member = etcd.members[at] as EtcdProcess
  return [
    [
      { name: "etcd's leader is killed", happen: () => killed(etcd, [etcd.leader()]) },
      { name: 'a server of etcd is killed', happen: () => killed(etcd, [member]) },
      {
        name: 'a majority of etcd is killed',
        happen: () =>
          killed(
            etcd,
            etcd.members.filter((one) => one !== member),
          ),
      },
    ],
    [
      { name: "etcd's leader hangs", happen: () => paused(etcd.leader()) },
      { name: 'a server of etcd hangs', happen: () => paused(member) },
    ],
    [{ name: 'a node is killed', happen: () => node.kill().then(() => () => node.restart()) }],
    [{ name: 'a node hangs', happen: () => hanging(node.pid) }],
    partings(cluster.gates[at] ?? []),
    [{ name: 'etcd is full', happen: () => full(etcd) }],
    volumeFaults(cluster).slice(0, 1),
    volumeFaults(cluster).slice(1),
    slowDisks(place),
    [{ name: 'the clocks of a node and of a server of etcd jump', happen: () => jumping(place) }],
  ].filter((kind) => kind.length > 0)
}

async function killed(etcd: EtcdCluster, some: readonly EtcdProcess[]): Promise<() => Promise<void>> {
  await Promise.all(some.map((one) => one.kill()))
  return async () => {
    for (const one of some) one.start(etcd.members)
  }
}

async function paused(one: EtcdProcess): Promise<() => Promise<void>> {
  one.pause()
  return async () => one.resume()
}

async function hanging(pid: number): Promise<() => Promise<void>> {
  process.kill(pid, 'SIGSTOP')
  return async () => void process.kill(pid, 'SIGCONT')
}

function partings(ways: readonly Gate[]): Fault[] {
  const cut = (how: (gate: Gate) => void) => async () => {
    for (const gate of ways) how(gate)
    return async () => {
      for (const gate of ways) gate.open()
    }
  }
  return [
    { name: 'a node is cut off from etcd', happen: cut((gate) => gate.shut()) },
    { name: 'a node reaches etcd, and hears nothing', happen: cut((gate) => gate.loseAnswers()) },
    { name: 'nothing passes between a node and etcd', happen: cut((gate) => gate.silence()) },
  ]
}

function slowDisks({ cluster: { etcd, nodes }, at, next }: FaultPlace): Fault[] {
  const by = SLOW[next(SLOW.length)] as number
  return [
    { name: `the disk of etcd's leader is slow, ${by} ms`, happen: () => slowDown(etcd.leader().pid, by) },
    { name: `the disk of a server of etcd is slow, ${by} ms`, happen: () => slowDown((etcd.members[at] as EtcdProcess).pid, by) },
    { name: `the disk of a node is slow, ${by} ms`, happen: () => slowDown((nodes[at] as ServerProcess).pid, by) },
  ]
}

/** The clocks jump back when it is mended, which is a jump too. */
async function jumping({ cluster: { clocks }, at, next }: FaultPlace): Promise<() => Promise<void>> {
  const both = [clocks.nodes[at], clocks.members[next(3)]]
  for (const clock of both) clock?.jumpTo(JUMPS[next(JUMPS.length)] as number)
  return async () => {
    for (const clock of both) clock?.jumpTo(0)
  }
}

/** The volume of the first server of etcd, and the one of object files. */
function volumeFaults({ etcd, volumes }: DaypassCluster): Fault[] {
  if (volumes === undefined) return []
  const { member, objects } = volumes
  return [
    {
      name: 'the disk of a server of etcd is full',
      async happen() {
        member.fill()
        // What etcd has allotted to itself already has room for a while.
        for (let tries = 0; tries < 40 && !etcd.first.hasEnded; tries++) await putJunk(etcd)
        return async () => {
          member.empty()
          removeBroken(member.path)
          // One of some ten went on, perhaps because its file had free pages.
          if (etcd.first.hasEnded) etcd.first.start(etcd.members)
          await makeRoom(etcd)
        }
      },
    },
    {
      name: 'the disk of the object files is full',
      async happen() {
        objects.fill()
        return async () => objects.empty()
      },
    },
  ]
}

/** A server that repairs its log keeps the damaged file, of 64 MiB, for ever: a few of them fill the volume. */
function removeBroken(folder: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  for (const file of files) if (file.endsWith('.wal.broken')) rmSync(join(folder, file))
}

const JUNK = '/junk/'
const MEBIBYTE = 'x'.repeat(2 ** 20)
let serial = 0

/** Whether etcd took a mebibyte that is not of the installation. etcdctl holds this process up: then its clients have a turn. */
async function putJunk(etcd: EtcdCluster): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, 10))
  try {
    etcd.ctl(['--command-timeout=2s', 'put', `${JUNK}${serial++}`], MEBIBYTE)
    return true
  } catch {
    return false
  }
}

/** Beyond its quota etcd raises an alarm, NOSPACE, and takes no change until an operator has made room. */
async function full(etcd: EtcdCluster): Promise<() => Promise<void>> {
  for (let tries = 0; tries < 64 && (await putJunk(etcd)); tries++);
  if (!etcd.ctl(['alarm', 'list']).includes('NOSPACE')) throw new Error('etcd is not full')
  return () => makeRoom(etcd)
}

/** What docs/cluster.md says about a full etcd. */
async function makeRoom(etcd: EtcdCluster): Promise<void> {
  await etcd.allAnswer()
  etcd.ctlAgain(['del', '--prefix', JUNK])
  etcd.compact()
  etcd.ctlAgain(['--command-timeout=20s', 'defrag'])
  etcd.ctlAgain(['alarm', 'disarm'])
}
