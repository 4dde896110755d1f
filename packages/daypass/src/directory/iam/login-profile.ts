import { defineKeys } from '../key-space.js'
import { defineRecords } from '../records.js'
import { ResourceError } from '../resource.js'
import type { Reader } from '../state.js'
import type { UserRecord } from './user.js'

/** A password as it is stored: its hash, and all it takes to compute it again (RFC 7914). Salt and hash in base64. */
export interface PasswordHash {
  readonly algorithm: 'scrypt'
  readonly N: number
  readonly r: number
  readonly p: number
  readonly salt: string
  readonly hash: string
}

/** The password of a user. Times are milliseconds since the epoch. */
export interface LoginProfileRecord {
  /** The user's unique id: a user of the same name later is someone else. */
  readonly userId: string
  readonly createdAt: number
  readonly password: PasswordHash
  /** When the password was set, which its age counts from. */
  readonly passwordSetAt: number
  /** Passwords before it that may not come again, the latest first. */
  readonly earlier: readonly PasswordHash[]
  readonly resetRequired: boolean
}

/** Login profiles by their user. */
export const loginProfileKeys = defineKeys('login-profile/<user id>', {
  record: 'hashes of the password of a user and of those that may not come again',
  lifetime: 'until deleted',
})

const records = defineRecords<LoginProfileRecord, [userId: string]>({ keys: loginProfileKeys, at: ({ userId }) => [userId] })

/** The login profiles of all users. */
export const loginProfiles = {
  get: records.get,
  put: records.put,
  delete: records.delete,
  /** The profile of the user; the error names the user as the request did. Throws `NoSuchEntity`. */
  require(state: Reader, { id }: UserRecord, named: string): LoginProfileRecord {
    const profile = records.get(state, id)
    if (profile === undefined) throw new ResourceError('NoSuchEntity', `Login Profile for User ${named} cannot be found.`)
    return profile
  },
  /** `EntityAlreadyExists`: the user has one. AWS writes a small `user` here. */
  exists: (named: string) => new ResourceError('EntityAlreadyExists', `Login Profile for user ${named} already exists.`),
}
