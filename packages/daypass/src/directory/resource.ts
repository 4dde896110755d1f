import { WireError } from '../core/error.js'
import type { RequiredPermission } from '../core/operation.js'
import { defineRecords, type Records, type RecordsDefinition } from './records.js'
import type { Reader } from './state.js'

/** The codes of IAM's resources, which a test holds to IAM's model. */
export const RESOURCE_ERROR_CODES = ['NoSuchEntity', 'EntityAlreadyExists'] as const

/** An error of a resource of IAM: nothing has the name, or something has it already. */
export const ResourceError = WireError<(typeof RESOURCE_ERROR_CODES)[number]>

/** A resource as a request names it. */
export interface Named {
  /** The caller's account: whose it is, where the name does not say. */
  readonly account: string
  /** As given: a name, a serial number, an ARN. */
  readonly name: string
  readonly state: Reader
  /** Set where the request gives no name and so means the caller, who knows its own ARN. */
  readonly isSelf?: true
}

/** A kind of thing that requests name and policies speak of. */
export interface ResourceDefinition<R, At extends readonly string[]> extends RecordsDefinition<R, At> {
  /** What one is called in IAM's error texts: `User`. */
  readonly noun: string
  readonly arn: (record: R) => string
  /** The one of this name, as far as the account can name it; the one at account and name where this is absent. */
  readonly find?: (state: Reader, account: string, name: string) => R | undefined
  /** The ARN that a name alone stands for, so that a refusal does not tell what there is. */
  readonly arnAsNamed: (account: string, name: string) => string
  /** The account that owns it, where that may be another than the caller's. */
  readonly owner?: (named: Named, record: R | undefined) => string | undefined
  /** The condition keys of the resource, such as those of its tags. */
  readonly context: (record: R | undefined, named: Named) => NonNullable<RequiredPermission['context']>
  /** The error for a name that nothing has, where it is not worded as that of a user is. */
  readonly notFound?: (name: string) => WireError
  /** The error for a name that something has already, where it is not worded as that of a user is. */
  readonly exists?: (name: string) => WireError
}

/** What is known of a kind of resource: how it is kept, how it is named, what it takes to act on one. */
export interface Resource<R, At extends readonly string[]>
  extends Records<R, At>,
    Pick<ResourceDefinition<R, At>, 'noun' | 'arn'>,
    Required<Pick<ResourceDefinition<R, At>, 'find' | 'notFound' | 'exists'>> {
  /** The one of this name; throws the error of {@link ResourceDefinition.notFound}. */
  readonly require: (state: Reader, account: string, name: string) => R
  /** What must be allowed for an action on it: on its true ARN and with its tags while it exists; on the ARN as named when it does not, and in a refusal. */
  readonly permission: (action: string, named: Named, context?: RequiredPermission['context']) => RequiredPermission
}

/**
 * Defines a kind of resource.
 * @example
 * const users = defineResource<UserRecord, [account: string, name: string]>({
 *   noun: 'User',
 *   keys: userKeys,
 *   at: ({ account, name }) => [account, name],
 *   ignoresCase: true,
 *   arn: ({ account, path, name }) => userArn(account, path, name),
 *   arnAsNamed: (account, name) => userArn(account, '/', name),
 *   context: (user) => resourceTags(user?.tags, 'principal'),
 * })
 */
export function defineResource<R extends object, At extends readonly string[]>(definition: ResourceDefinition<R, At>): Resource<R, At> {
  const { noun, arn, arnAsNamed, owner, context: contextOf } = definition
  const records = defineRecords(definition)
  const byName: Resource<R, At>['find'] = (state, account, name) => records.get(state, ...([account, name] as readonly string[] as At))
  const { find = byName } = definition
  const { notFound = noSuchEntity(noun), exists = entityAlreadyExists(noun) } = definition
  return {
    ...records,
    noun,
    arn,
    find,
    notFound,
    exists,
    require(state, account, name) {
      const record = find(state, account, name)
      if (record === undefined) throw notFound(name)
      return record
    },
    permission(action, named, context = {}) {
      const record = find(named.state, named.account, named.name)
      const given = arnAsNamed(named.account, named.name)
      const question = { action, ...ownership(owner, named, record), context: { ...contextOf(record, named), ...context } }
      if (record === undefined) return { ...question, resource: given }
      const found = arn(record)
      return { ...question, ...asNamed(found, named.isSelf === true ? found : given) }
    },
  }
}

const noSuchEntity = (noun: string) => (name: string) =>
  new ResourceError('NoSuchEntity', `The ${noun.toLowerCase()} with name ${name} cannot be found.`)
const entityAlreadyExists = (noun: string) => (name: string) =>
  new ResourceError('EntityAlreadyExists', `${noun} with name ${name} already exists.`)

function ownership<R>(owner: ResourceDefinition<R, readonly string[]>['owner'], named: Named, record: R | undefined) {
  return owner === undefined ? {} : { resourceAccount: owner(named, record) }
}

/** The true ARN, which decides, and the ARN as named, which a refusal shows where the two differ. */
export const asNamed = (found: string, given: string): Pick<RequiredPermission, 'resource' | 'named'> =>
  found === given ? { resource: found } : { resource: found, named: given }

/** The condition keys of the tags of a resource. Users and roles answer to IAM's own key too (Service Authorization Reference). */
export function resourceTags(
  tags: Readonly<Record<string, string>> | undefined,
  kind: 'principal' | 'policy' | 'mfa-device' | 'instance-profile',
): NonNullable<RequiredPermission['context']> {
  const context: Record<string, string> = {}
  for (const [key, value] of Object.entries(tags ?? {})) {
    context[`aws:ResourceTag/${key}`] = value
    if (kind === 'principal') context[`iam:ResourceTag/${key}`] = value
  }
  return context
}
