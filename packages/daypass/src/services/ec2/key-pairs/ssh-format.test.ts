import { createPublicKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { SSH_KEY } from '../../../testing/key-material/ssh-public-keys.js'
import { createdFingerprint, ed25519Key, importedFingerprint, openSshPrivateKey, readSshPublicKey, sshLine } from './ssh-format.js'

// RFC 8032, section 7.1, test 1.
const SEED = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex')
const PUBLIC = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'

const unpack = (blob: Buffer): Buffer[] => {
  const parts: Buffer[] = []
  for (let at = 0; at < blob.length; ) {
    const length = blob.readUInt32BE(at)
    parts.push(blob.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return parts
}

describe('keys of SSH', () => {
  it('are written as OpenSSH writes Ed25519: magic, no cipher, the public key, seed and public key, padding', () => {
    const text = openSshPrivateKey(SEED, Buffer.from('abcd'))
    const lines = text.split('\n')
    expect([lines[0], lines.at(-1)]).toEqual(['-----BEGIN OPENSSH PRIVATE KEY-----', '-----END OPENSSH PRIVATE KEY-----'])
    expect(lines.slice(1, -1).every((line) => line.length <= 70)).toBe(true)
    const whole = Buffer.from(lines.slice(1, -1).join(''), 'base64')
    expect(whole.subarray(0, 15).toString()).toBe('openssh-key-v1\0')
    const [cipher, kdf, options, ...rest] = unpack(whole.subarray(15, 15 + 8 + 8 + 4 + 4 - 4))
    expect([cipher?.toString(), kdf?.toString(), options?.length, rest.length]).toEqual(['none', 'none', 0, 0])
    expect(whole.readUInt32BE(15 + 8 + 8 + 4)).toBe(1)
    const [, secret = Buffer.alloc(0)] = unpack(whole.subarray(15 + 8 + 8 + 4 + 4))
    expect(secret.length % 8).toBe(0)
    expect(secret.subarray(0, 8).toString()).toBe('abcdabcd')
    expect(secret.includes(Buffer.concat([SEED, Buffer.from(PUBLIC, 'hex')]))).toBe(true)
  })

  it('are read in their only spelling', () => {
    const blob = Buffer.from(SSH_KEY.split(' ')[1] ?? '', 'base64')
    const key = readSshPublicKey(blob)
    expect(key && sshLine(key, 'rsa')).toBe(SSH_KEY.split(' ').slice(0, 2).join(' '))
    expect(readSshPublicKey(blob.subarray(0, -1))).toBeUndefined()
    expect(readSshPublicKey(Buffer.concat([blob, Buffer.from([0, 0, 0, 0])]))).toBeUndefined()
    expect(readSshPublicKey(Buffer.alloc(0))).toBeUndefined()
    expect(readSshPublicKey(Buffer.from('ffffffff', 'hex'))).toBeUndefined()
  })

  it('have the fingerprints that EC2 shows', () => {
    const key = ed25519Key(SEED)
    const line = sshLine(createPublicKey(key), 'ed25519')
    expect(line).toMatch(/^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI/)
    expect(createdFingerprint(key, 'ed25519')).toBe(importedFingerprint(createPublicKey(key), 'ed25519'))
    expect(importedFingerprint(createPublicKey(key), 'ed25519')).toMatch(/^[A-Za-z0-9+/]{43}=$/)
    const rsa = readSshPublicKey(Buffer.from(SSH_KEY.split(' ')[1] ?? '', 'base64'))
    expect(rsa && importedFingerprint(rsa, 'rsa')).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/)
  })
})
