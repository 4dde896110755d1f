import { malformedPolicy, managedProblem } from '../../../access/policy-document.js'
import { parseIamArn } from '../../../core/arn.js'
import { attach, detach } from '../../../directory/iam/attachment.js'
import { managedPolicy, policies } from '../../../directory/iam/policy.js'
import type { PrincipalRecord } from '../../../directory/iam/principal.js'
import { IamError } from '../error.js'
import { noSuchEntity, quotaExceeded } from '../errors.js'
import type { IamDeps } from '../iam.js'
import { inOrder, type PageRequest, pageOf } from '../page.js'
import { isWithin } from '../paths.js'
import type { PolicyHolder } from './holder.js'

/** The principal with the policy attached; unchanged if it already was. Refuses an unknown policy, and one that could not be enforced as written. */
export function attachPolicy<P extends PrincipalRecord>(holder: PolicyHolder<P>, target: { principal: P; arn: string }, deps: IamDeps): P {
  const { principal, arn } = target
  if (principal.attachedPolicies.includes(arn)) return principal
  checkAttachable(holder.resource.noun, target, deps)
  if (principal.attachedPolicies.length >= holder.attached.limit) throw quotaExceeded(holder.attached.quota, holder.attached.limit)
  return attach(deps.state, holder.kind, target)
}

function checkAttachable(noun: string, target: { principal: PrincipalRecord; arn: string }, deps: IamDeps): void {
  const { arn, principal } = target
  const parts = parseIamArn(arn, 'policy')
  const ours = parts?.account === 'aws' || parts?.account === principal.account
  const policy = ours ? managedPolicy(deps.state, deps.awsManaged, arn) : undefined
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`)
  if (arn.startsWith('arn:aws:iam::aws:policy/aws-service-role/'))
    throw new IamError('PolicyNotAttachable', `Cannot attach a Service Role Policy to a Customer ${noun}.`)
  const problem = managedProblem(arn, policy)
  if (problem !== undefined) throw malformedPolicy(problem)
}

/** The principal without the attached policy. */
export function detachPolicy<P extends PrincipalRecord>(holder: PolicyHolder<P>, target: { principal: P; arn: string }, deps: IamDeps): P {
  if (!target.principal.attachedPolicies.includes(target.arn)) throw policies.notFound(target.arn)
  return detach(deps.state, holder.kind, target)
}

/** A page of the attached policies by name; if two have the same name, the AWS managed policy comes first. */
export function listAttached(
  page: PageRequest & { readonly PathPrefix?: string | undefined },
  of: { operation: string; principal: PrincipalRecord },
  deps: IamDeps,
) {
  const { account, id, attachedPolicies } = of.principal
  const attached = attachedPolicies.flatMap((arn) => {
    const parts = parseIamArn(arn, 'policy')
    return parts === undefined ? [] : { arn, ...parts }
  })
  const ordered = inOrder(attached, (policy) => `${policy.name.toLowerCase()} ${policy.account === 'aws' ? 'aws' : 'own'}`)
  const listing = { ...ordered, operation: of.operation, account, filter: [id, page.PathPrefix], keep: isWithin(page.PathPrefix) }
  const { items, end } = pageOf(page, listing, deps)
  return { AttachedPolicies: items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })), ...end }
}
