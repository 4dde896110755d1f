// Owns: the bytes that one piece of work allocates. Needs --expose-gc, and a young generation that holds everything allocated in between: a scavenge
// during the count would hide garbage.
const repetitions = 5000

/**
 * Bytes per call of each piece of work, interleaved; the lowest of several tries, because the runtime's compiler allocates too. @param {readonly
 * (() => void)[]} works
 */
export function bytesPerCall(works) {
  for (const work of works) for (let warm = 0; warm < 10_000; warm++) work()
  const least = works.map(() => Number.POSITIVE_INFINITY)
  for (let turn = 0; turn < 7; turn++) {
    works.forEach((work, index) => {
      least[index] = Math.min(least[index] ?? 0, tryOnce(work))
    })
  }
  return least
}

/** @param {() => void} work */
function tryOnce(work) {
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  for (let done = 0; done < repetitions; done++) work()
  return (process.memoryUsage().heapUsed - before) / repetitions
}
