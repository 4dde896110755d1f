import { countKeyPairs, getKeyPair, getKeyPairById, type KeyPairRecord } from '../../../directory/ec2/key-pair.js'
import type { Ec2Place } from '../../../directory/ec2/resource-tags.js'
import type { Reader } from '../../../directory/state.js'
import type { TagSpecification } from '../../../wire/generated/ec2.js'
import { Ec2Error, invalidParameter } from '../error.js'
import { isEc2Id } from '../ids.js'
import { readTagSpecifications } from '../tags/tag-specification.js'

/** The kind of resource, as tags have it. */
export const KEY_PAIR = 'key-pair'
/** Key pairs of an account in a region, at most (EC2 API reference, CreateKeyPair). */
export const MOST_KEY_PAIRS = 5_000

/** The tags that a request gives a new key pair. */
export const keyPairTags = ({ TagSpecifications }: { readonly TagSpecifications?: readonly TagSpecification[] | undefined }) =>
  readTagSpecifications(TagSpecifications, [KEY_PAIR]).get(KEY_PAIR)

/** Refuses a name that no key pair can have: up to 255 ASCII characters, not blank (EC2 API reference, CreateKeyPair). */
export function checkKeyName(name: string): void {
  if (name.trim() === '') throw invalidParameter(`Invalid value '${name}' for keyPairNames. It should not be blank`)
  if (!/^[\x20-\x7e]{1,255}$/.test(name) || name !== name.trim())
    throw invalidParameter(
      `Value (${name}) for parameter KeyName is invalid. A name has up to 255 ASCII characters, without spaces at its ends.`,
    )
}

/** Refuses what is not an id of a key pair. */
export function checkKeyPairId(id: string): void {
  if (!isEc2Id(id, 'key')) throw new Ec2Error('InvalidKeyPairID.Malformed', `Invalid id: "${id}" (expecting "key-...")`)
}

/** Refuses a name that is taken, and an account that has as many as it may have. */
export function requireFreeKeyName(state: Reader, place: Ec2Place, name: string): void {
  if (getKeyPair(state, place, name) !== undefined) throw new Ec2Error('InvalidKeyPair.Duplicate', 'The keypair already exists')
  if (countKeyPairs(state, place, MOST_KEY_PAIRS) >= MOST_KEY_PAIRS)
    throw new Ec2Error('KeyPairLimitExceeded', `An account has at most ${MOST_KEY_PAIRS} key pairs in a region.`)
}

/** The key pair with this name. Throws `InvalidKeyPair.NotFound`. */
export function requireKeyPair(state: Reader, place: Ec2Place, name: string): KeyPairRecord {
  const pair = getKeyPair(state, place, name)
  if (pair === undefined) throw new Ec2Error('InvalidKeyPair.NotFound', `The key pair '${name}' does not exist`)
  return pair
}

/** The key pair with this id. Throws `InvalidKeyPair.NotFound`. */
export function requireKeyPairById(state: Reader, place: Ec2Place, id: string): KeyPairRecord {
  const pair = getKeyPairById(state, place, id)
  if (pair === undefined) throw new Ec2Error('InvalidKeyPair.NotFound', `The key pair ID '${id}' does not exist`)
  return pair
}
