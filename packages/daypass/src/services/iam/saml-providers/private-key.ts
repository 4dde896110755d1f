import type { KeyObject } from 'node:crypto'
import { newLongId } from '../../../core/ids.js'
import { sealPrivateKey } from '../../../credentials/saml/sealed-private-key.js'
import type { SamlPrivateKey } from '../../../directory/iam/identity-providers/saml-provider.js'
import { IamError } from '../error.js'
import { type IamDeps, timeOf } from '../iam.js'
import { readPrivateKey } from '../key-material/private-key.js'

/** The least bits of a key that decrypts assertions (daypass's own rule; NIST SP 800-131A). */
const LEAST_BITS = 2_048

/** A new private key of a provider, sealed: the key of the PEM text leaves this function in no other way. Throws `InvalidInput`. */
export function newPrivateKey(pem: string, provider: string, { ring, ids, state, clock }: IamDeps): SamlPrivateKey {
  const id = newLongId(ids)
  const pkcs8 = rsaKeyOf(pem).export({ format: 'der', type: 'pkcs8' })
  const key = sealPrivateKey({ provider, id, pkcs8 }, { ring, ids, state })
  pkcs8.fill(0)
  return { id, addedAt: timeOf(clock), key }
}

function rsaKeyOf(pem: string): KeyObject {
  const key = readPrivateKey(pem)
  if (key?.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= LEAST_BITS) return key
  const explanation = `AddPrivateKey must be an RSA key of ${LEAST_BITS} bits or more in PEM, without a passphrase.`
  throw new IamError('InvalidInput', 'Unknown', { explanation })
}
