import type { BodyKey } from './body-keys.js'
import { DamagedBody } from './damaged-body.js'
import { FRAME_BYTES, openFrame, SEALED_FRAME, sealedSize } from './frames.js'
import type { FileRange } from './pieces.js'

/** A small body as the store has it: its sealed bytes, and its opened key. */
export interface InlineBody {
  readonly sealed: Uint8Array
  readonly opened: BodyKey
}

/** A part of a small body, verified. Throws {@link DamagedBody}. */
export function inlinePiece(file: string, { sealed, opened: { key, size } }: InlineBody, { start, length }: FileRange): Uint8Array {
  if (sealed.length !== sealedSize(size) || size > FRAME_BYTES || start + length > size)
    throw new DamagedBody(file, 'its record in the store does not have the length that it should have')
  const plain = openFrame(key, 0, sealed.subarray(0, SEALED_FRAME))
  if (plain === undefined) throw new DamagedBody(file, 'its record in the store does not have the bytes that were written')
  return plain.subarray(start, start + length)
}
