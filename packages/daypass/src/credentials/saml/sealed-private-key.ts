/**
 * saml: the private keys that decrypt the assertions of SAML providers.
 * Owns how they are sealed for the store. Leaves reading them from PEM to services/iam, and decrypting with them to what verifies assertions.
 */
import type { Ids } from '../../core/ids.js'
import { seal, utf8 } from '../../core/seal.js'
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
  const bound = utf8(`saml private key ${provider}/${id}`)
  return { version, sealed: seal(key, ids.bytes(12), { plain: pkcs8, bound }).toString('base64') }
}
