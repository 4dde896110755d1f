import type { FileHandle } from 'node:fs/promises'
import type { BodyKey } from './body-keys.js'
import { DamagedBody } from './damaged-body.js'
import { FRAME_BYTES, openFrame, SEALED_FRAME, sealedSize } from './frames.js'

/** A range of bytes of a body: `length` bytes from `start`. */
export interface FileRange {
  readonly start: number
  readonly length: number
}

/** An open file, and its name. */
export interface NamedHandle {
  readonly file: string
  readonly handle: Pick<FileHandle, 'read' | 'stat'>
}

/** The bytes of a range, piece by piece; undefined at the end. Throws {@link DamagedBody}. */
export type NextPiece = () => Promise<Uint8Array | undefined>

/** Bytes that are read at once. */
export const READ_BYTES = 2 * FRAME_BYTES

/** A body that is not encrypted: one from before all were. Nothing tells whether its bytes are right. */
export function plainPieces({ file, handle }: NamedHandle, range: FileRange): NextPiece {
  let position = range.start
  let left = range.length
  return async () => {
    if (left === 0) return undefined
    const piece = await readUpTo(handle, position, Math.min(READ_BYTES, left))
    if (piece.length === 0) throw new DamagedBody(file, 'it is shorter than its record says')
    position += piece.length
    left -= piece.length
    return piece
  }
}

/**
 * An encrypted body: reads the frames that hold the range, and no others; every byte is verified before it is returned. Throws at once when the file does not
 * have the length that its sealed key says.
 */
export async function framedPieces({ file, handle }: NamedHandle, range: FileRange, { key, size }: BodyKey): Promise<NextPiece> {
  const found = (await handle.stat()).size
  if (found !== sealedSize(size)) throw new DamagedBody(file, `it has ${found} bytes, and should have ${sealedSize(size)}`)
  if (range.start + range.length > size) throw new DamagedBody(file, `it holds ${size} bytes, and its record says that there are more`)
  const end = range.start + range.length
  let frame = Math.floor(range.start / FRAME_BYTES)
  let position = range.start
  let ready: Uint8Array[] = []
  const readFrames = async (): Promise<Uint8Array[]> => {
    const frames = Math.min(READ_BYTES / FRAME_BYTES, Math.ceil(end / FRAME_BYTES) - frame)
    const length = Math.min(frames * SEALED_FRAME, sealedSize(size) - frame * SEALED_FRAME)
    const sealed = await readUpTo(handle, frame * SEALED_FRAME, length)
    if (sealed.length < length) throw new DamagedBody(file, 'it became shorter while it was read')
    const opened: Uint8Array[] = []
    for (let at = 0; at < sealed.length; at += SEALED_FRAME) {
      const plain = openFrame(key, frame, sealed.subarray(at, at + SEALED_FRAME))
      if (plain === undefined) throw new DamagedBody(file, `frame ${frame} does not have the bytes that were written`)
      const first = frame * FRAME_BYTES
      opened.push(plain.subarray(Math.max(0, position - first), Math.min(plain.length, end - first)))
      frame += 1
      position = frame * FRAME_BYTES
    }
    return opened
  }
  return async () => {
    if (ready.length === 0) {
      if (position >= end) return undefined
      ready = await readFrames()
    }
    return ready.shift()
  }
}

/** As many bytes as there are, at most `length`. One read may return fewer than there are. */
async function readUpTo(handle: Pick<FileHandle, 'read'>, position: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}
