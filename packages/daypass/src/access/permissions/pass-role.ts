// permissions: permissions that several services require, and grants that no policy holds: passing a role, changing the own password.
// It owns their condition keys. Whether a policy allows them is decided by access.
import type { RequiredPermission } from '../../core/operation.js'
import { roles } from '../../directory/iam/role.js'
import type { Named } from '../../directory/resource.js'

/** To what a role is passed. */
export interface Recipient {
  /** The service that will act as the role: `ec2.amazonaws.com`. */
  readonly service: string
  /** The ARN of what the role is for, where the service tells it: an instance, a function. */
  readonly associatedResource?: string | undefined
}

/**
 * What must be allowed to hand a role to a service, besides the permission to call the service: whoever passes a role gives its rights away (IAM user
 * guide, "Grant a user permissions to pass a role to an AWS service"; Service Authorization Reference, `iam:PassRole`).
 */
export const passRolePermission = (role: Named, { service, associatedResource }: Recipient): RequiredPermission =>
  roles.permission('iam:PassRole', role, { 'iam:PassedToService': service, 'iam:AssociatedResourceArn': associatedResource })
