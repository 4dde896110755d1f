import { defineKeys } from '../../key-space.js'
import { defineRecords } from '../../records.js'
import { ResourceError } from '../../resource.js'
import type { Reader } from '../../state.js'

/**
 * That the root user of an account may set a password: what a session of AssumeRoot makes. It holds no password, because there is no page where the root
 * user could set one. Times are milliseconds since the epoch.
 */
export interface RootLoginProfileRecord {
  readonly account: string
  readonly createdAt: number
}

/** Login profiles of root users by their account. */
export const rootLoginProfileKeys = defineKeys('root-login-profile/<account>', {
  record: 'that the root user of the account may set a password',
  lifetime: 'until deleted',
})

const records = defineRecords<RootLoginProfileRecord, [account: string]>({ keys: rootLoginProfileKeys, at: ({ account }) => [account] })

/** The login profiles of all root users. The texts are those for a user, with the account in place of a name (our own choice). */
export const rootLoginProfiles = {
  get: records.get,
  put: records.put,
  delete: records.delete,
  /** Throws `NoSuchEntity`. */
  require(state: Reader, account: string): RootLoginProfileRecord {
    const profile = records.get(state, account)
    if (profile === undefined) throw new ResourceError('NoSuchEntity', `Login Profile for User ${account} cannot be found.`)
    return profile
  },
  /** `EntityAlreadyExists`. */
  exists: (account: string) => new ResourceError('EntityAlreadyExists', `Login Profile for user ${account} already exists.`),
}
