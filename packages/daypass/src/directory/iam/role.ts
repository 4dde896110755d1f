import { roleArn } from '../../core/arn.js'
import { defineKeys } from '../key-space.js'
import { definePolicyHolder } from './policy-holder.js'
import type { PrincipalRecord } from './principal.js'

/** An IAM role. */
export interface RoleRecord extends PrincipalRecord {
  /** The trust policy's text, in which users and roles are named by unique id. */
  readonly trust: string
  readonly description?: string
  /** Seconds, 3600 to 43200. */
  readonly maxSessionDuration: number
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

/** The roles of all accounts. */
export const roles = {
  ...definePolicyHolder<RoleRecord>({ noun: 'Role', keys: roleKeys, idKeys: roleIdKeys, idPrefix: 'AROA', arn: roleArn }),
  /** A trust policy in characters without white space, at most (IAM quotas, default). */
  quotas: { ACLSizePerRole: 2_048 },
}

/** Paths that AWS keeps for the roles that it makes, by the first part (IAM user guide, "IAM identifiers"; the second observed). */
const LINKED = '/aws-service-role/'
const RESERVED = '/aws-reserved/'

type Pathed = Pick<RoleRecord, 'path'>

/** Whether a role is linked to a service of AWS, which alone can assume it. */
export const isServiceLinked = ({ path }: Pathed): boolean => path.startsWith(LINKED)

/** The path prefix that only AWS gives to roles, where the role has one. */
export const reservedPrefix = ({ path }: Pathed): string | undefined => [LINKED, RESERVED].find((prefix) => path.startsWith(prefix))

/** The path of a service's service-linked roles. */
export const serviceLinkedPath = (service: string): string => `${LINKED}${service}/`

/** Whether the ARN is that of a service-linked role of the account. */
export const isServiceLinkedArn = (arn: string, account: string): boolean => arn.startsWith(roleArn(account, LINKED, ''))

/** The trust policy of a service-linked role: the service, and nobody else (recorded). */
export const serviceLinkedTrust = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  })
