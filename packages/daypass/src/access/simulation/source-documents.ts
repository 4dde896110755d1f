import { parseIamArn } from '../../core/arn.js'
import type { AwsManagedPolicies } from '../../directory/iam/aws-managed-policies.js'
import { groupsOf } from '../../directory/iam/group-member.js'
import { managedPolicy } from '../../directory/iam/policy.js'
import type { PolicyHolderKind, PolicyHolderRecord } from '../../directory/iam/policy-holder.js'
import type { PrincipalRecord } from '../../directory/iam/principal.js'
import type { RoleRecord } from '../../directory/iam/role.js'
import type { UserRecord } from '../../directory/iam/user.js'
import type { Reader } from '../../directory/state.js'
import { principalsToPresentArns } from '../trust-document.js'
import type { SimulatedDocument } from './simulated-layer.js'

interface Reads {
  readonly state: Reader
  readonly awsManaged: AwsManagedPolicies
}

/**
 * The identity-based policies that a user, group or role holds, with AWS's names: an inline policy `user_<user>_<policy>` or `role_<role>_<policy>`, a
 * managed one by its name (observed in answers of AWS; `group_<group>_<policy>` by analogy). A deleted managed policy grants nothing.
 */
export function sourceDocuments(kind: PolicyHolderKind, held: PolicyHolderRecord, { state, awsManaged }: Reads): SimulatedDocument[] {
  const inline = Object.entries(held.inlinePolicies).map(([name, text]) => ({ id: `${kind}_${held.name}_${name}`, text }))
  return [...inline, ...held.attachedPolicies.flatMap((arn) => managedDocument(arn, { state, awsManaged }))]
}

function managedDocument(arn: string, { state, awsManaged }: Reads): SimulatedDocument[] {
  const policy = managedPolicy(state, awsManaged, { arn })
  return policy === undefined ? [] : [{ id: parseIamArn(arn, 'policy')?.name ?? arn, text: policy.text() }]
}

/** The permissions boundary of a user or role; undefined without one. */
export const boundaryDocuments = ({ boundary }: PrincipalRecord, reads: Reads): SimulatedDocument[] | undefined =>
  boundary === undefined ? undefined : managedDocument(boundary, reads)

/** The identity-based policies of a user: its own, then those of its groups. */
export const userDocuments = (user: UserRecord, reads: Reads): SimulatedDocument[] => [
  ...sourceDocuments('user', user, reads),
  ...groupsOf(reads.state, user).flatMap((group) => sourceDocuments('group', group, reads)),
]

/**
 * The trust policy of a role as GetRole shows it: users and roles in it have their ARN while they exist. AWS has no name for it here; this name is
 * daypass's. A name that an import brought and nobody has is not shown as one that somebody could have.
 */
export const trustDocument = (role: RoleRecord, state: Reader): SimulatedDocument => ({
  id: 'AssumeRolePolicyDocument',
  text: principalsToPresentArns(role.trust, state),
})
