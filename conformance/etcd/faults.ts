import type { ServerProcess } from '../server-process.js'
import type { DaypassCluster } from './cluster.js'
import type { EtcdProcess } from './etcd-process.js'
import type { Gate } from './gate.js'

/** Something that breaks, and how it is mended. */
export interface Fault {
  readonly name: string
  /** Resolves when it is broken; what it returns mends it. */
  readonly happen: () => Promise<() => Promise<void>>
}

/** Every fault, at this place of three. */
export function faultsAt(cluster: DaypassCluster, at: number): Fault[] {
  const { etcd, gates } = cluster
  const node = cluster.nodes[at] as ServerProcess
  const member = etcd.members[at] as EtcdProcess
  const ways = gates[at] ?? []
  const killed = (what: () => EtcdProcess) => async () => {
    const one = what()
    await one.kill()
    return async () => one.start(etcd.members)
  }
  const paused = (what: () => EtcdProcess) => async () => {
    const one = what()
    one.pause()
    return async () => one.resume()
  }
  const cut = (how: (gate: Gate) => void) => async () => {
    for (const gate of ways) how(gate)
    return async () => {
      for (const gate of ways) gate.open()
    }
  }
  return [
    { name: "etcd's leader is killed", happen: killed(() => etcd.leader()) },
    { name: 'a server of etcd is killed', happen: killed(() => member) },
    { name: "etcd's leader hangs", happen: paused(() => etcd.leader()) },
    { name: 'a server of etcd hangs', happen: paused(() => member) },
    { name: 'a node is killed', happen: () => node.kill().then(() => () => node.restart()) },
    {
      name: 'a node hangs',
      happen: async () => {
        process.kill(node.pid, 'SIGSTOP')
        return async () => void process.kill(node.pid, 'SIGCONT')
      },
    },
    { name: 'a node is cut off from etcd', happen: cut((gate) => gate.shut()) },
    { name: 'a node reaches etcd, and hears nothing', happen: cut((gate) => gate.loseAnswers()) },
    { name: 'nothing passes between a node and etcd', happen: cut((gate) => gate.silence()) },
    {
      name: 'a majority of etcd is killed',
      happen: async () => {
        const two = etcd.members.filter((one) => one !== member)
        await Promise.all(two.map((one) => one.kill()))
        return async () => {
          for (const one of two) one.start(etcd.members)
        }
      },
    },
  ]
}
