import { createSecretKey, type KeyObject } from 'node:crypto'
import { BoundedCache, type CacheFigures } from '../core/cache/bounded-cache.js'
import type { Ids } from '../core/ids.js'
import { open, seal, utf8 } from '../core/seal.js'
import type { AccessKeyRecord } from '../directory/iam/access-key.js'
import type { KeyRing } from '../directory/key-ring.js'
import type { Reader } from '../directory/state.js'

/** Seals a secret access key for the store, bound to its key id, so that the secret of one record does not open in another. */
export function sealSecret(made: { id: string; secret: string; ring: KeyRing; state: Reader; ids: Ids }): AccessKeyRecord['secret'] {
  const { version, key } = made.ring.current(made.state, 'storage')
  return { version, sealed: seal(key, made.ids.bytes(12), { plain: utf8(made.secret), bound: utf8(made.id) }).toString('base64') }
}

/** The secret of a stored key. Throws for a secret that does not open: the stored data is defective, and nobody is authenticated. */
export function openSecret(record: AccessKeyRecord, ring: KeyRing, state: Reader): KeyObject {
  const key = ring.version(state, record.secret.version, 'storage')
  const plain = key && open(key.key, Buffer.from(record.secret.sealed, 'base64'), utf8(record.id))
  if (plain === undefined) throw new Error(`the secret of ${record.id} does not open`)
  return createSecretKey(plain)
}

/** Bytes of all cached secrets, and of one: a key object with its memory outside the heap, and its entry. */
const MAX_KEPT = 8_388_608
const SECRET = 512

/** A cache of opened secrets by key id and record revision, so that it never returns a changed or deleted key. Limited in bytes. */
export class OpenedSecrets {
  readonly #kept = new BoundedCache<{ revision: number; secret: KeyObject }>(MAX_KEPT)

  get cache(): CacheFigures {
    return this.#kept
  }

  /** The secret of `record`, which the store has at `revision`. */
  secret(record: AccessKeyRecord, revision: number, opened: { ring: KeyRing; state: Reader }): KeyObject {
    const known = this.#kept.get(record.id)
    if (known?.revision === revision) return known.secret
    const secret = openSecret(record, opened.ring, opened.state)
    this.#kept.put(record.id, { revision, secret }, SECRET)
    return secret
  }
}
