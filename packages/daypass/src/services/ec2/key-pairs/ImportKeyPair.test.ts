import { createHash, createPublicKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { putKeyPair } from '../../../directory/ec2/key-pair.js'
import { SSH_KEY } from '../../../testing/key-material/ssh-public-keys.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { DescribeKeyPairs } from './DescribeKeyPairs.js'
import { ImportKeyPair } from './ImportKeyPair.js'
import { ed25519Key, readSshPublicKey, sshLine } from './ssh-format.js'

const blob = Buffer.from(SSH_KEY.split(' ')[1] ?? '', 'base64')
const key = readSshPublicKey(blob) as NonNullable<ReturnType<typeof readSshPublicKey>>
const spki = key.export({ format: 'der', type: 'spki' })
const ed25519 = sshLine(createPublicKey(ed25519Key(Buffer.alloc(32, 1))), 'ed25519')
const input = (text: string, KeyName = 'ann') => ({ KeyName, PublicKeyMaterial: Buffer.from(text) })
const arn = (name: string) => `arn:aws:ec2:us-east-1:${ACCOUNT}:key-pair/${name}`
const lines = blob.toString('base64').replace(/.{64}/g, '$&\n')

describe('ImportKeyPair', () => {
  it.each([
    ['a line of OpenSSH', SSH_KEY],
    ['a line without a comment', `${SSH_KEY.split(' ').slice(0, 2).join(' ')}\n`],
    ['a file as of RFC 4716', `---- BEGIN SSH2 PUBLIC KEY ----\nComment: "a\\\nb"\n${lines}\n---- END SSH2 PUBLIC KEY ----\n`],
    ['DER in base64', spki.toString('base64')],
    ['PEM', key.export({ format: 'pem', type: 'spki' }).toString()],
  ])('takes RSA as %s, with the MD5 fingerprint of the public key', async (_what, text) => {
    const w = await world()
    const pair = await w.call(ImportKeyPair, input(text))
    const digest = createHash('md5').update(spki).digest('hex')
    expect(pair.KeyFingerprint?.replaceAll(':', '')).toBe(digest)
    const { KeyPairs } = await w.call(DescribeKeyPairs, { IncludePublicKey: true })
    expect(KeyPairs).toMatchObject([{ KeyPairId: pair.KeyPairId, KeyType: 'rsa', PublicKey: SSH_KEY.replace('ann@host', 'ann') }])
  })

  it('takes Ed25519, with the SHA-256 fingerprint of OpenSSH', async () => {
    const w = await world()
    const digest = createHash('sha256').update(Buffer.from(ed25519.split(' ')[1] ?? '', 'base64'))
    expect(await w.call(ImportKeyPair, input(ed25519))).toMatchObject({ KeyFingerprint: digest.digest('base64') })
  })

  it('asks for the pair by its name, and for the tagging where there are tags', async () => {
    const w = await world()
    const region = { 'ec2:Region': 'us-east-1' }
    const asked = async (what: object) => (await w.attempt(ImportKeyPair, what)).event.questions.map(({ question }) => question)
    expect(await asked(input(SSH_KEY))).toEqual([{ action: 'ec2:ImportKeyPair', resource: arn('ann'), context: region }])
    const tags = { 'aws:TagKeys': ['Team'], 'aws:RequestTag/Team': 'red' }
    const TagSpecifications = [{ ResourceType: 'key-pair', Tags: [{ Key: 'Team', Value: 'red' }] }]
    expect(await asked({ ...input(SSH_KEY, 'bob'), TagSpecifications })).toEqual([
      { action: 'ec2:ImportKeyPair', resource: arn('bob'), context: { ...region, ...tags } },
      { action: 'ec2:CreateTags', resource: arn('bob'), context: { ...region, ...tags, 'ec2:CreateAction': 'ImportKeyPair' } },
    ])
  })

  it.each([
    ['nothing', ''],
    ['what is not a key', 'hello'],
    ['a private key', ed25519Key(Buffer.alloc(32, 1)).export({ format: 'pem', type: 'pkcs8' }).toString()],
    ['another type', 'ecdsa-sha2-nistp256 AAAA'],
    ['a key that says another type', SSH_KEY.replace('ssh-rsa', 'ssh-dss')],
    ['a part of a key', SSH_KEY.slice(0, 200)],
    ['two lines', `${SSH_KEY}\n${SSH_KEY}`],
    ['a long text', 'A'.repeat(20_000)],
  ])('refuses %s', async (_what, text) => {
    expect(await (await world()).refusal(ImportKeyPair, input(text))).toMatchObject({ code: 'InvalidKey.Format' })
  })

  it('refuses a name that is taken, and more pairs than an account may have', async () => {
    const w = await world()
    await w.call(ImportKeyPair, input(SSH_KEY))
    expect(await w.refusal(ImportKeyPair, input(SSH_KEY))).toMatchObject({ code: 'InvalidKeyPair.Duplicate' })
    const place = { account: ACCOUNT, region: 'us-east-1' }
    for (let from = 0; from < 5_000; from += 50)
      await w.change((state) => {
        for (let n = from; n < from + 50; n++)
          putKeyPair(state, { ...place, id: `key-${n}`, name: `k${n}`, type: 'rsa', fingerprint: '', publicKey: '', createdAt: 0 })
      })
    expect(await w.refusal(ImportKeyPair, input(SSH_KEY, 'one-more'))).toMatchObject({ code: 'KeyPairLimitExceeded' })
  })
})
