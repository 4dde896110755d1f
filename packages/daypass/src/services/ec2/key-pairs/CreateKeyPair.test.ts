import { createPrivateKey, createPublicKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ACCOUNT, START, type World, world } from '../../../testing/world.js'
import { DescribeTags } from '../tags/DescribeTags.js'
import { CreateKeyPair } from './CreateKeyPair.js'
import { DescribeKeyPairs } from './DescribeKeyPairs.js'
import { createdFingerprint, sshLine } from './ssh-format.js'

const arn = (name: string) => `arn:aws:ec2:us-east-1:${ACCOUNT}:key-pair/${name}`
const TagSpecifications = [{ ResourceType: 'key-pair', Tags: [{ Key: 'Team', Value: 'red' }] }] as const
const stored = (w: World) => JSON.stringify(w.read((state) => state.range({ start: 'a', end: 'z', limit: 100 })))

/** In base64url and in hexadecimal. */
function privateNumbers(pem: string): readonly string[] {
  const { d = '', p = '', q = '' } = createPrivateKey(pem).export({ format: 'jwk' })
  return [d, p, q].flatMap((number) => [number, Buffer.from(number, 'base64url').toString('hex')])
}

describe('CreateKeyPair', () => {
  it('returns an RSA key in PKCS #1, with the fingerprint of its private key, and keeps the public one', async () => {
    const w = await world()
    const pair = await w.call(CreateKeyPair, { KeyName: 'ann', TagSpecifications })
    expect(pair).toMatchObject({ KeyName: 'ann', KeyPairId: expect.stringMatching(/^key-[0-9a-f]{17}$/), Tags: TagSpecifications[0].Tags })
    expect(pair.KeyMaterial).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n[^-]+\n-----END RSA PRIVATE KEY-----$/)
    const key = createPrivateKey(pair.KeyMaterial ?? '')
    expect(key.asymmetricKeyDetails?.modulusLength).toBe(2_048)
    expect(pair.KeyFingerprint).toMatch(/^([0-9a-f]{2}:){19}[0-9a-f]{2}$/)
    expect(pair.KeyFingerprint).toBe(createdFingerprint(key, 'rsa'))
    const { KeyPairs } = await w.call(DescribeKeyPairs, { IncludePublicKey: true })
    expect(KeyPairs).toEqual([
      {
        ...{
          KeyPairId: pair.KeyPairId,
          KeyName: 'ann',
          KeyType: 'rsa',
          KeyFingerprint: pair.KeyFingerprint,
          Tags: TagSpecifications[0].Tags,
        },
        ...{ CreateTime: new Date(START), PublicKey: `${sshLine(createPublicKey(key), 'rsa')} ann` },
      },
    ])
    expect((await w.call(DescribeTags, {})).Tags).toMatchObject([{ ResourceId: pair.KeyPairId, ResourceType: 'key-pair' }])
  })

  it.each(['rsa', 'ed25519'] as const)('neither stores nor records the private key: %s', async (KeyType) => {
    const w = await world()
    const { KeyMaterial = '' } = await w.call(CreateKeyPair, { KeyName: 'ann', KeyType })
    const lines = KeyMaterial.split('\n').slice(1, -1)
    expect(lines.length).toBeGreaterThan(2)
    // Of OpenSSH's format the seed is in the lines alone; of RSA's, the numbers that make it private are here too.
    const numbers = KeyType === 'rsa' ? privateNumbers(KeyMaterial) : []
    const kept = `${stored(w)} ${JSON.stringify(w.events)}`
    expect([...lines, ...numbers].filter((text) => kept.includes(text))).toEqual([])
    expect(kept).not.toContain('PRIVATE KEY')
  })

  it('makes one key for a request, however many others come between', async () => {
    const w = await world()
    let made = 0
    const { privateKey } = w.ids
    const counting: typeof privateKey = (algorithm) => {
      made++
      return privateKey(algorithm)
    }
    Object.assign(w.ids, { privateKey: counting })
    await Promise.all(Array.from({ length: 8 }, (_, n) => w.call(CreateKeyPair, { KeyName: `k${n}` })))
    expect((await w.call(DescribeKeyPairs, {})).KeyPairs).toHaveLength(8)
    expect(made).toBe(8)
  })

  it('returns an Ed25519 key in the format of OpenSSH', async () => {
    const w = await world()
    const pair = await w.call(CreateKeyPair, { KeyName: 'bob', KeyType: 'ed25519', KeyFormat: 'pem' })
    expect(pair.KeyMaterial).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA/)
    expect(pair.KeyFingerprint).toMatch(/^[A-Za-z0-9+/]{43}=$/)
  })

  it('asks for the pair by its name and with its type, and for the tagging where there are tags', async () => {
    const w = await world()
    const region = { 'ec2:Region': 'us-east-1' }
    const asked = async (input: object) =>
      (await w.attempt(CreateKeyPair, { KeyType: 'ed25519', ...input })).event.questions.map(({ question }) => question)
    const context = { ...region, 'ec2:KeyPairType': 'ed25519' }
    expect(await asked({ KeyName: 'a' })).toEqual([{ action: 'ec2:CreateKeyPair', resource: arn('a'), context }])
    const tags = { 'aws:TagKeys': ['Team'], 'aws:RequestTag/Team': 'red' }
    expect(await asked({ KeyName: 'b', TagSpecifications })).toEqual([
      { action: 'ec2:CreateKeyPair', resource: arn('b'), context: { ...context, ...tags } },
      { action: 'ec2:CreateTags', resource: arn('b'), context: { ...context, ...tags, 'ec2:CreateAction': 'CreateKeyPair' } },
    ])
    const { event } = await w.attempt(CreateKeyPair, { KeyName: 'c' })
    expect(event.questions[0]?.question.context).toEqual({ ...region, 'ec2:KeyPairType': 'rsa' })
  })

  it.each<[string, object, string]>([
    ['a name that is taken', { KeyName: 'taken' }, 'InvalidKeyPair.Duplicate'],
    ['a blank name', { KeyName: ' ' }, 'InvalidParameterValue'],
    ['a name with a space at its end', { KeyName: 'a ' }, 'InvalidParameterValue'],
    ['a name beyond ASCII', { KeyName: 'ä' }, 'InvalidParameterValue'],
    ['a name that is too long', { KeyName: 'a'.repeat(256) }, 'InvalidParameterValue'],
    ['the format ppk', { KeyName: 'a', KeyFormat: 'ppk' }, 'UnsupportedOperation'],
    [
      'tags of another kind',
      { KeyName: 'a', TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'a' }] }] },
      'InvalidParameterValue',
    ],
  ])('refuses %s', async (_what, input, code) => {
    const w = await world()
    await w.call(CreateKeyPair, { KeyName: 'taken', KeyType: 'ed25519' })
    expect(await w.refusal(CreateKeyPair, input)).toMatchObject({ code })
  })
})
