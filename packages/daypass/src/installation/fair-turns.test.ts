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

describe('turns for requests that have something to read', () => {
  /** Who goes on in which turn, where each asks for a turn for so many bytes. */
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

  it('are the next one for all of them, while there are few', async () => {
    const names = many(75, 'usual', 1_700)
    expect(await schedule(names)).toEqual([[], names.map(([name]) => name)])
  })

  it('hold 128 KiB of small ones each, in the order they came', async () => {
    const small = many(1_000, 'small', 8_192)
    const turns = await schedule(small)
    expect(turns.flat()).toEqual(small.map(([name]) => name))
    expect(Math.max(...turns.map(({ length }) => length))).toBe(16)
    expect(turns).toHaveLength(1 + Math.ceil(1_000 / 16))
  })

  it('hold one large one each, in the order they came', async () => {
    expect(await schedule(many(4, 'large', 8_193))).toEqual([[], ['large0'], ['large1'], ['large2'], ['large3']])
  })

  it('do not let large ones hold up small ones, nor those that rest in the middle of something', async () => {
    const turns = await schedule([...many(1_000, 'large', 62_000), ['small', 600]], ['resting'])
    expect(new Set(turns[1])).toEqual(new Set(['small', 'large0', 'resting']))
    expect(turns).toHaveLength(1_001)
  })

  it('are the same promise for those that go on together, and another one for whoever comes after the first went on', async () => {
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

  it('never take more than what came in', async () => {
    const { turns, endTurn, hasMore } = staged()
    await Promise.all([turns.turnFor(600), endTurn()])
    expect(hasMore()).toBe(false)
  })
})
