import { describe, expect, it } from 'vitest'
import { endOfBatch } from './batch.js'

describe('the end of a batch', () => {
  it('is shared by all who wait for it, and comes after everything else in the event-loop turn', async () => {
    const seen: string[] = []
    const first = endOfBatch().then(() => seen.push('first'))
    process.nextTick(() => seen.push('tick'))
    const second = endOfBatch().then(() => seen.push('second'))
    seen.push('now')
    await Promise.all([first, second])
    expect(seen).toEqual(['now', 'tick', 'first', 'second'])
  })

  it('is a new one in the next turn', async () => {
    const before = endOfBatch()
    await before
    expect(endOfBatch()).not.toBe(before)
  })
})
