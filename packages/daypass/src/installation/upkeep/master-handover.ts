import { createSecretKey, type KeyObject } from 'node:crypto'
import type { Ids } from '../../core/ids.js'
import { deriveKey, open, seal, utf8 } from '../../core/seal.js'

/** Who hands a master key over: whoever has the present one. `server` names the server that it is for, so that no other takes it. */
interface Handover {
  readonly master: KeyObject
  readonly server: string
}

const KEY_BYTES = 32
const sealing = (master: KeyObject): KeyObject => deriveKey(master, 'daypass next master key')

/** The next master key, sealed with the present one: it is never sent in the clear, and only who has the present one can replace it. */
export const sealHandover = (next: KeyObject, { master, server, ids }: Handover & { readonly ids: Ids }): Uint8Array =>
  seal(sealing(master), ids.bytes(12), { plain: next.export(), bound: utf8(server) })

/** The next master key; undefined where it was sealed with another key, or for another server. */
export function openHandover(sealed: Uint8Array, { master, server }: Handover): KeyObject | undefined {
  const plain = open(sealing(master), sealed, utf8(server))
  return plain?.length === KEY_BYTES ? createSecretKey(plain) : undefined
}
