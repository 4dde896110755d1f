/**
 * core: what every request shares, and the one path it takes (pipeline.ts).
 * Owns the shape of an operation, a caller, an error, an ARN and the sources of time and randomness.
 * Refuses to know any store, any service or any policy: what the pipeline needs of them comes in as small interfaces.
 * May know: wire.
 */

/** The two times of an installation, in milliseconds since the epoch. */
export interface Clock {
  /** The installation's time: issue times, expiry and `aws:CurrentTime`. In `--dev` it can be moved. */
  now(): number
  /** The machine's time: the `Date` header and the freshness of signatures, which clients cannot move with us. */
  wall(): number
}

/** A clock whose installation time can be moved against the wall; only `--dev` and tests move it. */
export interface MovableClock extends Clock {
  /** Installation time minus wall time, in milliseconds. */
  offset(): number
  /** Replaces the offset. */
  move(offset: number): void
}

/** The machine's clock with an offset (milliseconds, 0 at first). The only place that reads time. */
export function systemClock(initialOffset = 0): MovableClock {
  let offset = initialOffset
  return {
    now: () => Date.now() + offset,
    wall: () => Date.now(),
    offset: () => offset,
    move: (next) => {
      offset = next
    },
  }
}

/** `2026-11-23T04:05:06Z`: AWS's ISO 8601 form without milliseconds. `time` is milliseconds since the epoch. */
export function isoSeconds(time: number): string {
  const second = Math.floor(time / 1000)
  if (written.second !== second) written = { second, text: `${new Date(second * 1000).toISOString().slice(0, 19)}Z` }
  return written.text
}

/** The last time that was written: most texts of one second are the same. */
let written = { second: 0, text: '1970-01-01T00:00:00Z' }
