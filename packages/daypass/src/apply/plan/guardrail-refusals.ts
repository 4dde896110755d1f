import { parsePolicy, policySizeLimit, supportsRcps } from '@daypass/policy'
import type { DocumentFault } from '../document/fault.js'
import { samePolicy } from '../document/policy-text.js'
import type { WantedOrganization } from '../document/wanted-organization.js'
import { type ExistingOrganization, type GuardrailType, POLICY_TYPES } from '../state/organization-state.js'

const SECTIONS = { SERVICE_CONTROL_POLICY: 'serviceControlPolicies', RESOURCE_CONTROL_POLICY: 'resourceControlPolicies' } as const
const KINDS = { SERVICE_CONTROL_POLICY: 'scp', RESOURCE_CONTROL_POLICY: 'rcp' } as const

/** What Organizations would refuse of a plan, half-way: told before the first change. What exists already may stay as it is. */
export function organizationRefusals({
  existing,
  wanted,
}: {
  readonly existing: ExistingOrganization | undefined
  readonly wanted: WantedOrganization
}): readonly DocumentFault[] {
  return POLICY_TYPES.flatMap((type) =>
    [...wanted.policies[type]].flatMap(([name, { text }]) => {
      const problem = samePolicy(existing?.policies[type].get(name)?.text ?? '', text) ? undefined : guardrailProblem(type, text)
      return problem === undefined ? [] : [{ path: ['organization', SECTIONS[type], name, 'Content'], message: problem }]
    }),
  )
}

function guardrailProblem(type: GuardrailType, text: string): string | undefined {
  const { size: limit } = policySizeLimit(KINDS[type])
  if (text.length > limit) return `It has ${text.length} characters, and can have ${limit}. Make it shorter, or make several.`
  const parsed = type === 'RESOURCE_CONTROL_POLICY' ? parsePolicy(text, 'rcp') : undefined
  const foreign = parsed?.ok
    ? parsed.policy.statements.flatMap(({ action }) => action.patterns).find((one) => !supportsRcps(one))
    : undefined
  return foreign && `${foreign} is not an action of a service that supports resource control policies. Remove it.`
}
