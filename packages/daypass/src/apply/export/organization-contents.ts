import type * as doc from '../document/document.js'
import type { ExistingOrganization, GuardrailType, TargetState, UnitState } from '../state/organization-state.js'
import { compact, named, policyDocument, tagsOf } from './account-contents.js'

/** An organization as a document says it: accounts by their ids, names in order. */
export function organizationContents(state: ExistingOrganization): doc.OrganizationContents {
  const policies = (type: GuardrailType) =>
    named(state.policies[type], ({ description, text, tags }) => ({
      ...(description !== '' && { Description: description }),
      Content: policyDocument(text),
      ...tagsOf(tags),
    }))
  return compact({
    FeatureSet: state.featureSet as 'ALL',
    EnabledPolicyTypes: state.types,
    serviceControlPolicies: policies('SERVICE_CONTROL_POLICY'),
    resourceControlPolicies: policies('RESOURCE_CONTROL_POLICY'),
    root: unitProperties(state.root),
  }) as doc.OrganizationContents
}

/** The lists are always there where the type is enabled: what is attached decides. */
function targetProperties({ attached, tags }: TargetState): doc.TargetProperties {
  const { SERVICE_CONTROL_POLICY: scps, RESOURCE_CONTROL_POLICY: rcps } = attached
  return {
    ...(scps.length > 0 && { ServiceControlPolicies: scps }),
    ...(rcps.length > 0 && { ResourceControlPolicies: rcps }),
    ...tagsOf(tags),
  }
}

function unitProperties(unit: UnitState): doc.UnitProperties {
  const { accounts, units } = unit
  return {
    ...targetProperties(unit),
    ...compact({ accounts: named(accounts, targetProperties), units: named(units, unitProperties) }),
  } as doc.UnitProperties
}
