import { join } from 'node:path'
import { existsSync } from 'node:fs'
import { expect } from 'vitest'
import type { ServerProcess } from '../server-process.js'
import { makeUser } from '../sts/principals.js'
import { startCluster } from './cluster.js'
import { faultsAt } from './faults.js'
import { EVERYTHING, History } from './history.js'

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
 * Three nodes of daypass on three of etcd, with clients at each; in every round something breaks and is mended. Every fault comes once before one comes again.
 * Expects that nothing acknowledged is lost, that nothing refused happened, and that nothing revoked is accepted beyond the bound.
 */
export async function runRounds(rounds: number, seed: number): Promise<void> {
  const cluster = await startCluster({ etcd: 3, nodes: 3, hasGates: true }, [
    '--staleness-bound',
    String(BOUND_SECONDS),
    '--quota',
    'RolesPerAccount=1000000',
  ])
  const next = numbers(seed)
  try {
    const first = cluster.nodes.findIndex(({ dataDir }) => existsSync(join(dataDir, 'root-credentials.json')))
    const owner = await makeUser({ id: '000000000000', root: cluster.root(first) }, 'owner', EVERYTHING)
    const history = new History(cluster.nodes as readonly ServerProcess[], owner.key, 1_000 * BOUND_SECONDS)
    await history.settled()
    const names: string[] = []
    for (let round = 0; round < rounds; round++) {
      const faults = faultsAt(cluster, next(3))
      const fault = faults[(round * 3 + seed) % faults.length]
      if (fault === undefined) throw new Error('no fault')
      names.push(fault.name)
      await history.during(async () => {
        await new Promise((resolve) => setTimeout(resolve, 300))
        const mend = await fault.happen()
        await new Promise((resolve) => setTimeout(resolve, 500 + next(3_000)))
        await mend()
        await new Promise((resolve) => setTimeout(resolve, 500))
      })
      await history.settled()
      await history.compare()
      expect([fault.name, history.violations]).toEqual([fault.name, []])
    }
    expect(history.counts.acknowledged).toBeGreaterThan(10 * rounds)
    expect(history.counts.checked).toBeGreaterThan(rounds)
    if (process.env.TEST_LANE === 'deep') console.log(rounds, 'rounds:', JSON.stringify(history.counts))
  } finally {
    await cluster.close()
  }
}
