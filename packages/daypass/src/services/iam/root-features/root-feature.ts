/**
 * root-features: central management of the root users of an organization's accounts. Owns who may switch it, and what has to be there first. The effects
 * of a feature belong to sts and to the operations on root users.
 */
import type { Caller } from '../../../core/caller.js'
import type { WireError } from '../../../core/error.js'
import { type OrganizationRecord, organizationRecords, type RootFeature } from '../../../directory/organizations/organization.js'
import { type OrganizationPlace, placeOf } from '../../../directory/organizations/organization-place.js'
import { IAM_SERVICE, managesRootAccess } from '../../../directory/organizations/root-access.js'
import type { Reader } from '../../../directory/state.js'
import type { IamErrorCode } from '../../../wire/generated/iam.js'
import { IamError } from '../error.js'
import { operation } from '../iam.js'

/** AWS's texts are not known; `Unknown` stands in for such. */
const refused = (code: IamErrorCode): WireError => new IamError(code, 'Unknown')

/** The organization with what a feature needs. The order of the errors is our choice. */
function requireReady(state: Reader, caller: Caller, mayCall: (place: OrganizationPlace) => WireError | undefined): OrganizationRecord {
  const place = placeOf(state, caller.account)
  if (place === undefined) throw refused('OrganizationNotFoundException')
  const error = mayCall(place)
  if (error !== undefined) throw error
  const { organization } = place
  if (organization.featureSet !== 'ALL') throw refused('OrganizationNotInAllFeaturesModeException')
  if (organization.serviceAccess[IAM_SERVICE] === undefined) throw refused('ServiceAccessNotEnabledException')
  return organization
}

const management = ({ isManagement }: OrganizationPlace): WireError | undefined =>
  isManagement ? undefined : refused('CallerIsNotManagementAccountException')

const managementOrDelegate = (place: OrganizationPlace): WireError | undefined =>
  managesRootAccess(place) ? undefined : refused('AccountNotManagementOrDelegatedAdministratorException')

const output = ({ id, rootFeatures }: OrganizationRecord) => ({ OrganizationId: id, EnabledFeatures: [...rootFeatures] })

type Switch = `${'Disable' | 'Enable'}OrganizationsRoot${'CredentialsManagement' | 'Sessions'}`

/** An operation that enables or disables a root feature; both may be repeated (IAM API reference, EnableOrganizationsRootSessions and the like). */
export function rootFeatureOperation<Name extends Switch>(name: Name, feature: RootFeature, summary: string) {
  const action = `iam:${name}`
  const enables = name.startsWith('Enable')
  return operation(name, {
    summary,
    actions: [action],
    authorize: () => [{ action, resource: '*' }],
    handle(_input: object, caller, { state }) {
      const organization = requireReady(state, caller, enables ? management : managementOrDelegate)
      const others = organization.rootFeatures.filter((one) => one !== feature)
      const changed = { ...organization, rootFeatures: enables ? [...others, feature].toSorted() : others }
      organizationRecords.put(state, changed)
      return output(changed)
    },
  })
}

/** The operation that lists the root features (IAM API reference, ListOrganizationsFeatures). */
export function rootFeatureListOperation(name: 'ListOrganizationsFeatures') {
  const action = `iam:${name}`
  return operation(name, {
    summary: 'Lists the central root features that the organization has on.',
    actions: [action],
    authorize: () => [{ action, resource: '*' }],
    handle: (_input, caller, { state }) => output(requireReady(state, caller, managementOrDelegate)),
  })
}
