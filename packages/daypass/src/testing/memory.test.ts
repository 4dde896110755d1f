import { expect, it } from 'vitest'
import { inSmallHeap } from './small-heap.js'

it('700 sessions with the ten longest AWS-managed policies, and 300 users with ReadOnlyAccess, fit into a heap of 128 MiB: each document is compiled once', async () => {
  const { allowed, denied, compilations, compiledBytes } = await inSmallHeap('700', '300', 'same')
  expect([allowed, denied]).toEqual([300, 700])
  // Ten for sessions, ReadOnlyAccess for users, and the policy of the issuer.
  expect(compilations).toBe(12)
  expect(compiledBytes).toBeLessThanOrEqual(36 * 1_048_576)
})
