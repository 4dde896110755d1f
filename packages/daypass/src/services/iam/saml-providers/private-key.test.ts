import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { open, utf8 } from '../../../core/seal.js'
import { START, world } from '../../../testing/world.js'
import type { IamDeps } from '../iam.js'
import { newPrivateKey } from './private-key.js'

const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength }).privateKey
const { privateKey: ec } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const { privateKey: pss } = generateKeyPairSync('rsa-pss', { modulusLength: 2_048 })
const key = rsa(2_048)
/** Not a key that works, but one that reads as one: making one of so many bits takes long. */
const ofBits = (bits: bigint) => {
  const text = (value: bigint) => Buffer.from(value.toString(16).replace(/^(?=(?:..)*.$)/, '0'), 'hex').toString('base64url')
  const half = text(2n ** (bits / 2n) - 1n)
  const parts = { p: half, q: half, dp: half, dq: half, qi: half }
  return createPrivateKey({ key: { kty: 'RSA', n: text(2n ** bits - 1n), e: 'AQAB', d: half, ...parts }, format: 'jwk' })
}
const pkcs8 = { type: 'pkcs8', format: 'pem' } as const
const pem = key.export(pkcs8).toString()
const PROVIDER = 'F'.repeat(32)

const made = async (text: string) => {
  const w = await world()
  const sealed = w.read((state) => newPrivateKey(text, PROVIDER, { ...w, state } as unknown as IamDeps))
  const opened = (bound: string) =>
    w.read((state) => {
      const storage = w.ring.version(state, sealed.key.version, 'storage')
      return storage && open(storage.key, Buffer.from(sealed.key.sealed, 'base64'), utf8(bound))
    })
  return { sealed, opened }
}

describe('newPrivateKey', () => {
  it.each([
    ['PKCS #8', pem],
    ['PKCS #1', key.export({ type: 'pkcs1', format: 'pem' }).toString()],
    ['PEM with other line ends and white space around', `\n ${pem.replaceAll('\n', '\r\n')}\n`],
  ])('seals a key in %s, bound to its provider and its id', async (_form, text) => {
    const { sealed, opened } = await made(text)
    expect(sealed).toMatchObject({ id: expect.stringMatching(/^[0-9A-F]{32}$/), addedAt: START })
    expect(JSON.stringify(sealed)).not.toContain(pem.split('\n')[1])
    const plain = opened(`saml private key ${PROVIDER}/${sealed.id}`)
    expect(createPrivateKey({ key: plain ?? '', type: 'pkcs8', format: 'der' }).equals(key)).toBe(true)
    for (const other of [`saml private key ${PROVIDER}/0`, `saml private key 0/${sealed.id}`]) expect(opened(other)).toBeUndefined()
  })

  it('takes a key of 4,096 bits', async () => {
    expect((await made(ofBits(4_096n).export(pkcs8).toString())).sealed.addedAt).toBe(START)
  })

  it.each([
    ['text', 'secret'],
    ['a public key', generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['a key with a passphrase', key.export({ ...pkcs8, cipher: 'aes-128-cbc', passphrase: 'x' }).toString()],
    ['a key of 1,024 bits', rsa(1_024).export(pkcs8).toString()],
    ['a key of 4,104 bits, which would take long for everyone who asks', ofBits(4_104n).export(pkcs8).toString()],
    ['a key of ECDSA', ec.export(pkcs8).toString()],
    ['a key for RSA-PSS only', pss.export(pkcs8).toString()],
    ['two keys', pem + pem],
    ['text before the key', `key: ${pem}`],
    ['another end than the beginning', pem.replace('END PRIVATE', 'END RSA PRIVATE')],
    ['half of a key', pem.replace(/\n.*\n.*\n/, '\n')],
  ])('refuses %s', async (_what, text) => {
    await expect(made(text)).rejects.toThrow(expect.objectContaining({ code: 'InvalidInput', message: 'Unknown' }))
  })
})
