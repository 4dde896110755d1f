import { deleteKeyPair, getKeyPair, getKeyPairById } from '../../../directory/ec2/key-pair.js'
import type { Ec2Place } from '../../../directory/ec2/resource-tags.js'
import { putTagsOfResource } from '../../../directory/ec2/resource-tags.js'
import type { Reader } from '../../../directory/state.js'
import type { DeleteKeyPairRequest } from '../../../wire/generated/ec2.js'
import { operation } from '../ec2.js'
import { Ec2Error } from '../error.js'
import { ec2Permission, keyPairResource } from '../permissions/ec2-resource.js'
import { checkKeyName, checkKeyPairId, KEY_PAIR, requireKeyPairById } from './key-pair.js'

/** Deletes a key pair (EC2 API reference, DeleteKeyPair). An unknown name is not an error; an unknown id is. */
export const DeleteKeyPair = operation('DeleteKeyPair', {
  summary: 'Deletes a key pair.',
  actions: ['ec2:DeleteKeyPair'],
  check({ KeyName, KeyPairId }) {
    if (KeyName === undefined && KeyPairId === undefined)
      throw new Ec2Error('MissingParameter', 'The request must contain the parameter KeyName or KeyPairId')
    if (KeyName !== undefined && KeyPairId !== undefined)
      throw new Ec2Error('InvalidParameterCombination', 'The parameters KeyName and KeyPairId may not be used together.')
    if (KeyName !== undefined) checkKeyName(KeyName)
    if (KeyPairId !== undefined) checkKeyPairId(KeyPairId)
  },
  authorize(input, { account }, { state, region }) {
    const place = { account, region }
    const pair = named(state, place, input)
    const name = pair?.name ?? input.KeyName ?? input.KeyPairId ?? ''
    return [ec2Permission('ec2:DeleteKeyPair', keyPairResource({ ...place, state }, name, pair))]
  },
  handle(input, { account }, { state, region }) {
    const place = { account, region }
    if (input.KeyPairId !== undefined) requireKeyPairById(state, place, input.KeyPairId)
    const pair = named(state, place, input)
    if (pair === undefined) return { Return: true }
    deleteKeyPair(state, pair)
    putTagsOfResource(state, { ...place, resource: pair.id, kind: KEY_PAIR, tags: {} })
    return { Return: true, KeyPairId: pair.id }
  },
})

const named = (state: Reader, place: Ec2Place, { KeyName, KeyPairId = '' }: DeleteKeyPairRequest) =>
  KeyName === undefined ? getKeyPairById(state, place, KeyPairId) : getKeyPair(state, place, KeyName)
