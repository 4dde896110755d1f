import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { makeUser } from '../sts/principals.js'
import { EVERYTHING, History } from './clients/history.js'
import { type DaypassCluster, startCluster } from './cluster.js'
import { type Fault, faultsAt } from './faults.js'

const BOUND_SECONDS = 2

/** Numbers from 0 to `below - 1`, the same for the same seed (a linear congruential generator, as in POSIX's rand_r). */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 16) % below
  }
}

/**
 * Three nodes of daypass on three of etcd, with clients at each; in every round something breaks and is mended. Every kind of fault comes once before one comes
 * again, and the faults of a kind in turn. Expects that nothing acknowledged is lost, that nothing refused happened, and that nothing revoked is accepted beyond
 * the bound.
 */
export async function runRounds(rounds: number, seed: number): Promise<void> {
  const cluster = await startCluster({ etcd: 3, nodes: 3, canBreak: true }, [
    '--staleness-bound',
    String(BOUND_SECONDS),
    '--quota',
    'RolesPerAccount=1000000',
  ])
  const next = numbers(seed)
  const names = new Map<string, number>()
  try {
    const first = cluster.nodes.findIndex(({ dataDir }) => existsSync(join(dataDir, 'root-credentials.json')))
    const owner = await makeUser({ id: '000000000000', root: cluster.root(first) }, 'owner', EVERYTHING)
    const history = new History(cluster, owner.key, 1_000 * BOUND_SECONDS)
    await history.begin()
    for (let round = 0; round < rounds; round++) {
      const fault = faultOf(cluster, { round, seed, next })
      names.set(fault.name, (names.get(fault.name) ?? 0) + 1)
      await history.during(async () => {
        await new Promise((resolve) => setTimeout(resolve, 300))
        const mend = await fault.happen()
        await new Promise((resolve) => setTimeout(resolve, 500 + next(3_000)))
        await mend()
        await new Promise((resolve) => setTimeout(resolve, 500))
      })
      await history.settled()
      await history.compare()
      // One that was mended may have ended since.
      await cluster.etcd.allAnswer()
      cluster.etcd.compact()
      expect([fault.name, history.violations]).toEqual([fault.name, []])
    }
    expect(history.counts.acknowledged).toBeGreaterThan(10 * rounds)
    expect(history.counts.stored).toBeGreaterThan(2 * rounds)
    expect(history.counts.checked).toBeGreaterThan(rounds)
    if (process.env.TEST_LANE === 'deep')
      console.log(rounds, 'rounds, seed', seed, JSON.stringify(history.counts), Object.fromEntries(names))
  } finally {
    await cluster.close()
  }
}

/** The kinds take turns, beginning with another one for another seed; within a kind the faults do. */
function faultOf(cluster: DaypassCluster, { round, seed, next }: { round: number; seed: number; next: (below: number) => number }): Fault {
  const kinds = faultsAt({ cluster, at: next(3), next })
  const kind = kinds[(round + seed) % kinds.length] as readonly Fault[]
  return kind[(Math.floor(round / kinds.length) + seed) % kind.length] as Fault
}
