// body: bodies whose integrity is checked while they stream: aws-chunked, chunk signatures, trailers, checksums.
// It owns that a body which was altered ends in an error. It does not word that error, and holds no more than one chunk.
import type { Trailers } from './aws-chunked.js'
import { type ExpectedDigest, trailerDigest } from './checksums.js'
import { ChunkProblem } from './chunk-problem.js'
import type { RunningSum } from './crc.js'

interface Check {
  readonly expected: ExpectedDigest
  readonly sum: RunningSum
}

/**
 * Passes a body on while hashing it, and throws ChunkProblem at its end if a digest does not match: `content-hash-mismatch` for x-amz-content-sha256,
 * `bad-digest` for the others. So the last byte may be passed on before the result is known: commit only after the generator has ended. Returns the
 * trailers of a decoded source.
 */
export async function* checkBody(
  source: AsyncIterable<Uint8Array, Trailers | undefined>,
  digests: readonly ExpectedDigest[],
): AsyncGenerator<Uint8Array, Trailers | undefined, undefined> {
  const checks = digests.map((expected) => ({ expected, sum: expected.start() }))
  const iterator = source[Symbol.asyncIterator]()
  let isDone = false
  try {
    for (;;) {
      const next = await iterator.next()
      isDone = next.done === true
      if (next.done) return verdict(checks, next.value)
      for (const { sum } of checks) sum.update(next.value)
      yield next.value
    }
  } finally {
    if (!isDone) await iterator.return?.()
  }
}

/** The same for a body that is there, and has no trailers. */
export function checkWhole(whole: Uint8Array, digests: readonly ExpectedDigest[]): void {
  for (const expected of digests) {
    const value = expected.value ?? trailerDigest(expected, undefined)
    if (!value.equals(expected.of(whole))) throw mismatch(expected)
  }
}

function verdict(checks: readonly Check[], trailers: Trailers | undefined): Trailers | undefined {
  for (const { expected, sum } of checks) {
    const value = expected.value ?? trailerDigest(expected, trailers?.get(expected.name))
    if (value.equals(sum.digest())) continue
    throw mismatch(expected)
  }
  return trailers
}

const mismatch = ({ name }: ExpectedDigest): ChunkProblem =>
  new ChunkProblem(name === 'x-amz-content-sha256' ? 'content-hash-mismatch' : 'bad-digest', name)
