// key-pairs: pairs of keys to log in with. Owns how keys are spelled and their fingerprints.
// Refuses to keep a private key: it is in one answer and nowhere else.
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

/** The types of keys that EC2 has. */
export type KeyPairType = 'rsa' | 'ed25519'

/** Names of public keys in SSH (RFC 4253, section 6.6; RFC 8709, section 4). */
const NAMES = { rsa: 'ssh-rsa', ed25519: 'ssh-ed25519' } as const
/** PKCS #8 of an Ed25519 key up to its 32 bytes (RFC 8410, section 7). */
const ED25519_PRIVATE = Buffer.from('302e020100300506032b657004220420', 'hex')
const ED25519_PUBLIC = Buffer.from('302a300506032b6570032100', 'hex')
const ED25519_BYTES = 32

/** A length and the bytes (RFC 4251, section 5, "string"). */
function sshString(bytes: Uint8Array | string): Buffer {
  const content = Buffer.from(bytes as Uint8Array)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  return Buffer.concat([length, content])
}

/** A positive number (RFC 4251, section 5, "mpint"). */
function sshNumber(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url')
  return sshString((bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]))
}

/** The type of a public key; undefined for one that EC2 does not take. */
export const keyPairTypeOf = ({ asymmetricKeyType: type }: KeyObject): KeyPairType | undefined =>
  type === 'rsa' || type === 'ed25519' ? type : undefined

const rawEd25519 = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' }).subarray(-ED25519_BYTES)

/** A public key as SSH encodes it. */
export function sshPublicKey(key: KeyObject, type: KeyPairType): Buffer {
  if (type === 'ed25519') return Buffer.concat([sshString(NAMES.ed25519), sshString(rawEd25519(key))])
  const { e = '', n = '' } = key.export({ format: 'jwk' })
  return Buffer.concat([sshString(NAMES.rsa), sshNumber(e), sshNumber(n)])
}

/** As in `authorized_keys`. */
export const sshLine = (key: KeyObject, type: KeyPairType): string => `${NAMES[type]} ${sshPublicKey(key, type).toString('base64')}`

/** The key that SSH encodes like this; undefined for anything but one key in its only spelling. */
export function readSshPublicKey(blob: Buffer): KeyObject | undefined {
  const parts = stringsOf(blob)
  const key = parts && keyOfParts(parts)
  const type = key && keyPairTypeOf(key)
  return key !== undefined && type !== undefined && sshPublicKey(key, type).equals(blob) ? key : undefined
}

function stringsOf(blob: Buffer): Buffer[] | undefined {
  const parts: Buffer[] = []
  for (let at = 0; at < blob.length; ) {
    const end = at + 4 <= blob.length ? at + 4 + blob.readUInt32BE(at) : Number.POSITIVE_INFINITY
    if (end > blob.length) return undefined
    parts.push(blob.subarray(at + 4, end))
    at = end
  }
  return parts
}

function keyOfParts([name, first, second]: readonly Buffer[]): KeyObject | undefined {
  try {
    if (name?.toString() === NAMES.ed25519 && first?.length === ED25519_BYTES)
      return createPublicKey({ key: Buffer.concat([ED25519_PUBLIC, first]), format: 'der', type: 'spki' })
    if (name?.toString() !== NAMES.rsa || first === undefined || second === undefined) return undefined
    const number = (bytes: Buffer) => bytes.subarray(bytes[0] === 0 ? 1 : 0).toString('base64url')
    return createPublicKey({ key: { kty: 'RSA', e: number(first), n: number(second) }, format: 'jwk' })
  } catch {
    return undefined
  }
}

/** The private key that these 32 bytes are the seed of. */
export const ed25519Key = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([ED25519_PRIVATE, seed]), format: 'der', type: 'pkcs8' })

/**
 * An Ed25519 key in the format of OpenSSH, without a passphrase, which is what CreateKeyPair returns for the type (OpenSSH, PROTOCOL.key). `check` is any four bytes.
 */
export function openSshPrivateKey(seed: Uint8Array, check: Uint8Array): string {
  const publicKey = createPublicKey(ed25519Key(seed))
  const blob = sshPublicKey(publicKey, 'ed25519')
  const unpadded = Buffer.concat([check, check, blob, sshString(Buffer.concat([seed, rawEd25519(publicKey)])), sshString('')])
  const padding = Buffer.from(Array.from({ length: (8 - (unpadded.length % 8)) % 8 }, (_, index) => index + 1))
  const one = Buffer.alloc(4)
  one.writeUInt32BE(1)
  const whole = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    sshString('none'),
    sshString('none'),
    sshString(''),
    one,
    sshString(blob),
    sshString(Buffer.concat([unpadded, padding])),
  ])
  const lines = whole.toString('base64').match(/.{1,70}/g) ?? []
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----'].join('\n')
}

const colons = (digest: Buffer): string => digest.toString('hex').replace(/..(?=.)/g, '$&:')

/**
 * The fingerprint of a pair that EC2 made: SHA-1 of the private key in PKCS #8 for RSA, else that of the public key (EC2 API reference, CreateKeyPair). A digest to
 * compare by eye, not one that anything here relies on.
 */
export const createdFingerprint = (key: KeyObject, type: KeyPairType): string =>
  type === 'rsa'
    ? colons(
        createHash('sha1')
          .update(key.export({ format: 'der', type: 'pkcs8' }))
          .digest(),
      )
    : importedFingerprint(createPublicKey(key), type)

/** The fingerprint of an imported public key: MD5 of it in X.509 for RSA, SHA-256 as OpenSSH has it for Ed25519 (EC2 API reference, ImportKeyPair). */
export const importedFingerprint = (key: KeyObject, type: KeyPairType): string =>
  type === 'rsa'
    ? colons(
        createHash('md5')
          .update(key.export({ format: 'der', type: 'spki' }))
          .digest(),
      )
    : createHash('sha256').update(sshPublicKey(key, type)).digest('base64')
