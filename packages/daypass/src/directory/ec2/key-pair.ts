import { defineKeys } from '../key-space.js'
import type { Reader, Writer } from '../state.js'
import type { Ec2Place } from './resource-tags.js'

/** A key pair: its public half. The private key is in the answer to CreateKeyPair and nowhere else. */
export interface KeyPairRecord extends Ec2Place {
  /** `key-0123456789abcdef0` */
  readonly id: string
  readonly name: string
  readonly type: 'rsa' | 'ed25519'
  readonly fingerprint: string
  /** As in `authorized_keys`: type and base64. */
  readonly publicKey: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

/** Key pairs by name. */
export const keyPairKeys = defineKeys('ec2-key-pair/<account>/<region>/<name>', {
  record: 'a public key, its type and fingerprint',
  lifetime: 'until deleted',
})

/** Names of key pairs by id. */
export const keyPairIdKeys = defineKeys('ec2-key-pair-id/<account>/<region>/<id>', {
  record: 'the name of the key pair with this id',
  lifetime: "its key pair's",
})

/** The key pair with this name. */
export const getKeyPair = (state: Reader, { account, region }: Ec2Place, name: string): KeyPairRecord | undefined =>
  state.get<KeyPairRecord>(keyPairKeys.key(account, region, name))

/** The key pair with this id. */
export function getKeyPairById(state: Reader, place: Ec2Place, id: string): KeyPairRecord | undefined {
  const found = state.get<{ name: string }>(keyPairIdKeys.key(place.account, place.region, id))
  return found && getKeyPair(state, place, found.name)
}

/** Writes a key pair, and its id. */
export function putKeyPair(state: Writer, record: KeyPairRecord): void {
  const { account, region, id, name } = record
  state.put(keyPairKeys.key(account, region, name), record)
  state.put(keyPairIdKeys.key(account, region, id), { name })
}

/** Removes a key pair; not its tags. */
export function deleteKeyPair(state: Writer, { account, region, id, name }: KeyPairRecord): void {
  state.delete(keyPairKeys.key(account, region, name))
  state.delete(keyPairIdKeys.key(account, region, id))
}

/** How many key pairs an account has in a region, at most `limit`. */
export const countKeyPairs = (state: Reader, { account, region }: Ec2Place, limit: number): number =>
  state.count({ ...keyPairKeys.bounds(account, region), limit })

/** The key pairs of an account in a region, by name, at most `limit`. */
export const listKeyPairs = (state: Reader, { account, region }: Ec2Place, limit: number): KeyPairRecord[] =>
  state.range<KeyPairRecord>({ ...keyPairKeys.bounds(account, region), limit }).map(({ value }) => value)
