import { describe, expect, it } from 'vitest'
import { FairTurns } from './fair-turns.js'

/** Turns that end when they are told to, as the event loop ends them: what was asked for in one is called in the next. */
function staged() {
  let asked: (() => void)[] = []
  const turns = new FairTurns((goOn) => asked.push(goOn))
  const endTurn = async () => {
    const now = asked
    asked = []
    for (const goOn of now) goOn()
    // What goes on does so before the next turn ends.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { turns, endTurn, hasMore: () => asked.length > 0 }
}

describe('turns', () => {
  it('let one of all who wait go on in each, in the order they came', async () => {
    const { turns, endTurn, hasMore } = staged()
    const went: string[] = []
    const long = async (name: string) => {
      for (let slice = 1; slice <= 2; slice++) {
        await turns.rest()
        went.push(`${name}${slice}`)
      }
    }
    const all = Promise.all(['a', 'b', 'c'].map(long))
    const seen: number[] = []
    while (hasMore()) {
      await endTurn()
      seen.push(went.length)
    }
    await all
    expect(went).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2'])
    expect(seen).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('are spent after a million units, until the next', async () => {
    const { turns, endTurn } = staged()
    turns.note(600_000)
    expect(turns.isSpent).toBe(false)
    turns.note(400_000)
    expect(turns.isSpent).toBe(true)
    await endTurn()
    expect(turns.isSpent).toBe(false)
  })

  it('take no notice of usual questions', () => {
    const { turns, hasMore } = staged()
    for (let i = 0; i < 1_000; i++) turns.note(5_000)
    expect([turns.isSpent, hasMore()]).toEqual([false, false])
  })
})
