import { instanceProfileArn } from '../../core/arn.js'
import { type Ids, newUniqueId } from '../../core/ids.js'
import { escapePart } from '../../store/keys.js'
import { defineKeys } from '../key-space.js'
import type { PageBounds } from '../records.js'
import { defineResource, getterById, type Resource, ResourceError, resourceTags } from '../resource.js'
import type { Reader, Writer } from '../state.js'
import type { RoleRecord } from './role.js'

/** An instance profile: what passes a role to an EC2 instance. */
export interface InstanceProfileRecord {
  readonly account: string
  readonly name: string
  /** `/` or `/a/b/`. */
  readonly path: string
  /** `AIPA…` */
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly tags: Readonly<Record<string, string>>
  /** The unique id of the role in it; a role in a profile cannot be deleted. */
  readonly roleId?: string | undefined
}

/** Instance profiles by name, in lower case. */
export const instanceProfileKeys = defineKeys('instance-profile/<account>/<name>', {
  record: 'an instance profile with its tags and the id of its role',
  lifetime: 'until deleted',
})

/** Instance profiles by unique id. */
export const instanceProfileIdKeys = defineKeys('instance-profile-id/<id>', {
  record: 'account and name of the instance profile with this unique id; absent for one from before that has not changed since',
  lifetime: "its instance profile's",
})

/** Instance profiles by the role in them. */
export const roleProfileKeys = defineKeys('role-profile/<role id>/<name>', {
  record: 'account and name of an instance profile that this role is in',
  lifetime: 'until the role is removed from it',
})

const resource: Resource<InstanceProfileRecord, [account: string, name: string]> = defineResource({
  noun: 'Instance Profile',
  keys: instanceProfileKeys,
  at: ({ account, name }) => [account, name],
  ignoresCase: true,
  index: { key: ({ id }) => instanceProfileIdKeys.key(id), entry: ({ account, name }) => ({ account, name }) },
  arn: ({ account, path, name }) => instanceProfileArn(account, path, name),
  arnAsNamed: (account, name) => instanceProfileArn(account, '/', name),
  context: (profile) => resourceTags(profile?.tags, 'instance-profile'),
  notFound: (name) => new ResourceError('NoSuchEntity', `Instance Profile ${name} cannot be found.`),
  exists: (name) => new ResourceError('EntityAlreadyExists', `Instance Profile ${name} already exists.`),
})

/** The instance profiles of all accounts. */
export const instanceProfiles = {
  ...resource,
  getById: getterById(instanceProfileIdKeys, resource),
  /** A unique id for a new one. */
  newId: (ids: Ids, account: string): string => newUniqueId(ids, 'AIPA', account),
  /** Roles in one profile, at most (IAM quotas). */
  quotas: { InstanceSessionsPerInstanceProfile: 1 },
}

const roleProfileKey = (roleId: string, { name }: InstanceProfileRecord): string => roleProfileKeys.key(roleId, name.toLowerCase())

/** Puts the role into the profile. */
export function addRoleToProfile(state: Writer, profile: InstanceProfileRecord, role: RoleRecord): void {
  const { account, name } = profile
  state.put(roleProfileKey(role.id, profile), { account, name })
  resource.put(state, { ...profile, roleId: role.id })
}

/** Takes its role out of the profile. */
export function removeRoleFromProfile(state: Writer, profile: InstanceProfileRecord): void {
  if (profile.roleId !== undefined) state.delete(roleProfileKey(profile.roleId, profile))
  resource.put(state, { ...profile, roleId: undefined })
}

/** The profiles that the role is in by name, in lower case, from `page.from` on, at most `page.limit`. */
export function listProfilesOfRole(state: Reader, role: RoleRecord, { from, limit }: PageBounds): InstanceProfileRecord[] {
  const { start, end } = roleProfileKeys.bounds(role.id)
  const found = state.range<{ account: string; name: string }>({ start: start + escapePart(from), end, limit })
  return found.flatMap(({ value }) => resource.get(state, value.account, value.name) ?? [])
}
