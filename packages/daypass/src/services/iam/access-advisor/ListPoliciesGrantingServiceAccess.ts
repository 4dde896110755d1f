import type { ListPoliciesGrantingServiceAccessEntry, PolicyGrantingServiceAccess } from '../../../wire/generated/iam.js'
import { operation } from '../iam.js'
import { inOrder, pageOf } from '../page.js'
import { sourcePermission } from '../simulation/policy-source.js'
import { checkSubject, type HeldPolicy, policiesOf, requireIdentity } from './subject.js'

const ACTION = 'iam:ListPoliciesGrantingServiceAccess'

/**
 * Returns, for each service, the policies of a user, group or role that allow anything of it, with a user's those of its groups (IAM API reference,
 * ListPoliciesGrantingServiceAccess). Services that no policy allows are left out, and a policy is listed once: rules of our own.
 */
export const ListPoliciesGrantingServiceAccess = operation('ListPoliciesGrantingServiceAccess', {
  summary: 'Lists the policies of someone that allow given services.',
  actions: [ACTION],
  check: ({ Arn }, caller) => checkSubject(Arn, caller, { policies: false }),
  authorize: ({ Arn }, _caller, { state }) => [sourcePermission(ACTION, Arn, state)],
  handle(input, { account }, deps) {
    const held = policiesOf(requireIdentity(input.Arn, deps.state), deps)
    const namespaces = [...new Set(input.ServiceNamespaces.map((name) => name.toLowerCase()))]
    const granting = inOrder(
      namespaces.flatMap((service) => entryOf(service, held)),
      ({ ServiceNamespace = '' }) => ServiceNamespace,
    )
    const filter = [input.Arn, namespaces]
    const { items, end } = pageOf(
      { Marker: input.Marker },
      { ...granting, operation: 'ListPoliciesGrantingServiceAccess', account, filter },
      deps,
    )
    return { PoliciesGrantingServiceAccess: items, ...end }
  },
})

function entryOf(ServiceNamespace: string, held: readonly HeldPolicy[]): ListPoliciesGrantingServiceAccessEntry[] {
  const granting = held.filter(({ grants }) => grants(ServiceNamespace))
  const once = granting.filter(({ arn }, at) => arn === undefined || granting.findIndex((other) => other.arn === arn) === at)
  return once.length === 0 ? [] : [{ ServiceNamespace, Policies: once.map(policyOutput) }]
}

const ENTITIES = { user: 'USER', group: 'GROUP', role: 'ROLE' } as const

const policyOutput = ({ name, arn, kind, holder }: HeldPolicy): PolicyGrantingServiceAccess =>
  arn === undefined
    ? { PolicyName: name, PolicyType: 'INLINE', EntityType: ENTITIES[kind], EntityName: holder.name }
    : { PolicyName: name, PolicyType: 'MANAGED', PolicyArn: arn }
