import { parseIamArn } from '../../core/arn.js'
import type { AwsManagedPolicies } from '../../directory/iam/aws-managed-policies.js'
import { managedPolicy } from '../../directory/iam/policy.js'
import type { PolicyHolderKind } from '../../directory/iam/policy-holder.js'
import type { PrincipalRecord } from '../../directory/iam/principal.js'
import type { RoleRecord } from '../../directory/iam/role.js'
import type { Reader } from '../../directory/state.js'
import { principalsToArns } from '../trust-document.js'
import type { SimulatedDocument } from './simulated-layer.js'

interface Reads {
  readonly state: Reader
  readonly awsManaged: AwsManagedPolicies
}

/**
 * The identity-based policies of a user or role, with AWS's names: an inline policy `user_<user>_<policy>` or `role_<role>_<policy>`, a managed one
 * by its name (observed in answers of AWS). A deleted managed policy grants nothing.
 */
export function sourceDocuments(kind: PolicyHolderKind, principal: PrincipalRecord, { state, awsManaged }: Reads): SimulatedDocument[] {
  const inline = Object.entries(principal.inlinePolicies).map(([name, text]) => ({ id: `${kind}_${principal.name}_${name}`, text }))
  const managed = principal.attachedPolicies.flatMap((arn) => {
    const policy = managedPolicy(state, awsManaged, arn)
    return policy === undefined ? [] : [{ id: parseIamArn(arn, 'policy')?.name ?? arn, text: policy.text() }]
  })
  return [...inline, ...managed]
}

/**
 * The trust policy of a role as GetRole shows it: users and roles in it have their ARN while they exist. AWS has no name for it here; this name is
 * daypass's.
 */
export const trustDocument = (role: RoleRecord, state: Reader): SimulatedDocument => ({
  id: 'AssumeRolePolicyDocument',
  text: principalsToArns(role.trust, state),
})
