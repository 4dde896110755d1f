import { describe, expect, it } from 'vitest'
import { elapsedClock } from './clock.js'

describe('elapsed time', () => {
  it('is the longer of what two clocks say passed, and never goes back', () => {
    const at = { monotonic: 100, wall: 5_000 }
    const elapsed = elapsedClock(
      () => at.monotonic,
      () => at.wall,
    )
    const after = (monotonic: number, wall: number) => {
      at.monotonic += monotonic
      at.wall += wall
      return elapsed()
    }
    expect(elapsed()).toBe(0)
    expect(after(10, 10)).toBe(10)
    // The machine slept: one clock stood still.
    expect(after(1, 9_000)).toBe(9_010)
    // The wall clock was set back.
    expect(after(5, -60_000)).toBe(9_015)
    expect(after(-1, -1)).toBe(9_015)
  })

  it('is that of the machine', () => {
    const elapsed = elapsedClock()
    const first = elapsed()
    expect(elapsed()).toBeGreaterThanOrEqual(first)
  })
})
