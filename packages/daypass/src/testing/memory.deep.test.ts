import { expect, it } from 'vitest'
import { inSmallHeap } from './small-heap.js'

it('700 sessions with all AWS-managed policies one after the other fit into a heap of 128 MiB: the compiled policies stay within their limit', async () => {
  const { allowed, denied, compilations, compiledBytes } = await inSmallHeap('700', '300', 'all')
  expect([(allowed ?? 0) + (denied ?? 0)]).toEqual([1_000])
  expect(compilations).toBeGreaterThan(1_000)
  expect(compiledBytes).toBeLessThanOrEqual(36 * 1_048_576)
})
