import { inOrder } from '../../../credentials/pages.js'
import { malformedPolicy, policySize, savingProblem } from '../../../access/policy-document.js'
import type { WireError } from '../../../core/error.js'
import { inlinePolicy, type PolicyHolderKind, type PolicyHolderRecord, withInlinePolicy } from '../../../directory/iam/policy-holder.js'
import { limitExceeded, noSuchEntity } from '../errors.js'
import type { IamDeps } from '../iam.js'
import { type PageRequest, pageOf } from '../page.js'
import { encodedPolicy } from '../policy-text.js'
import type { PolicyHolder } from './holder.js'

/** The quota counts no white space, but a user, group or role is one record, and all of it must fit into the store. */
const MAX_TEXT = 262_144

/** The holder with the inline policy set. Refuses text that is not a policy, and too much of it. */
export function putInline<P extends PolicyHolderRecord>(holder: PolicyHolder<P>, record: P, policy: { name: string; text: string }): P {
  // Before it is read: reading costs with its length.
  if (policySize(policy.text) > holder.inlineSize) throw overSize(holder, record)
  const problem = savingProblem(policy.text, 'identity')
  if (problem !== undefined) throw malformedPolicy(problem)
  const changed = withInlinePolicy(record, policy.name, policy.text)
  const texts = Object.values(changed.inlinePolicies)
  const size = texts.reduce((sum, text) => sum + policySize(text), 0)
  const length = texts.reduce((sum, text) => sum + text.length, 0)
  if (size > holder.inlineSize || length > MAX_TEXT) throw overSize(holder, record)
  return changed
}

const overSize = ({ kind, inlineSize }: Pick<PolicyHolder<never>, 'kind' | 'inlineSize'>, { name }: PolicyHolderRecord): WireError =>
  limitExceeded(`Maximum policy size of ${inlineSize} bytes exceeded for ${kind} ${name}`)

/** An inline policy as responses contain it. */
export function inlineOutput(
  kind: PolicyHolderKind,
  record: PolicyHolderRecord,
  name: string,
): { PolicyName: string; PolicyDocument: string } {
  const text = inlinePolicy(record, name)
  if (text === undefined) throw noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`)
  return { PolicyName: name, PolicyDocument: encodedPolicy(text) }
}

/** The holder without the inline policy. */
export function deleteInline<P extends PolicyHolderRecord>(kind: PolicyHolderKind, record: P, name: string): P {
  if (inlinePolicy(record, name) === undefined) throw noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`)
  return withInlinePolicy(record, name, undefined)
}

/** A page of the names of inline policies. They differ by case too, so that is how they are ordered. */
export function listInline(page: PageRequest, of: { operation: string; record: PolicyHolderRecord }, deps: IamDeps) {
  const { account, id, inlinePolicies } = of.record
  const names = inOrder(Object.keys(inlinePolicies), (name) => name)
  const { items, end } = pageOf(page, { ...names, operation: of.operation, account, filter: [id] }, deps)
  return { PolicyNames: items, ...end }
}
