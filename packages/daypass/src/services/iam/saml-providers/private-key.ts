import type { KeyObject } from 'node:crypto'
import { newLongId } from '../../../core/ids.js'
import { sealPrivateKey } from '../../../credentials/saml/sealed-private-key.js'
import type { SamlPrivateKey } from '../../../directory/iam/identity-providers/saml-provider.js'
import { DECRYPTION_BITS, isDecryptionKey } from '../../../federation/saml/algorithms.js'
import { IamError } from '../error.js'
import { type IamDeps, timeOf } from '../iam.js'
import { readPrivateKey } from '../key-material/private-key.js'

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
  if (key !== undefined && isDecryptionKey(key)) return key
  const { least, most } = DECRYPTION_BITS
  const explanation = `AddPrivateKey must be an RSA key of ${least} to ${most} bits in PEM, without a passphrase.`
  throw new IamError('InvalidInput', 'Unknown', { explanation })
}
