import type { Caller } from '../../core/caller.js'
import type { RequiredPermission } from '../../core/operation.js'
import { isDelegatedAdministrator, type OrganizationPlace, placeOf } from '../../directory/organizations/organization-place.js'
import type { Reader } from '../../directory/state.js'
import { told } from './errors.js'
import type { OrganizationsDeps, OrganizationsName } from './organizations-deps.js'

/**
 * Who may call an operation, whatever policies of its own account say. `anyone`: also an account without organization. `member`: any account of the
 * organization. `reader`: the management account, delegated administrators of any service, and those that the resource policy allows. `delegable`: the
 * management account, and those that the resource policy allows. `management`: the management account alone.
 */
export type CallersPlace = 'anyone' | 'member' | 'reader' | 'delegable' | 'management'

/** Organizations API reference: each operation says from which accounts it can be called. */
export const CALLERS: Readonly<Record<OrganizationsName, CallersPlace>> = {
  AcceptHandshake: 'anyone',
  AttachPolicy: 'delegable',
  CancelHandshake: 'anyone',
  CloseAccount: 'management',
  CreateAccount: 'management',
  CreateGovCloudAccount: 'management',
  CreateOrganization: 'anyone',
  CreateOrganizationalUnit: 'management',
  CreatePolicy: 'delegable',
  DeclineHandshake: 'anyone',
  DeleteOrganization: 'management',
  DeleteOrganizationalUnit: 'management',
  DeletePolicy: 'delegable',
  DeleteResourcePolicy: 'management',
  DeregisterDelegatedAdministrator: 'management',
  DescribeAccount: 'reader',
  DescribeCreateAccountStatus: 'reader',
  DescribeEffectivePolicy: 'member',
  DescribeHandshake: 'anyone',
  DescribeOrganization: 'member',
  DescribeOrganizationalUnit: 'reader',
  DescribePolicy: 'reader',
  DescribeResourcePolicy: 'reader',
  DescribeResponsibilityTransfer: 'management',
  DetachPolicy: 'delegable',
  DisableAWSServiceAccess: 'management',
  DisablePolicyType: 'delegable',
  EnableAWSServiceAccess: 'management',
  EnableAllFeatures: 'management',
  EnablePolicyType: 'delegable',
  InviteAccountToOrganization: 'management',
  InviteOrganizationToTransferResponsibility: 'management',
  LeaveOrganization: 'member',
  ListAWSServiceAccessForOrganization: 'reader',
  ListAccounts: 'reader',
  ListAccountsForParent: 'reader',
  ListAccountsWithInvalidEffectivePolicy: 'reader',
  ListChildren: 'reader',
  ListCreateAccountStatus: 'reader',
  ListDelegatedAdministrators: 'reader',
  ListDelegatedServicesForAccount: 'reader',
  ListEffectivePolicyValidationErrors: 'reader',
  ListHandshakesForAccount: 'anyone',
  ListHandshakesForOrganization: 'reader',
  ListInboundResponsibilityTransfers: 'management',
  ListOrganizationalUnitsForParent: 'reader',
  ListOutboundResponsibilityTransfers: 'management',
  ListParents: 'reader',
  ListPolicies: 'reader',
  ListPoliciesForTarget: 'reader',
  ListRoots: 'reader',
  ListTagsForResource: 'reader',
  ListTargetsForPolicy: 'reader',
  MoveAccount: 'management',
  PutResourcePolicy: 'management',
  RegisterDelegatedAdministrator: 'management',
  RemoveAccountFromOrganization: 'management',
  TagResource: 'delegable',
  TerminateResponsibilityTransfer: 'management',
  UntagResource: 'delegable',
  UpdateOrganizationalUnit: 'management',
  UpdatePolicy: 'delegable',
  UpdateResponsibilityTransfer: 'management',
}

/** A call whose permissions of its own account are granted. */
interface Placed {
  readonly caller: Caller
  readonly deps: OrganizationsDeps
  /** The permissions that the call required. */
  readonly asked: () => readonly RequiredPermission[]
}

/** Throws unless the caller's place lets it call the operation. */
export function requireCallersPlace(name: OrganizationsName, placed: Placed): void {
  const needed = CALLERS[name]
  if (needed === 'anyone') return
  const place = requireOrganization(placed.deps.state, placed.caller)
  if (place.isManagement || needed === 'member') return
  if (needed === 'reader' && isDelegatedAdministrator(place)) return
  if (needed !== 'management' && isAllowedByResourcePolicy(place, placed)) return
  throw told('AccessDeniedException', 'only the management account may, or one to which it has delegated this')
}

/** Where the caller is; throws outside of any organization. */
export function requireOrganization(state: Reader, { account }: Pick<Caller, 'account'>): OrganizationPlace {
  const place = placeOf(state, account)
  if (place === undefined) throw told('AWSOrganizationsNotInUseException')
  return place
}

/**
 * Whether the resource policy of the organization allows it: then both accounts allow, as for every resource of another account. It never stands in for
 * a permission of the caller's own account.
 */
const isAllowedByResourcePolicy = ({ organization }: OrganizationPlace, { deps, asked }: Placed): boolean =>
  asked().every((question) => deps.ask({ ...question, resourceAccount: organization.managementAccount }).allowed)
