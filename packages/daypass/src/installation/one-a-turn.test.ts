import { expect, it } from 'vitest'
import { oneATurn } from './one-a-turn.js'

it('of all who wait, one goes on in each turn, in the order they came', async () => {
  const turns: (() => void)[] = []
  const rest = oneATurn((goOn) => turns.push(goOn))
  const went: string[] = []
  const long = async (name: string) => {
    for (let slice = 1; slice <= 2; slice++) {
      await rest()
      went.push(`${name}${slice}`)
    }
  }
  const all = ['a', 'b', 'c'].map(long)
  const seen: number[] = []
  while (turns.length > 0) {
    expect(turns).toHaveLength(1)
    turns.pop()?.()
    // What goes on does so before the next turn begins.
    await new Promise((resolve) => setImmediate(resolve))
    seen.push(went.length)
  }
  await Promise.all(all)
  expect(went).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2'])
  expect(seen).toEqual([1, 2, 3, 4, 5, 6])
})
