// organizations: what the organizations of two accounts add to a decision: policies for services and for resources, level by level, and delegation. Owns
// that a policy that is attached is never left out. Refuses to decide, and to know who may change a policy.

import { type AuthorizationRequest, type CompiledPolicies, combinePolicies } from '@daypass/policy'
import { organizationPolicyArn } from '../../directory/organizations/organization-arn.js'
import { type OrganizationPlace, placeOf, policiesByLevel } from '../../directory/organizations/organization-place.js'
import {
  FULL_ACCESS,
  type OrganizationPolicyRecord,
  type OrganizationPolicyType,
  organizationPolicies,
} from '../../directory/organizations/organization-policy.js'
import { organizationResourcePolicies } from '../../directory/organizations/organization-resource-policy.js'
import type { Reader } from '../../directory/state.js'
import type { CompiledDocuments } from '../compiled-documents.js'

/** What the organizations of the caller's account and of the resource's add to an authorization request. */
export interface OrganizationLayers extends Pick<AuthorizationRequest, 'callerIsManagement' | 'ownerIsManagement'> {
  readonly policies: Pick<AuthorizationRequest['policies'], 'scps' | 'rcps' | 'resource'>
}

/** The two accounts of a decision; empty where there is none. */
export interface DecidingAccounts {
  readonly caller: string
  readonly owner: string
}

const NONE: OrganizationLayers = { policies: {} }
const SCP = 'SERVICE_CONTROL_POLICY'
const RCP = 'RESOURCE_CONTROL_POLICY'
const KINDS = { [SCP]: 'scp', [RCP]: 'rcp' } as const

/**
 * The policies of organizations, combined from compiled documents. For an account outside of any organization it reads one record. The management
 * account is exempt (Organizations user guide, "Service control policies", "Resource control policies").
 */
export class OrganizationSets {
  readonly #documents: CompiledDocuments

  constructor(documents: CompiledDocuments) {
    this.#documents = documents
  }

  /** The layers for a request of one account on what another, or the same, owns. */
  layers(state: Reader, { caller, owner }: DecidingAccounts, action: string): OrganizationLayers {
    const callers = caller === '' ? undefined : placeOf(state, caller)
    const owners = owner === caller ? callers : owner === '' ? undefined : placeOf(state, owner)
    if (callers === undefined && owners === undefined) return NONE
    const scps = callers && !callers.isManagement ? this.levels(state, callers, SCP) : []
    const rcps = owners && !owners.isManagement ? this.levels(state, owners, RCP) : []
    const resource = owners && owner !== caller && action.startsWith('organizations:') ? this.#delegation(state, owners) : undefined
    const policies: { -readonly [Kind in keyof OrganizationLayers['policies']]: OrganizationLayers['policies'][Kind] } = {}
    if (scps.length > 0) policies.scps = scps
    if (rcps.length > 0) policies.rcps = rcps
    if (resource !== undefined) policies.resource = resource
    return {
      policies,
      callerIsManagement: callers?.isManagement === true,
      ownerIsManagement: owners?.isManagement === true,
    }
  }

  /**
   * The policies of a type that apply to an account, level by level. That of AWS for resources is implied at every level. Put together once for all
   * requests between two commits.
   */
  levels(state: Reader, place: OrganizationPlace, type: OrganizationPolicyType): readonly CompiledPolicies[] {
    return state.derived(`${KINDS[type]}s of ${place.member.account}`, (reader) => {
      const levels = policiesByLevel(reader, place, type).map((ids) =>
        ids.filter((id) => id !== FULL_ACCESS[RCP].id).map((id) => this.#compiled(reader, place, { id, type })),
      )
      return { value: levels.map(combinePolicies), bytes: this.#documents.bytesOf(levels.flat()) }
    })
  }

  #compiled(state: Reader, { organization }: OrganizationPlace, policy: { id: string; type: OrganizationPolicyType }): CompiledPolicies {
    const { text, stamp } = organizationPolicyText(state, organization.id, policy)
    return this.#documents.get({
      name: organizationPolicyArn(organization, policy),
      kind: KINDS[policy.type],
      version: stamp,
      text: () => text,
      owner: organization.id,
    })
  }

  /** The resource policy with which an organization delegates; undefined without one. */
  #delegation(state: Reader, { organization }: OrganizationPlace): CompiledPolicies | undefined {
    const policy = organizationResourcePolicies.get(state, organization.id)
    if (policy === undefined) return undefined
    const revision = organizationResourcePolicies.revision(state, organization.id)
    const document = { name: policy.id, kind: 'resource' as const, text: () => policy.text, owner: organization.id }
    return this.#documents.ofText(document, policy.id, revision)
  }
}

/**
 * The text of a policy that is attached. One that is attached cannot be deleted; if it is missing all the same, that is a defect, and its Deny must not
 * be lost: the request fails.
 */
export function organizationPolicyText(
  state: Reader,
  organization: string,
  { id, type }: { readonly id: string; readonly type: OrganizationPolicyType },
): Pick<OrganizationPolicyRecord, 'text' | 'stamp'> {
  if (id === FULL_ACCESS[type].id) return { text: FULL_ACCESS[type].text, stamp: '1' }
  const policy = organizationPolicies.getReferred(state, organization, organization, id)
  if (policy === undefined) throw new Error(`the policy ${id} is attached and missing`)
  return policy
}
