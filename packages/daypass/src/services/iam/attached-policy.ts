import { malformedPolicy, managedProblem } from '../../access/policy-document.js'
import { parseIamArn } from '../../core/arn.js'
import { WireError } from '../../core/error.js'
import { attach, detach } from '../../directory/iam/attachment.js'
import { managedPolicy, policies } from '../../directory/iam/policy.js'
import { MAX_ATTACHED_POLICIES, type PrincipalRecord } from '../../directory/iam/principal.js'
import { noSuchEntity, quotaExceeded } from './errors.js'
import type { IamDeps } from './iam.js'
import { inOrder, type PageRequest, pageOf } from './page.js'
import { isWithin } from './paths.js'

type Kind = 'user' | 'role'

const QUOTA: Readonly<Record<Kind, string>> = { user: 'PoliciesPerUser', role: 'PoliciesPerRole' }
const CUSTOMER: Readonly<Record<Kind, string>> = { user: 'User', role: 'Role' }

/** The principal with the policy attached; itself when it already was. Refuses what is not there and what we could not enforce as it reads. */
export function attachPolicy<P extends PrincipalRecord>(kind: Kind, asked: { principal: P; arn: string }, deps: IamDeps): P {
  const { principal, arn } = asked
  if (principal.attachedPolicies.includes(arn)) return principal
  checkAttachable(kind, asked, deps)
  if (principal.attachedPolicies.length >= MAX_ATTACHED_POLICIES) throw quotaExceeded(QUOTA[kind], MAX_ATTACHED_POLICIES)
  return attach(deps.state, kind, asked)
}

function checkAttachable(kind: Kind, asked: { principal: PrincipalRecord; arn: string }, deps: IamDeps): void {
  const { arn, principal } = asked
  const parts = parseIamArn(arn, 'policy')
  const ours = parts?.account === 'aws' || parts?.account === principal.account
  const policy = ours ? managedPolicy(deps.state, deps.awsManaged, arn) : undefined
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`)
  if (arn.startsWith('arn:aws:iam::aws:policy/aws-service-role/'))
    throw new WireError('PolicyNotAttachable', `Cannot attach a Service Role Policy to a Customer ${CUSTOMER[kind]}.`)
  const problem = managedProblem(arn, policy)
  if (problem !== undefined) throw malformedPolicy(problem)
}

/** The principal with the policy detached. */
export function detachPolicy<P extends PrincipalRecord>(kind: Kind, asked: { principal: P; arn: string }, deps: IamDeps): P {
  if (!asked.principal.attachedPolicies.includes(asked.arn)) throw policies.notFound(asked.arn)
  return detach(deps.state, kind, asked)
}

/** A page of the policies attached, by name; of two with one name AWS's own comes first. */
export function listAttached(
  asked: PageRequest & { readonly PathPrefix?: string | undefined },
  of: { operation: string; principal: PrincipalRecord },
  deps: IamDeps,
) {
  const { account, id, attachedPolicies } = of.principal
  const attached = attachedPolicies.flatMap((arn) => {
    const parts = parseIamArn(arn, 'policy')
    return parts === undefined ? [] : { arn, ...parts }
  })
  const ordered = inOrder(attached, (policy) => `${policy.name.toLowerCase()} ${policy.account === 'aws' ? 'aws' : 'own'}`)
  const listing = { ...ordered, operation: of.operation, account, filter: [id, asked.PathPrefix], keep: isWithin(asked.PathPrefix) }
  const { items, end } = pageOf(asked, listing, deps)
  return { AttachedPolicies: items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })), ...end }
}
