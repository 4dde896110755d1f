import { describe, it } from 'vitest'
import { without } from '../clean-environment.js'
import { runRounds } from './history-rounds.js'

describe.skipIf(['etcd', 'gcc', 'strace'].some(without))('three nodes on three servers of etcd', () => {
  it(
    'lose nothing, invent nothing and accept nothing revoked beyond the bound, in ten rounds with a fault each',
    { timeout: 240_000 },
    () => runRounds(10, 1),
  )
})
