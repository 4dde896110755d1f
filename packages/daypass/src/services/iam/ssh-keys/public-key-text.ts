import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import { IamError } from '../error.js'
import { isRsaPublicKey } from '../key-material/rsa-public-key.js'

/** The least that AWS takes (IAM API reference, UploadSSHPublicKey). */
const LEAST_BITS = 2_048
const RSA = 'ssh-rsa'
const PEM = /^-----BEGIN (RSA )?PUBLIC KEY-----\s([A-Za-z0-9+/=\s]+)-----END \1?PUBLIC KEY-----$/

/** An RSA key as read from its text. */
export interface PublicKey {
  readonly encoding: 'SSH' | 'PEM'
  readonly key: KeyObject
  /** MD5 of the key as SSH sends it, in hexadecimal pairs, as `ssh-keygen -l -E md5` prints it. */
  readonly fingerprint: string
}

/** Reads `ssh-rsa …` (RFC 4253, section 6.6) or PEM. Throws `UnrecognizedPublicKeyEncoding`, and `InvalidPublicKey` where the key is too short. */
export function readPublicKey(body: string): PublicKey {
  const text = body.trim()
  const encoding = text.startsWith('-----') ? 'PEM' : 'SSH'
  const key = encoding === 'PEM' ? keyOfPem(text) : keyOfSsh(text)
  const bits = key?.asymmetricKeyDetails?.modulusLength
  if (key?.asymmetricKeyType !== 'rsa' || bits === undefined)
    throw new IamError('UnrecognizedPublicKeyEncoding', 'Invalid public key uploaded.')
  if (bits < LEAST_BITS) {
    const explanation = `The key has ${bits} bits. It must have ${LEAST_BITS} at least.`
    throw new IamError('InvalidPublicKey', 'Unknown', { explanation })
  }
  const digest = createHash('md5').update(sshBlob(key)).digest('hex')
  return { encoding, key, fingerprint: digest.replace(/..(?!$)/g, '$&:') }
}

/** The text of a key in an encoding; the text that was uploaded where that is its own. */
export function encodedAs(encoding: 'SSH' | 'PEM', body: string): string {
  const read = readPublicKey(body)
  if (read.encoding === encoding) return body
  if (encoding === 'PEM') return read.key.export({ type: 'spki', format: 'pem' }).toString()
  return `${RSA} ${sshBlob(read.key).toString('base64')}`
}

function keyOfPem(text: string): KeyObject | undefined {
  const [whole, rsa, base64 = ''] = PEM.exec(text) ?? []
  if (whole === undefined) return undefined
  const key = Buffer.from(base64, 'base64')
  const type = rsa === undefined ? 'spki' : 'pkcs1'
  return isRsaPublicKey(key, type) ? readable(() => createPublicKey({ key, format: 'der', type })) : undefined
}

/** The key of a line `ssh-rsa BASE64 comment`. A key that is spelled in any way but one is refused: it would pass for another. */
function keyOfSsh(text: string): KeyObject | undefined {
  const [, base64 = ''] = /^ssh-rsa[ \t]+([A-Za-z0-9+/]+={0,2})(?:[ \t]+[^\r\n]*)?$/.exec(text) ?? []
  const blob = Buffer.from(base64, 'base64')
  const [name, e, n, ...rest] = sshStrings(blob)
  if (name?.toString('latin1') !== RSA || e === undefined || n === undefined || rest.length > 0) return undefined
  const jwk = { kty: 'RSA', e: base64url(e), n: base64url(n) }
  const key = readable(() => createPublicKey({ key: jwk, format: 'jwk' }))
  return key !== undefined && sshBlob(key).equals(blob) ? key : undefined
}

const base64url = (number: Buffer): string => number.toString('base64url')

function readable(read: () => KeyObject): KeyObject | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** The strings of a message (RFC 4251, section 5); none where it is cut off. */
function sshStrings(blob: Buffer): Buffer[] {
  const strings: Buffer[] = []
  for (let at = 0; at < blob.length; ) {
    if (at + 4 > blob.length) return []
    const end = at + 4 + blob.readUInt32BE(at)
    if (end > blob.length) return []
    strings.push(blob.subarray(at + 4, end))
    at = end
  }
  return strings
}

/** The key as SSH sends it. */
function sshBlob(key: KeyObject): Buffer {
  const { e = '', n = '' } = key.export({ format: 'jwk' })
  return Buffer.concat([Buffer.from(RSA), mpint(e), mpint(n)].map(lengthFirst))
}

/** A positive number: with a zero before it where its first bit is set. */
function mpint(text: string): Buffer {
  const number = Buffer.from(text, 'base64url')
  return (number[0] ?? 0) < 0x80 ? number : Buffer.concat([Buffer.of(0), number])
}

function lengthFirst(content: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  return Buffer.concat([length, content])
}
