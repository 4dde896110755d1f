import { putKeyPair } from '../../../directory/ec2/key-pair.js'
import { operation } from '../ec2.js'
import { newEc2Id } from '../ids.js'
import { newResource } from '../permissions/ec2-resource.js'
import { tagsOutput } from '../tags/tag-rules.js'
import { creationPermissions, putNewTags } from '../tags/tag-specification.js'
import { readImportedKey } from './imported-key.js'
import { checkKeyName, KEY_PAIR, keyPairTags, requireFreeKeyName } from './key-pair.js'
import { importedFingerprint, sshLine } from './ssh-format.js'

/** Keeps a public key that was made elsewhere (EC2 API reference, ImportKeyPair). */
export const ImportKeyPair = operation('ImportKeyPair', {
  summary: 'Imports the public key of a pair made elsewhere.',
  actions: ['ec2:CreateTags', 'ec2:ImportKeyPair'],
  check(input) {
    checkKeyName(input.KeyName)
    keyPairTags(input)
    readImportedKey(input.PublicKeyMaterial)
  },
  authorize: (input, { account }, { region }) =>
    creationPermissions('ImportKeyPair', newResource({ account, region }, { kind: KEY_PAIR, name: input.KeyName }), keyPairTags(input)),
  handle(input, { account }, { state, ids, clock, region }) {
    const place = { account, region }
    requireFreeKeyName(state, place, input.KeyName)
    const { key, type } = readImportedKey(input.PublicKeyMaterial)
    const id = newEc2Id(ids, 'key')
    const fingerprint = importedFingerprint(key, type)
    const tags = keyPairTags(input)
    putKeyPair(state, { ...place, id, name: input.KeyName, type, fingerprint, publicKey: sshLine(key, type), createdAt: clock.now() })
    putNewTags(state, place, { kind: KEY_PAIR, id, tags })
    return { KeyName: input.KeyName, KeyPairId: id, KeyFingerprint: fingerprint, Tags: tagsOutput(tags ?? {}) }
  },
})
