import { describe, it } from 'vitest'
import { without } from '../clean-environment.js'
import { runRounds } from './history-rounds.js'

describe.skipIf(['etcd', 'gcc', 'strace'].some(without))('three nodes on three servers of etcd', () => {
  it('lose nothing, invent nothing and accept nothing revoked beyond the bound, in 200 rounds with a fault each', () =>
    runRounds(200, 20261130))
})
