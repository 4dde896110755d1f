import { roleArn } from '../../core/arn.js'
import { defineKeys } from '../key-space.js'
import type { Writer } from '../state.js'
import { storedUses } from './last-use/last-use.js'
import { definePolicyHolder } from './policy-holder.js'
import type { PrincipalRecord } from './principal.js'

/** An IAM role. */
export interface RoleRecord extends PrincipalRecord {
  /** The trust policy's text, in which users and roles are named by unique id. */
  readonly trust: string
  readonly description?: string
  /** Seconds, 3600 to 43200. */
  readonly maxSessionDuration: number
  /** Set on the roles that AWS makes and the account cannot change: those of a service, which alone assumes them, and those of IAM Identity Center. */
  readonly ownedBy?: 'service' | 'identity-center'
}

/** Roles by name, in lower case. */
export const roleKeys = defineKeys('role/<account>/<name>', {
  record: 'a role with its trust, inline and attached policies',
  lifetime: 'until deleted',
})

/** Roles by unique id. */
export const roleIdKeys = defineKeys('role-id/<id>', {
  record: 'account and name of the role with this unique id',
  lifetime: "its role's",
})

const holders = definePolicyHolder<RoleRecord>({ noun: 'Role', keys: roleKeys, idKeys: roleIdKeys, idPrefix: 'AROA', arn: roleArn })

/** The roles of all accounts. */
export const roles = {
  ...holders,
  delete(state: Writer, role: RoleRecord): void {
    holders.delete(state, role)
    storedUses.forgetPrincipal(state, role.id)
  },
  /** A trust policy in characters without white space, at most (IAM quotas, default). */
  quotas: { ACLSizePerRole: 2_048 },
}

/** Paths that AWS keeps for the roles that it makes, by the first part (IAM user guide, "IAM identifiers"; the second observed). */
const LINKED = '/aws-service-role/'
const RESERVED = '/aws-reserved/'

type Owned = Pick<RoleRecord, 'ownedBy'>

/** Whether a role is linked to a service of AWS, which alone can assume it. Its path does not say so: accounts could once make roles there. */
export const isServiceLinked = ({ ownedBy }: Owned): boolean => ownedBy === 'service'

/** Whether AWS made a role, so that the account cannot change it. */
export const isProtected = ({ ownedBy }: Owned): boolean => ownedBy !== undefined

/** The path prefix that only AWS gives to roles, where the path has one. */
export const reservedPrefix = (path: string): string | undefined => [LINKED, RESERVED].find((prefix) => path.startsWith(prefix))

/** Whether a path is that of service-linked roles: for a role that is only imagined. */
export const isServiceLinkedPath = (path: string): boolean => path.startsWith(LINKED)

/** The path of a service's service-linked roles. */
export const serviceLinkedPath = (service: string): string => `${LINKED}${service}/`
