import { describe, expect, it } from 'vitest'
import { FairTurns } from './fair-turns.js'

/** Turns that end on demand, like those of the event loop: callbacks requested in one turn run in the next. */
function staged() {
  let asked: (() => void)[] = []
  const turns = new FairTurns((goOn) => asked.push(goOn))
  const endTurn = async () => {
    const now = asked
    asked = []
    for (const goOn of now) goOn()
    // Waiting requests continue before the next turn ends.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { turns, endTurn, hasMore: () => asked.length > 0 }
}

describe('turns', () => {
  it('let one waiting request continue in each, in order of arrival', async () => {
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

  it('are used up after a million units, until the next', async () => {
    const { turns, endTurn } = staged()
    turns.note(600_000)
    expect(turns.isSpent).toBe(false)
    turns.note(400_000)
    expect(turns.isSpent).toBe(true)
    await endTurn()
    expect(turns.isSpent).toBe(false)
  })

  it('have one end for all who ask, and another for those who ask after it', async () => {
    const asked: (() => void)[] = []
    const turns = new FairTurns((goOn) => asked.push(goOn))
    const first = turns.endOfTurn()
    expect([turns.endOfTurn() === first, asked.length]).toEqual([true, 1])
    asked[0]?.()
    await first
    expect(turns.endOfTurn()).not.toBe(first)
  })

  it('do not count usual decisions', () => {
    const { turns, hasMore } = staged()
    for (let i = 0; i < 1_000; i++) turns.note(5_000)
    expect([turns.isSpent, hasMore()]).toEqual([false, false])
  })
})

describe('turns for reading requests', () => {
  /** Which requests continue in which turn, when each asks for a turn for so many bytes. */
  async function schedule(asked: readonly (readonly [name: string, bytes: number])[], resting: readonly string[] = []) {
    const { turns, endTurn, hasMore } = staged()
    const went: string[][] = [[]]
    const goesOn = (name: string) => () => went.at(-1)?.push(name)
    for (const [name, bytes] of asked) void turns.turnFor(bytes).then(goesOn(name))
    for (const name of resting) void turns.rest().then(goesOn(name))
    while (hasMore()) {
      went.push([])
      await endTurn()
    }
    return went
  }
  const many = (count: number, name: string, bytes: number) =>
    Array.from({ length: count }, (_, i): [string, number] => [`${name}${i}`, bytes])

  it('are the next one for all requests, while there are few', async () => {
    const names = many(75, 'usual', 1_700)
    expect(await schedule(names)).toEqual([[], names.map(([name]) => name)])
  })

  it('hold 128 KiB of small ones each, in order of arrival', async () => {
    const small = many(1_000, 'small', 8_192)
    const turns = await schedule(small)
    expect(turns.flat()).toEqual(small.map(([name]) => name))
    expect(Math.max(...turns.map(({ length }) => length))).toBe(16)
    expect(turns).toHaveLength(1 + Math.ceil(1_000 / 16))
  })

  it('hold one large one each, in order of arrival', async () => {
    expect(await schedule(many(4, 'large', 8_193))).toEqual([[], ['large0'], ['large1'], ['large2'], ['large3']])
  })

  it('do not let large ones delay small ones, or those that pause in the middle of a task', async () => {
    const turns = await schedule([...many(1_000, 'large', 62_000), ['small', 600]], ['resting'])
    expect(new Set(turns[1])).toEqual(new Set(['small', 'large0', 'resting']))
    expect(turns).toHaveLength(1_001)
  })

  it('are the same promise for requests that continue together, and another one for those that arrive after the first continued', async () => {
    const { turns, endTurn } = staged()
    const first = turns.turnFor(600)
    expect(turns.turnFor(600)).toBe(first)
    expect(turns.turnFor(8_193)).not.toBe(first)
    let later: Promise<void> | undefined
    void first.then(() => {
      later = turns.turnFor(1)
    })
    await endTurn()
    expect(later).toBeInstanceOf(Promise)
    expect(later).not.toBe(first)
  })

  it('never hold more than what arrived', async () => {
    const { turns, endTurn, hasMore } = staged()
    await Promise.all([turns.turnFor(600), endTurn()])
    expect(hasMore()).toBe(false)
  })
})
