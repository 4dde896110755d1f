import { type CipherGCM, createCipheriv, createDecipheriv } from 'node:crypto'
import type { SealingKey } from '../../../core/seal.js'

/** Bytes of a body that one frame holds; the last frame of a body holds what is left. */
export const FRAME_BYTES = 65_536
const TAG_BYTES = 16
/** Bytes of a full frame: its bytes, encrypted, and the tag of GCM. */
export const SEALED_FRAME = FRAME_BYTES + TAG_BYTES
const ALGORITHM = 'aes-256-gcm'

/** How many frames a body of `size` bytes has: at least one, so that an empty body is verified too. */
export const framesOf = (size: number): number => Math.max(1, Math.ceil(size / FRAME_BYTES))

/** Bytes of a body of `size` bytes once it is sealed. */
export const sealedSize = (size: number): number => size + TAG_BYTES * framesOf(size)

/** The nonce of a frame: its number, from 0. A key is made for one body and used for no other, so no nonce is used twice with it. */
function nonceOf(frame: number): Uint8Array {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(frame, 6, 6)
  return nonce
}

/** Seals a body frame by frame as its bytes come (NIST SP 800-38D), and holds none of them back. */
export class FrameSealer {
  readonly #key: SealingKey
  #cipher: CipherGCM | undefined
  #frames = 0
  #room = 0

  constructor(key: SealingKey) {
    this.#key = key
  }

  /** The next bytes of the body, sealed, with the tags of the frames that end in them. */
  add(bytes: Uint8Array): Uint8Array[] {
    const sealed: Uint8Array[] = []
    for (let at = 0; at < bytes.length; ) {
      const cipher = this.#cipher ?? this.#begin()
      const piece = bytes.subarray(at, at + this.#room)
      sealed.push(cipher.update(piece))
      at += piece.length
      this.#room -= piece.length
      if (this.#room === 0) sealed.push(this.#tag(cipher))
    }
    return sealed
  }

  /** What is left at the end of the body. */
  end(): Uint8Array[] {
    const isComplete = this.#cipher === undefined && this.#frames > 0
    return isComplete ? [] : [this.#tag(this.#cipher ?? this.#begin())]
  }

  #begin() {
    const cipher = createCipheriv(ALGORITHM, this.#key, nonceOf(this.#frames), { authTagLength: TAG_BYTES })
    this.#cipher = cipher
    this.#frames += 1
    this.#room = FRAME_BYTES
    return cipher
  }

  #tag(cipher: CipherGCM): Uint8Array {
    cipher.final()
    this.#cipher = undefined
    return cipher.getAuthTag()
  }
}

/** The bytes of one sealed frame; undefined when the key, the number of the frame or any byte differs. */
export function openFrame(key: SealingKey, frame: number, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < TAG_BYTES) return undefined
  const decipher = createDecipheriv(ALGORITHM, key, nonceOf(frame), { authTagLength: TAG_BYTES })
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  const plain = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES))
  try {
    decipher.final()
    return plain
  } catch {
    return undefined
  }
}
