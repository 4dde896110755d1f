import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { Ids, SigningAlgorithm } from '../../core/ids.js'
import { open, seal, utf8 } from '../../core/seal.js'
import type { PublicJwk, SigningKeyRecord } from '../../directory/iam/outbound-federation.js'
import type { KeyRing } from '../../directory/key-ring.js'
import type { Reader } from '../../directory/state.js'

/** What making and opening signing keys needs from the installation. */
export interface Vault {
  readonly ring: KeyRing
  readonly ids: Ids
  readonly state: Reader
}

/** A new key of an issuer, published from `now` on (milliseconds since the epoch). Its private half leaves this function only sealed. */
export async function makeSigningKey(
  vault: Vault,
  made: { algorithm: SigningAlgorithm; issuerId: string; now: number },
): Promise<SigningKeyRecord> {
  const { algorithm, issuerId, now } = made
  const key = await vault.ids.privateKey(algorithm)
  const publicJwk = publicJwkOf(key)
  const kid = thumbprint(publicJwk)
  const { version, key: storage } = vault.ring.current(vault.state, 'storage')
  const plain = key.export({ format: 'der', type: 'pkcs8' })
  const sealed = seal(storage, vault.ids.bytes(12), { plain, bound: bound(issuerId, { kid, algorithm }) })
  plain.fill(0)
  return { kid, algorithm, createdAt: now, publicJwk, sealed: { version, sealed: sealed.toString('base64') } }
}

/** The private half. Throws for one that does not open: the stored data is defective, and nothing is signed. */
export function openSigningKey(vault: Omit<Vault, 'ids'>, record: SigningKeyRecord, issuerId: string): KeyObject {
  const key = vault.ring.version(vault.state, record.sealed.version, 'storage')
  const plain = key && open(key.key, Buffer.from(record.sealed.sealed, 'base64'), bound(issuerId, record))
  if (plain === undefined) throw new Error(`the signing key ${record.kid} does not open`)
  return createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' })
}

/** Binds a sealed key to its id, algorithm and issuer, so that the key of one record does not open in another. */
const bound = (issuerId: string, { kid, algorithm }: Pick<SigningKeyRecord, 'kid' | 'algorithm'>): Uint8Array =>
  utf8(`outbound/${issuerId}/${algorithm}/${kid}`)

function publicJwkOf(key: KeyObject): PublicJwk {
  const { kty = '', n, e, crv, x, y } = createPublicKey(key).export({ format: 'jwk' })
  return kty === 'RSA' ? { kty, n: n ?? '', e: e ?? '' } : { kty, crv: crv ?? '', x: x ?? '', y: y ?? '' }
}

/** RFC 7638: the hash of the key's required members in alphabetical order, so that two keys never share an id. */
function thumbprint({ kty, n, e, crv, x, y }: PublicJwk): string {
  const members = kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y }
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url')
}
