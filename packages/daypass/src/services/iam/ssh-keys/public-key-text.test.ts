import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ED25519_KEY, SHORT_SSH_KEY, SSH_FINGERPRINT, SSH_KEY } from '../../../testing/key-material/ssh-public-keys.js'
import { encodedAs, readPublicKey } from './public-key-text.js'

const [NAME, BASE64] = SSH_KEY.split(' ') as [string, string]
const BLOB = Buffer.from(BASE64, 'base64')
const asLine = (blob: Buffer) => `ssh-rsa ${blob.toString('base64')}`
const newPemKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey.export({ type: 'spki', format: 'pem' }).toString()
const errorOf = (body: string) => {
  try {
    readPublicKey(body)
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return { code, message }
  }
  return undefined
}

describe('the text of a public key', () => {
  it('is read as SSH and as PEM, with the fingerprint that ssh-keygen prints', () => {
    expect(readPublicKey(SSH_KEY)).toMatchObject({ encoding: 'SSH', fingerprint: SSH_FINGERPRINT })
    for (const type of ['spki', 'pkcs1'] as const) {
      const pem = readPublicKey(SSH_KEY).key.export({ type, format: 'pem' }).toString()
      expect(readPublicKey(pem)).toMatchObject({ encoding: 'PEM', fingerprint: SSH_FINGERPRINT })
    }
    expect(readPublicKey(`${NAME} ${BASE64}\n`)).toMatchObject({ fingerprint: SSH_FINGERPRINT })
  })

  it('is given in either encoding, as it was uploaded in its own', () => {
    expect(encodedAs('SSH', SSH_KEY)).toBe(SSH_KEY)
    const pem = encodedAs('PEM', SSH_KEY)
    expect(createPublicKey(pem).asymmetricKeyDetails).toMatchObject({ modulusLength: 2_048 })
    expect(encodedAs('SSH', pem)).toBe(`${NAME} ${BASE64}`)
    const other = newPemKey()
    expect(encodedAs('PEM', encodedAs('SSH', other))).toBe(other)
  })

  it.each([
    ['nothing', ' '],
    ['another kind', ED25519_KEY],
    ['no base64', 'ssh-rsa ?'],
    ['a cut key', asLine(BLOB.subarray(0, -1))],
    ['a key and more', asLine(Buffer.concat([BLOB, BLOB]))],
    [
      'the same key spelled with a zero in front',
      asLine(Buffer.concat([BLOB.subarray(0, 11), Buffer.of(0, 0, 0, 4, 0), BLOB.subarray(15)])),
    ],
    ['two lines', `${SSH_KEY}\n${SSH_KEY}`],
    ['broken PEM', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
  ])('is refused where it is %s', (_why, body) => {
    expect(errorOf(body)).toEqual({ code: 'UnrecognizedPublicKeyEncoding', message: 'Invalid public key uploaded.' })
  })

  it('is refused where the key is too short', () => {
    expect(errorOf(SHORT_SSH_KEY)).toEqual({ code: 'InvalidPublicKey', message: 'Unknown' })
  })
})
