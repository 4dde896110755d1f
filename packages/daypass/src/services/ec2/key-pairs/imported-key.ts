import { createPublicKey, type KeyObject } from 'node:crypto'
import { Ec2Error } from '../error.js'
import { type KeyPairType, keyPairTypeOf, readSshPublicKey } from './ssh-format.js'

/** Lengths of RSA keys that can be imported (EC2 user guide, "Create a key pair using a third-party tool and import the public key"). */
const LENGTHS: readonly unknown[] = [1_024, 2_048, 4_096]
const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/
/** Longer than any key that can be imported. */
const MOST_CHARACTERS = 16_384

/** Reads a public key: a line of OpenSSH, a file as of RFC 4716, or base64 of DER (EC2 API reference, ImportKeyPair). Throws `InvalidKey.Format`. */
export function readImportedKey(material: Uint8Array): { readonly key: KeyObject; readonly type: KeyPairType } {
  const text = Buffer.from(material).toString('utf8').trim()
  const key = text.length > MOST_CHARACTERS ? undefined : (openSsh(text) ?? rfc4716(text) ?? der(text))
  const type = key && keyPairTypeOf(key)
  if (key === undefined || type === undefined) throw invalidKey('Key is not in valid OpenSSH public key format')
  const length = key.asymmetricKeyDetails?.modulusLength
  if (type === 'rsa' && !LENGTHS.includes(length))
    throw invalidKey(`Keys of ${length} bits are not supported. Use 1024, 2048 or 4096 bits.`)
  return { key, type }
}

const invalidKey = (message: string) => new Ec2Error('InvalidKey.Format', message)

function openSsh(text: string): KeyObject | undefined {
  const [, base64] = /^(?:ssh-rsa|ssh-ed25519)[ \t]+([A-Za-z0-9+/]+={0,2})(?:[ \t]+[^\r\n]*)?$/.exec(text) ?? []
  return base64 === undefined ? undefined : readSshPublicKey(Buffer.from(base64, 'base64'))
}

const BEGIN = '---- BEGIN SSH2 PUBLIC KEY ----'
const END = '---- END SSH2 PUBLIC KEY ----'

function rfc4716(text: string): KeyObject | undefined {
  if (!text.startsWith(BEGIN) || !text.endsWith(END)) return undefined
  const lines = text.slice(BEGIN.length, -END.length).split(/\r?\n/)
  let continues = false
  const body = lines.filter((line) => {
    const isHeader = continues || line.includes(':')
    continues = isHeader && line.endsWith('\\')
    return !isHeader
  })
  return readSshPublicKey(Buffer.from(body.join(''), 'base64'))
}

function der(text: string): KeyObject | undefined {
  const body = text.replace(/^-----BEGIN PUBLIC KEY-----|-----END PUBLIC KEY-----$/g, '')
  if (!BASE64.test(body)) return undefined
  try {
    return createPublicKey({ key: Buffer.from(body, 'base64'), format: 'der', type: 'spki' })
  } catch {
    return undefined
  }
}
