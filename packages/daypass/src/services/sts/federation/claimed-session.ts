import { WireError } from '../../../core/error.js'
import type { FederatedWish } from '../../../core/federation/federated-login.js'
import { StsError } from '../error.js'
import { checkSessionTags } from '../session/session-tags.js'

/** What STS's model says of tags and source identities that are parameters; a login that brings them is held to the same. */
const TAG_KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u
const SOURCE_IDENTITY = /^[\w+=,.@-]{2,64}$/
const MOST_TAGS = 50

const refused = (message: string): WireError => new StsError('InvalidIdentityToken', message)

/**
 * Refuses tags and source identities that STS would not take as parameters (IAM user guide, "Passing session tags in AWS STS", "Monitor and control
 * actions taken with assumed roles"). The text about the source identity is AWS's for assertions; the others are those of the parameters.
 */
export function requireClaimedSession({ tags, transitiveTagKeys, sourceIdentity }: FederatedWish): void {
  if (sourceIdentity !== undefined && (!SOURCE_IDENTITY.test(sourceIdentity) || sourceIdentity.toLowerCase().startsWith('aws:')))
    throw refused('Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"')
  if (transitiveTagKeys.length > MOST_TAGS) throw refused(`A session has at most ${MOST_TAGS} transitive tag keys.`)
  if (!tags.every(({ Key, Value }) => TAG_KEY.test(Key) && TAG_VALUE.test(Value)))
    throw refused('A tag key must have 1 to 128 characters, a value at most 256, both letters, digits, spaces and _.:/=+-@ only.')
  try {
    checkSessionTags({ Tags: tags, TransitiveTagKeys: transitiveTagKeys }, {})
  } catch (error) {
    throw error instanceof WireError ? refused(error.message) : error
  }
}
