import type { AnswerStream } from '../../../core/exchange.js'

/** Bytes that are in memory, piece by piece. */
export async function* piecesInTurn(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces
}

/** The bytes of a small body. */
export const wholeBody = (whole: Uint8Array): AnswerStream => ({
  whole,
  async *[Symbol.asyncIterator]() {
    if (whole.length > 0) yield whole
  },
})
