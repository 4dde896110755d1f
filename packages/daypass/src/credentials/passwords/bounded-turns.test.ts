import { describe, expect, it } from 'vitest'
import { BoundedTurns } from './bounded-turns.js'

describe('bounded turns', () => {
  it('run so many things at once, in order, and turn away what would wait too long', async () => {
    const turns = new BoundedTurns({ atOnce: 2, waiting: 1 })
    const begun: number[] = []
    const ends: (() => void)[] = []
    const work = (n: number) => () =>
      new Promise<number>((resolve) => {
        begun.push(n)
        ends.push(() => resolve(n))
      })
    const [first, , third, fourth] = [1, 2, 3, 4].map((n) => turns.run(work(n)))
    expect([begun, fourth]).toEqual([[1, 2], undefined])
    ends[0]?.()
    expect(await first).toBe(1)
    await new Promise((resolve) => setImmediate(resolve))
    expect(begun).toEqual([1, 2, 3])
    ends[1]?.()
    ends[2]?.()
    expect(await third).toBe(3)
    await turns.run(async () => 5)
  })

  it('go on after what fails', async () => {
    const turns = new BoundedTurns({ atOnce: 1, waiting: 1 })
    const fails = turns.run(() => Promise.reject(new Error('no')))
    const next = turns.run(async () => 'yes')
    await expect(fails).rejects.toThrow('no')
    expect(await next).toBe('yes')
  })
})
