import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Ids } from '../../../core/ids.js'
import { putKeyPair } from '../../../directory/ec2/key-pair.js'
import type { CreateKeyPairRequest } from '../../../wire/generated/ec2.js'
import { operation } from '../ec2.js'
import { Ec2Error } from '../error.js'
import { newEc2Id } from '../ids.js'
import { newResource } from '../permissions/ec2-resource.js'
import { tagsOutput } from '../tags/tag-rules.js'
import { creationPermissions, putNewTags } from '../tags/tag-specification.js'
import { checkKeyName, KEY_PAIR, keyPairTags, requireFreeKeyName } from './key-pair.js'
import { createdFingerprint, ed25519Key, type KeyPairType, openSshPrivateKey, sshLine } from './ssh-format.js'

/** Makes a key pair, and returns its private key this one time (EC2 API reference, CreateKeyPair). The server keeps the public key alone. */
export const CreateKeyPair = operation('CreateKeyPair', {
  summary: 'Makes a key pair and returns its private key once.',
  actions: ['ec2:CreateKeyPair', 'ec2:CreateTags'],
  check(input) {
    checkKeyName(input.KeyName)
    keyPairTags(input)
    if (input.KeyFormat === 'ppk')
      throw new Ec2Error('UnsupportedOperation', 'Private keys in the format ppk are not supported. Use pem, and puttygen to convert it.')
  },
  authorize(input, { account }, { region }) {
    const keys = { 'ec2:KeyPairType': input.KeyType ?? 'rsa' }
    return creationPermissions(
      'CreateKeyPair',
      newResource({ account, region }, { kind: KEY_PAIR, name: input.KeyName }, keys),
      keyPairTags(input),
    )
  },
  async handle(input, { account }, { state, ids, clock, region }) {
    const place = { account, region }
    const { KeyName: name, KeyType: type = 'rsa' } = input
    requireFreeKeyName(state, place, name)
    const { key, material } = await privateKeyOf(input, ids)
    const id = newEc2Id(ids, 'key')
    const fingerprint = createdFingerprint(key, type)
    const tags = keyPairTags(input)
    putKeyPair(state, { ...place, id, name, type, fingerprint, publicKey: sshLine(createPublicKey(key), type), createdAt: clock.now() })
    putNewTags(state, place, { kind: KEY_PAIR, id, tags })
    return { KeyName: name, KeyPairId: id, KeyFingerprint: fingerprint, KeyMaterial: material, Tags: tagsOutput(tags ?? {}) }
  },
})

interface PrivateKey {
  readonly key: KeyObject
  /** As its owner gets it: PKCS #1 for RSA, OpenSSH's format for Ed25519, both in PEM. */
  readonly material: string
}

/** The key of a request, which is handled again where another one came between: an RSA key takes long to make, and other requests wait for that turn. */
const madeFor = new WeakMap<CreateKeyPairRequest, Promise<PrivateKey>>()

function privateKeyOf(request: CreateKeyPairRequest, ids: Ids): Promise<PrivateKey> {
  const made = madeFor.get(request) ?? newPrivateKey(request.KeyType ?? 'rsa', ids)
  madeFor.set(request, made)
  return made
}

async function newPrivateKey(type: KeyPairType, ids: Ids): Promise<PrivateKey> {
  if (type === 'ed25519') {
    const seed = ids.bytes(32)
    return { key: ed25519Key(seed), material: openSshPrivateKey(seed, ids.bytes(4)) }
  }
  const key = await ids.privateKey('RS256')
  return { key, material: key.export({ format: 'pem', type: 'pkcs1' }).toString().trim() }
}
