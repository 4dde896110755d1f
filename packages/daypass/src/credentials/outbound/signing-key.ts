import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { Ids, SigningAlgorithm } from '../../core/ids.js'
import { open, seal, utf8 } from '../../core/seal.js'
import type { PublicJwk, SigningKeyRecord } from '../../directory/iam/outbound-federation.js'
import type { KeyRing } from '../../directory/key-ring.js'
import type { Reader } from '../../directory/state.js'

/** What making and opening signing keys needs of the installation. */
export interface Vault {
  readonly ring: KeyRing
  readonly ids: Ids
  readonly state: Reader
}

/** A new key of an issuer, published from `now` (milliseconds since the epoch) on. Only sealed does its private half leave this function. */
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

/** The private half. One that does not open is a defect of the data: nothing is signed. */
export function openSigningKey(vault: Omit<Vault, 'ids'>, record: SigningKeyRecord, issuerId: string): KeyObject {
  const key = vault.ring.version(vault.state, record.sealed.version, 'storage')
  const plain = key && open(key.key, Buffer.from(record.sealed.sealed, 'base64'), bound(issuerId, record))
  if (plain === undefined) throw new Error(`the signing key ${record.kid} does not open`)
  return createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' })
}

/** A sealed key opens only as this key of this issuer: no record can lend its key to another. */
const bound = (issuerId: string, { kid, algorithm }: Pick<SigningKeyRecord, 'kid' | 'algorithm'>): Uint8Array =>
  utf8(`outbound/${issuerId}/${algorithm}/${kid}`)

function publicJwkOf(key: KeyObject): PublicJwk {
  const { kty = '', n, e, crv, x, y } = createPublicKey(key).export({ format: 'jwk' })
  return kty === 'RSA' ? { kty, n: n ?? '', e: e ?? '' } : { kty, crv: crv ?? '', x: x ?? '', y: y ?? '' }
}

/** RFC 7638: the hash of the key's required members in the order of their names, so that a key id is never another key's. */
function thumbprint({ kty, n, e, crv, x, y }: PublicJwk): string {
  const members = kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y }
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url')
}
