import { isProtected, isServiceLinked, roles } from '../../../directory/iam/role.js'
import type { Reader } from '../../../directory/state.js'
import { IamError } from '../error.js'

/** The parameters that bear on what a request does to a role. */
interface Input {
  readonly RoleName?: string
  readonly MaxSessionDuration?: number | undefined
}

/** Operations that name a role and change none, or follow rules of their own for the roles that AWS makes. */
const SPARING: ReadonlySet<string> = new Set([
  'CreateRole',
  'DeleteServiceLinkedRole',
  'GetRole',
  'GetRolePolicy',
  'ListAttachedRolePolicies',
  'ListInstanceProfilesForRole',
  'ListRolePolicies',
  'ListRoleTags',
])

/** What the account may change of a service-linked role (IAM user guide, "Edit a service-linked role"): tags, and of its settings the description. */
const LEFT_TO_ACCOUNT: ReadonlyMap<string, (input: Input) => boolean> = new Map<string, (input: Input) => boolean>([
  ['TagRole', () => true],
  ['UntagRole', () => true],
  ['UpdateRole', ({ MaxSessionDuration }) => MaxSessionDuration === undefined],
  ['UpdateRoleDescription', () => true],
])

/**
 * The guard of the roles that AWS makes, service-linked ones and those of IAM Identity Center: only AWS changes or deletes them (IAM API reference,
 * `UnmodifiableEntity`; text observed). It runs for every operation of IAM that names a role, before the operation looks at anything else; one that the
 * lists above do not have is refused. That it comes before other errors is our own choice, because AWS documents no order.
 */
export function requireModifiable(operation: string, input: Input, { account, state }: { account: string; state: Reader }): void {
  const { RoleName } = input
  if (RoleName === undefined || SPARING.has(operation)) return
  const role = roles.get(state, account, RoleName)
  if (role === undefined || !isProtected(role)) return
  if (isServiceLinked(role) && LEFT_TO_ACCOUNT.get(operation)?.(input) === true) return
  const message = `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`
  throw new IamError('UnmodifiableEntity', message)
}
