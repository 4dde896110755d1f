import { type Ids, newLowerId } from '../../core/ids.js'
import { defineKeys } from '../key-space.js'
import { defineRecords } from '../records.js'

/** The resource-based policy of an organization, with which its management account delegates. */
export interface OrganizationResourcePolicyRecord {
  readonly organization: string
  /** `rp-…` */
  readonly id: string
  readonly text: string
  readonly tags: Readonly<Record<string, string>>
}

/** Resource policies by organization. */
export const organizationResourcePolicyKeys = defineKeys('organization-resource-policy/<organization>', {
  record: 'the resource policy of an organization',
  lifetime: 'until deleted',
})

/** The resource policies of all organizations. */
export const organizationResourcePolicies = {
  ...defineRecords<OrganizationResourcePolicyRecord, [organization: string]>({
    keys: organizationResourcePolicyKeys,
    at: ({ organization }) => [organization],
  }),
  newId: (ids: Ids): string => `rp-${newLowerId(ids, 8)}`,
}
