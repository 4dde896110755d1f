import { organizationPolicyArn } from '../../directory/organizations/organization-arn.js'
import { type OrganizationPlace, placeOf, policiesByLevel } from '../../directory/organizations/organization-place.js'
import { FULL_ACCESS, type OrganizationPolicyType } from '../../directory/organizations/organization-policy.js'
import type { Reader } from '../../directory/state.js'
import { organizationOf } from '../context.js'
import { organizationPolicyText } from '../organizations/organization-sets.js'
import type { SimulatedDocument } from './simulated-layer.js'

/** What the organization of an account adds to a simulation: documents level by level from the root down, none where none apply. */
export interface SimulatedOrganization {
  readonly scps: readonly (readonly SimulatedDocument[])[]
  readonly rcps: readonly (readonly SimulatedDocument[])[]
  /** Its condition keys as a caller's account, and as that of an owner; names in lower case. */
  readonly callerKeys: readonly (readonly [string, string | readonly string[]])[]
  readonly ownerKeys: readonly (readonly [string, string | readonly string[]])[]
}

const NONE: SimulatedOrganization = { scps: [], rcps: [], callerKeys: [], ownerKeys: [] }

/** The organization of an account, as its own requests meet it: the management account is exempt from both kinds of policies. */
export function simulatedOrganization(state: Reader, account: string): SimulatedOrganization {
  const place = placeOf(state, account)
  const organization = organizationOf(state, account)
  if (place === undefined || organization === undefined) return NONE
  const { id, paths } = organization
  return {
    scps: place.isManagement ? [] : documentsOf(state, place, 'SERVICE_CONTROL_POLICY'),
    rcps: place.isManagement ? [] : documentsOf(state, place, 'RESOURCE_CONTROL_POLICY'),
    callerKeys: [
      ['aws:principalorgid', id],
      ['aws:principalorgpaths', paths],
    ],
    ownerKeys: [
      ['aws:resourceorgid', id],
      ['aws:resourceorgpaths', paths],
    ],
  }
}

/** The policy of AWS for resources is implied at every level. */
const documentsOf = (state: Reader, place: OrganizationPlace, type: OrganizationPolicyType): readonly (readonly SimulatedDocument[])[] =>
  policiesByLevel(state, place, type).map((ids) =>
    ids
      .filter((id) => id !== FULL_ACCESS.RESOURCE_CONTROL_POLICY.id)
      .map((id) => ({
        id: organizationPolicyArn(place.organization, { id, type }),
        text: organizationPolicyText(state, place.organization.id, { id, type }).text,
      })),
  )
