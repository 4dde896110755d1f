import { describe, expect, it } from 'vitest'
import { endOfBatch } from './batch.js'

describe('the end of a turn', () => {
  it('is one for all who wait for it, and comes after everything that happens in the turn', async () => {
    const seen: string[] = []
    const first = endOfBatch().then(() => seen.push('first'))
    process.nextTick(() => seen.push('tick'))
    const second = endOfBatch().then(() => seen.push('second'))
    seen.push('now')
    await Promise.all([first, second])
    expect(seen).toEqual(['now', 'tick', 'first', 'second'])
  })

  it('comes again in the next turn', async () => {
    const before = endOfBatch()
    await before
    expect(endOfBatch()).not.toBe(before)
  })
})
