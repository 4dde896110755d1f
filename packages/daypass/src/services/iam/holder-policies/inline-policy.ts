import { malformedPolicy, policySize, savingProblem } from '../../../access/policy-document.js'
import type { WireError } from '../../../core/error.js'
import type { PolicyHolderKind } from '../../../directory/iam/policy-holder.js'
import { inlinePolicy, type PrincipalRecord, withInlinePolicy } from '../../../directory/iam/principal.js'
import { limitExceeded, noSuchEntity } from '../errors.js'
import type { IamDeps } from '../iam.js'
import { inOrder, type PageRequest, pageOf } from '../page.js'
import { encodedPolicy } from '../policy-text.js'
import type { PolicyHolder } from './holder.js'

/** The quota does not count white space, but a user or role is one record, and the whole record must fit into the store. */
const MAX_TEXT = 262_144

/** The principal with the inline policy set. Refuses invalid text, and text that is too long. */
export function putInline<P extends PrincipalRecord>(holder: PolicyHolder<P>, principal: P, policy: { name: string; text: string }): P {
  // Before it is parsed: the cost of parsing grows with the length.
  if (policySize(policy.text) > holder.inlineSize) throw overSize(holder, principal)
  const problem = savingProblem(policy.text, 'identity')
  if (problem !== undefined) throw malformedPolicy(problem)
  const changed = withInlinePolicy(principal, policy.name, policy.text)
  const texts = Object.values(changed.inlinePolicies)
  const size = texts.reduce((sum, text) => sum + policySize(text), 0)
  const length = texts.reduce((sum, text) => sum + text.length, 0)
  if (size > holder.inlineSize || length > MAX_TEXT) throw overSize(holder, principal)
  return changed
}

const overSize = ({ kind, inlineSize }: Pick<PolicyHolder<never>, 'kind' | 'inlineSize'>, { name }: PrincipalRecord): WireError =>
  limitExceeded(`Maximum policy size of ${inlineSize} bytes exceeded for ${kind} ${name}`)

/** An inline policy as responses contain it. */
export function inlineOutput(
  kind: PolicyHolderKind,
  principal: PrincipalRecord,
  name: string,
): { PolicyName: string; PolicyDocument: string } {
  const text = inlinePolicy(principal, name)
  if (text === undefined) throw noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`)
  return { PolicyName: name, PolicyDocument: encodedPolicy(text) }
}

/** The principal without the inline policy. */
export function deleteInline<P extends PrincipalRecord>(kind: PolicyHolderKind, principal: P, name: string): P {
  if (inlinePolicy(principal, name) === undefined) throw noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`)
  return withInlinePolicy(principal, name, undefined)
}

/** A page of the names of inline policies. The names are case-sensitive, and so is their order. */
export function listInline(page: PageRequest, of: { operation: string; principal: PrincipalRecord }, deps: IamDeps) {
  const { account, id, inlinePolicies } = of.principal
  const names = inOrder(Object.keys(inlinePolicies), (name) => name)
  const { items, end } = pageOf(page, { ...names, operation: of.operation, account, filter: [id] }, deps)
  return { PolicyNames: items, ...end }
}
