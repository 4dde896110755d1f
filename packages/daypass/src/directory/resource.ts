import type { ProviderKind } from '../core/arn.js'
import { WireError } from '../core/error.js'
import type { RequiredPermission } from '../core/operation.js'
import type { IamErrorCode } from '../wire/generated/iam.js'
import type { KeySpace } from './key-space.js'
import { defineRecords, type Records, type RecordsDefinition } from './records.js'
import type { Reader } from './state.js'

/** The error codes of IAM's resources; a test compares them with IAM's model. */
export const RESOURCE_ERROR_CODES = ['NoSuchEntity', 'EntityAlreadyExists'] as const

/** An error of a resource of IAM: the name does not exist, or exists already. */
export const ResourceError = WireError<IamErrorCode>

/** A resource as a request names it. */
export interface Named {
  /** The caller's account, which owns the resource unless the name says otherwise. */
  readonly account: string
  /** As given: a name, a serial number, an ARN. */
  readonly name: string
  readonly state: Reader
  /** Set where a request without a name means the caller, who knows its own ARN. */
  readonly isSelf?: true
}

/** A kind of resource that requests name and policies refer to. */
export interface ResourceDefinition<R, At extends readonly string[]> extends RecordsDefinition<R, At> {
  /** Its name in IAM's error messages: `User`. */
  readonly noun: string
  readonly arn: (record: R) => string
  /** Finds a resource by name, among those that the account can name; by default the one at `<account>/<name>`, where its keys have this form. */
  readonly find?: (state: Reader, account: string, name: string) => R | undefined
  /** The ARN for a name alone, so that a denial does not reveal what exists. */
  readonly arnAsNamed: (account: string, name: string) => string
  /** The account that owns it, where that may differ from the caller's. */
  readonly owner?: (named: Named, record: R | undefined) => string | undefined
  /** The condition keys of the resource, such as those of its tags. */
  readonly context: (record: R | undefined, named: Named) => NonNullable<RequiredPermission['context']>
  /** The error for an unknown name, where its message differs from that of a user. */
  readonly notFound?: (name: string) => WireError
  /** The error for an existing name, where its message differs from that of a user. */
  readonly exists?: (name: string) => WireError
}

/** A kind of resource: how it is stored, how it is named, and which permission acting on it requires. */
export interface Resource<R, At extends readonly string[]>
  extends Records<R, At>,
    Pick<ResourceDefinition<R, At>, 'noun' | 'arn'>,
    Required<Pick<ResourceDefinition<R, At>, 'find' | 'notFound' | 'exists'>> {
  /** Finds a resource by name; throws the error of {@link ResourceDefinition.notFound}. */
  readonly require: (state: Reader, account: string, name: string) => R
  /**
   * The required permission of an action on it: on its actual ARN and with its tags if it exists, else on the ARN as named. A denial always shows the
   * ARN as named.
   */
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
  const { find = finderByName(definition, records) } = definition
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
      // Not by spreading one after the other, which takes a hundred times as long: every request asks for a permission.
      const keys = Object.assign({}, contextOf(record, named), context)
      const question = { action, ...ownership(owner, named, record), context: keys }
      if (record === undefined) return Object.assign(question, { resource: given })
      const found = arn(record)
      return Object.assign(question, asNamed(found, named.isSelf === true ? found : given))
    },
  }
}

/** Gets the one with this unique id while it exists, by the record that leads from the id to account and name. */
export const getterById =
  <R extends object>(idKeys: KeySpace, resource: Pick<Records<R, [account: string, name: string]>, 'get'>) =>
  (state: Reader, id: string): R | undefined => {
    const found = state.get<{ account: string; name: string }>(idKeys.key(id))
    return found && resource.get(state, found.account, found.name)
  }

/** Finds by account and name. Other keys would be read at parts that mean something else. */
function finderByName<R extends object, At extends readonly string[]>({ noun, keys }: ResourceDefinition<R, At>, records: Records<R, At>) {
  if (!/^[^<]*<account>\/<name>$/.test(keys.pattern)) throw new Error(`${noun}: must have a find, because its keys are ${keys.pattern}`)
  return (state: Reader, account: string, name: string) => records.get(state, ...([account, name] as readonly string[] as At))
}

const noSuchEntity = (noun: string) => (name: string) =>
  new ResourceError('NoSuchEntity', `The ${noun.toLowerCase()} with name ${name} cannot be found.`)
const entityAlreadyExists = (noun: string) => (name: string) =>
  new ResourceError('EntityAlreadyExists', `${noun} with name ${name} already exists.`)

function ownership<R>(owner: ResourceDefinition<R, readonly string[]>['owner'], named: Named, record: R | undefined) {
  return owner === undefined ? {} : { resourceAccount: owner(named, record) }
}

/** The actual ARN, which decides, and the ARN as named, which a denial shows where the two differ. */
export const asNamed = (found: string, given: string): Pick<RequiredPermission, 'resource' | 'named'> =>
  found === given ? { resource: found } : { resource: found, named: given }

/** The condition keys for the tags of a resource. Users and roles also have IAM's own key (Service Authorization Reference). */
export function resourceTags(
  tags: Readonly<Record<string, string>> | undefined,
  kind: 'principal' | 'policy' | 'mfa-device' | 'instance-profile' | 'server-certificate' | ProviderKind,
): NonNullable<RequiredPermission['context']> {
  const context: Record<string, string> = {}
  for (const [key, value] of Object.entries(tags ?? {})) {
    context[`aws:ResourceTag/${key}`] = value
    if (kind === 'principal') context[`iam:ResourceTag/${key}`] = value
  }
  return context
}
