/**
 * saml: the private keys that decrypt the assertions of SAML providers.
 * Owns how they are sealed for the store, and opened again. Leaves reading them from PEM to services/iam, and decrypting with them to what verifies
 * assertions.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto'
import type { Ids } from '../../core/ids.js'
import { open, seal, utf8 } from '../../core/seal.js'
import type { SamlPrivateKey } from '../../directory/iam/identity-providers/saml-provider.js'
import type { KeyRing } from '../../directory/key-ring.js'
import type { Reader } from '../../directory/state.js'

/** A private key, its id, and the provider that it belongs to. */
export interface ProviderKey {
  /** The `uuid` of the provider. */
  readonly provider: string
  readonly id: string
  /** Its PKCS #8 form (DER). */
  readonly pkcs8: Uint8Array
}

/** Seals a private key for the store, bound to its provider and its id, so that the key of one record does not open in another. */
export function sealPrivateKey(
  { provider, id, pkcs8 }: ProviderKey,
  { ring, ids, state }: { readonly ring: KeyRing; readonly ids: Ids; readonly state: Reader },
): SamlPrivateKey['key'] {
  const { version, key } = ring.current(state, 'storage')
  return { version, sealed: seal(key, ids.bytes(12), { plain: pkcs8, bound: boundTo(provider, id) }).toString('base64') }
}

/** Opens a private key of a provider. One that does not open is a defect, or was moved from another record. */
export function openPrivateKey(
  provider: string,
  { id, key: { version, sealed } }: SamlPrivateKey,
  { ring, state }: { readonly ring: KeyRing; readonly state: Reader },
): KeyObject {
  const storage = ring.version(state, version, 'storage')
  const pkcs8 = storage && open(storage.key, Buffer.from(sealed, 'base64'), boundTo(provider, id))
  if (pkcs8 === undefined) throw new Error(`the private key ${id} of a SAML provider cannot be opened`)
  try {
    return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  } finally {
    pkcs8.fill(0)
  }
}

const boundTo = (provider: string, id: string): Uint8Array => utf8(`saml private key ${provider}/${id}`)
