import { managedPolicy } from '../../../../directory/iam/policy.js'
import type { PolicyHolderRecord } from '../../../../directory/iam/policy-holder.js'
import type { HeldPolicies } from '../held-policies.js'
import type { Importing } from '../importing.js'
import { between, DENY_ALL, deniedBy } from './between.js'

/** The inline policy that holds what detached policies deny, until the import is at its end. */
export const DENIES_OF_IMPORT = 'daypass-import-in-progress'

/** Characters of that policy: a record must fit into the store. */
const MOST_DENIES = 131_072

type Held = Pick<PolicyHolderRecord, 'inlinePolicies' | 'attachedPolicies'>

/**
 * The policies of a holder between those that it has and those that it is to have: what both allow, and what either denies. What a managed policy denies that
 * is attached in one of them only stands in an inline policy meanwhile.
 */
export function narrowedPolicies(present: Held, { inline, attached }: HeldPolicies, { state, awsManaged }: Importing): Held {
  const attachedPolicies = present.attachedPolicies.filter((arn) => attached.includes(arn))
  const inOne = [...present.attachedPolicies, ...attached].filter((arn) => !attachedPolicies.includes(arn))
  const texts = [...new Set(inOne)].map((arn) => managedPolicy(state, awsManaged, { arn })?.text() ?? DENY_ALL.identity)
  const denied = deniedBy(texts, MOST_DENIES)
  const inlinePolicies = new Map<string, string>()
  const names = new Set([...Object.keys(present.inlinePolicies), ...Object.keys(inline)])
  for (const name of names) {
    const text = betweenInline(own(present.inlinePolicies, name), own(inline, name))
    if (text !== undefined) inlinePolicies.set(name, text)
  }
  if (denied !== undefined) {
    const known = inlinePolicies.get(DENIES_OF_IMPORT)
    const both = known === undefined ? denied : deniedBy([known, denied], MOST_DENIES)
    inlinePolicies.set(DENIES_OF_IMPORT, both ?? denied)
  }
  return { inlinePolicies: Object.fromEntries(inlinePolicies), attachedPolicies }
}

const own = (policies: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(policies, name) ? policies[name] : undefined

function betweenInline(before: string | undefined, after: string | undefined): string | undefined {
  if (before !== undefined && after !== undefined) return between(before, after, 'identity')
  const only = before ?? after
  return only === undefined ? undefined : deniedBy([only], MOST_DENIES)
}
