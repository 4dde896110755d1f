import { inOrder } from '../../../credentials/pages.js'
import { malformedPolicy, managedProblem } from '../../../access/policy-document.js'
import { parseIamArn } from '../../../core/arn.js'
import type { WireError } from '../../../core/error.js'
import { attach, detach } from '../../../directory/iam/attachment.js'
import { managedPolicy, policies } from '../../../directory/iam/policy.js'
import type { PolicyHolderRecord } from '../../../directory/iam/policy-holder.js'
import { IamError } from '../error.js'
import { noSuchEntity, quotaExceeded } from '../errors.js'
import type { IamDeps, IamReads } from '../iam.js'
import { type PageRequest, pageOf } from '../page.js'
import { isWithin } from '../paths.js'
import type { PolicyHolder } from './holder.js'

/** The holder with the policy attached; itself when it already was. Refuses what is not there and what we could not enforce as it reads. */
export function attachPolicy<P extends PolicyHolderRecord>(holder: PolicyHolder<P>, asked: { record: P; arn: string }, deps: IamDeps): P {
  const { record, arn } = asked
  if (record.attachedPolicies.includes(arn)) return record
  const notFound = noSuchEntity(`Policy ${arn} does not exist or is not attachable.`)
  requireAttachable(holder.resource.noun, { account: record.account, arn, notFound }, deps)
  if (record.attachedPolicies.length >= holder.attached.limit) throw quotaExceeded(holder.attached.quota, holder.attached.limit)
  return attach(deps.state, holder.kind, asked)
}

/** Refuses a policy that is not there, that AWS keeps to itself, or that we could not enforce as it reads. */
export function requireAttachable(
  noun: string,
  { account, arn, notFound }: { readonly account: string; readonly arn: string; readonly notFound: WireError },
  { state, awsManaged }: IamReads,
): void {
  const parts = parseIamArn(arn, 'policy')
  const ours = parts?.account === 'aws' || parts?.account === account
  const policy = ours ? managedPolicy(state, awsManaged, { arn }) : undefined
  if (policy === undefined) throw notFound
  if (arn.startsWith('arn:aws:iam::aws:policy/aws-service-role/'))
    throw new IamError('PolicyNotAttachable', `Cannot attach a Service Role Policy to a Customer ${noun}.`)
  const problem = managedProblem(arn, policy)
  if (problem !== undefined) throw malformedPolicy(problem)
}

/** The holder with the policy detached. */
export function detachPolicy<P extends PolicyHolderRecord>(holder: PolicyHolder<P>, asked: { record: P; arn: string }, deps: IamDeps): P {
  if (!asked.record.attachedPolicies.includes(asked.arn)) throw policies.notFound(asked.arn)
  return detach(deps.state, holder.kind, asked)
}

/** A page of the attached policies by name; if two have the same name, the AWS managed policy comes first. */
export function listAttached(
  page: PageRequest & { readonly PathPrefix?: string | undefined },
  of: { operation: string; record: PolicyHolderRecord },
  deps: IamDeps,
) {
  const { account, id, attachedPolicies } = of.record
  const attached = attachedPolicies.flatMap((arn) => {
    const parts = parseIamArn(arn, 'policy')
    return parts === undefined ? [] : { arn, ...parts }
  })
  const ordered = inOrder(attached, (policy) => `${policy.name.toLowerCase()} ${policy.account === 'aws' ? 'aws' : 'own'}`)
  const listing = { ...ordered, operation: of.operation, account, filter: [id, page.PathPrefix], keep: isWithin(page.PathPrefix) }
  const { items, end } = pageOf(page, listing, deps)
  return { AttachedPolicies: items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })), ...end }
}
