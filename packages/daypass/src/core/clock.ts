import { performance } from 'node:perf_hooks'

/** The two times of an installation, in milliseconds since the epoch, and a third for durations. */
export interface Clock {
  /** The installation's time: issue times, expiry and `aws:CurrentTime`. `--dev` can move it. */
  now(): number
  /** The machine's time: the `Date` header and the freshness of signatures. It is never moved, because clients cannot move theirs. */
  wall(): number
  /** Milliseconds since some moment, with fractions: for durations. Nobody can set it, neither `--dev` nor who sets the machine's time. */
  monotonic(): number
}

/** A clock whose installation time can be moved away from the machine's; only `--dev` and tests do so. */
export interface MovableClock extends Clock {
  /** Installation time minus wall time, in milliseconds. */
  offset(): number
  /** Replaces the offset. */
  move(offset: number): void
}

/** The machine's clock with an offset (milliseconds, initially 0). The only function that reads the time. */
export function systemClock(initialOffset = 0): MovableClock {
  let offset = initialOffset
  return {
    now: () => Date.now() + offset,
    wall: () => Date.now(),
    monotonic: () => performance.now(),
    offset: () => offset,
    move: (next) => {
      offset = next
    },
  }
}

/**
 * A function that says how many milliseconds have passed since some moment. It never goes back, and goes on while the machine sleeps or the wall clock jumps
 * forward: whoever measures an age with it takes it for too old rather than for too young. Between two calls, the longer of both clocks counts.
 */
export function elapsedClock(monotonic = () => performance.now(), wall = () => Date.now()): () => number {
  let elapsed = 0
  let last = { monotonic: monotonic(), wall: wall() }
  return () => {
    const now = { monotonic: monotonic(), wall: wall() }
    elapsed += Math.max(0, now.monotonic - last.monotonic, now.wall - last.wall)
    last = now
    return elapsed
  }
}

/** `2026-11-23T04:05:06Z`: AWS's ISO 8601 form without milliseconds. `time` is milliseconds since the epoch. */
export function isoSeconds(time: number): string {
  const second = Math.floor(time / 1000)
  if (written.second !== second) written = { second, text: `${new Date(second * 1000).toISOString().slice(0, 19)}Z` }
  return written.text
}

/** The last text made: most calls within one second need the same one. */
let written = { second: 0, text: '1970-01-01T00:00:00Z' }

/** The share of time, 0 to 1, in which the event loop has been busy since the start. */
export const eventLoopUtilization = (): number => performance.eventLoopUtilization().utilization
