// Written by `node tools/operation-lists.mjs` from the operation files of this folder. Do not edit.
import { CloseAccount } from './accounts/CloseAccount.js'
import { CreateAccount } from './accounts/CreateAccount.js'
import { CreateGovCloudAccount } from './accounts/CreateGovCloudAccount.js'
import { DescribeAccount } from './accounts/DescribeAccount.js'
import { DescribeCreateAccountStatus } from './accounts/DescribeCreateAccountStatus.js'
import { LeaveOrganization } from './accounts/LeaveOrganization.js'
import { ListAccounts } from './accounts/ListAccounts.js'
import { ListAccountsForParent } from './accounts/ListAccountsForParent.js'
import { ListCreateAccountStatus } from './accounts/ListCreateAccountStatus.js'
import { MoveAccount } from './accounts/MoveAccount.js'
import { RemoveAccountFromOrganization } from './accounts/RemoveAccountFromOrganization.js'
import { DeleteResourcePolicy } from './delegation/DeleteResourcePolicy.js'
import { DeregisterDelegatedAdministrator } from './delegation/DeregisterDelegatedAdministrator.js'
import { DescribeResourcePolicy } from './delegation/DescribeResourcePolicy.js'
import { DisableAWSServiceAccess } from './delegation/DisableAWSServiceAccess.js'
import { EnableAWSServiceAccess } from './delegation/EnableAWSServiceAccess.js'
import { ListAWSServiceAccessForOrganization } from './delegation/ListAWSServiceAccessForOrganization.js'
import { ListDelegatedAdministrators } from './delegation/ListDelegatedAdministrators.js'
import { ListDelegatedServicesForAccount } from './delegation/ListDelegatedServicesForAccount.js'
import { PutResourcePolicy } from './delegation/PutResourcePolicy.js'
import { RegisterDelegatedAdministrator } from './delegation/RegisterDelegatedAdministrator.js'
import { AcceptHandshake } from './handshakes/AcceptHandshake.js'
import { CancelHandshake } from './handshakes/CancelHandshake.js'
import { DeclineHandshake } from './handshakes/DeclineHandshake.js'
import { DescribeHandshake } from './handshakes/DescribeHandshake.js'
import { InviteAccountToOrganization } from './handshakes/InviteAccountToOrganization.js'
import { ListHandshakesForAccount } from './handshakes/ListHandshakesForAccount.js'
import { ListHandshakesForOrganization } from './handshakes/ListHandshakesForOrganization.js'
import { CreateOrganization } from './organization/CreateOrganization.js'
import { DeleteOrganization } from './organization/DeleteOrganization.js'
import { DescribeOrganization } from './organization/DescribeOrganization.js'
import { EnableAllFeatures } from './organization/EnableAllFeatures.js'
import { ListRoots } from './organization/ListRoots.js'
import { CreateOrganizationalUnit } from './organizational-units/CreateOrganizationalUnit.js'
import { DeleteOrganizationalUnit } from './organizational-units/DeleteOrganizationalUnit.js'
import { DescribeOrganizationalUnit } from './organizational-units/DescribeOrganizationalUnit.js'
import { ListChildren } from './organizational-units/ListChildren.js'
import { ListOrganizationalUnitsForParent } from './organizational-units/ListOrganizationalUnitsForParent.js'
import { ListParents } from './organizational-units/ListParents.js'
import { UpdateOrganizationalUnit } from './organizational-units/UpdateOrganizationalUnit.js'
import type { OrganizationsOperation } from './organizations.js'
import { AttachPolicy } from './policies/AttachPolicy.js'
import { CreatePolicy } from './policies/CreatePolicy.js'
import { DeletePolicy } from './policies/DeletePolicy.js'
import { DescribeEffectivePolicy } from './policies/DescribeEffectivePolicy.js'
import { DescribePolicy } from './policies/DescribePolicy.js'
import { DetachPolicy } from './policies/DetachPolicy.js'
import { DisablePolicyType } from './policies/DisablePolicyType.js'
import { EnablePolicyType } from './policies/EnablePolicyType.js'
import { ListAccountsWithInvalidEffectivePolicy } from './policies/ListAccountsWithInvalidEffectivePolicy.js'
import { ListEffectivePolicyValidationErrors } from './policies/ListEffectivePolicyValidationErrors.js'
import { ListPolicies } from './policies/ListPolicies.js'
import { ListPoliciesForTarget } from './policies/ListPoliciesForTarget.js'
import { ListTargetsForPolicy } from './policies/ListTargetsForPolicy.js'
import { UpdatePolicy } from './policies/UpdatePolicy.js'
import { ListTagsForResource } from './tags/ListTagsForResource.js'
import { TagResource } from './tags/TagResource.js'
import { UntagResource } from './tags/UntagResource.js'
import { DescribeResponsibilityTransfer } from './transfers/DescribeResponsibilityTransfer.js'
import { InviteOrganizationToTransferResponsibility } from './transfers/InviteOrganizationToTransferResponsibility.js'
import { ListInboundResponsibilityTransfers } from './transfers/ListInboundResponsibilityTransfers.js'
import { ListOutboundResponsibilityTransfers } from './transfers/ListOutboundResponsibilityTransfers.js'
import { TerminateResponsibilityTransfer } from './transfers/TerminateResponsibilityTransfer.js'
import { UpdateResponsibilityTransfer } from './transfers/UpdateResponsibilityTransfer.js'

/** Every operation of organizations that is served, by name. */
export const organizationsOperations: readonly OrganizationsOperation[] = [
  AcceptHandshake,
  AttachPolicy,
  CancelHandshake,
  CloseAccount,
  CreateAccount,
  CreateGovCloudAccount,
  CreateOrganization,
  CreateOrganizationalUnit,
  CreatePolicy,
  DeclineHandshake,
  DeleteOrganization,
  DeleteOrganizationalUnit,
  DeletePolicy,
  DeleteResourcePolicy,
  DeregisterDelegatedAdministrator,
  DescribeAccount,
  DescribeCreateAccountStatus,
  DescribeEffectivePolicy,
  DescribeHandshake,
  DescribeOrganization,
  DescribeOrganizationalUnit,
  DescribePolicy,
  DescribeResourcePolicy,
  DescribeResponsibilityTransfer,
  DetachPolicy,
  DisableAWSServiceAccess,
  DisablePolicyType,
  EnableAWSServiceAccess,
  EnableAllFeatures,
  EnablePolicyType,
  InviteAccountToOrganization,
  InviteOrganizationToTransferResponsibility,
  LeaveOrganization,
  ListAWSServiceAccessForOrganization,
  ListAccounts,
  ListAccountsForParent,
  ListAccountsWithInvalidEffectivePolicy,
  ListChildren,
  ListCreateAccountStatus,
  ListDelegatedAdministrators,
  ListDelegatedServicesForAccount,
  ListEffectivePolicyValidationErrors,
  ListHandshakesForAccount,
  ListHandshakesForOrganization,
  ListInboundResponsibilityTransfers,
  ListOrganizationalUnitsForParent,
  ListOutboundResponsibilityTransfers,
  ListParents,
  ListPolicies,
  ListPoliciesForTarget,
  ListRoots,
  ListTagsForResource,
  ListTargetsForPolicy,
  MoveAccount,
  PutResourcePolicy,
  RegisterDelegatedAdministrator,
  RemoveAccountFromOrganization,
  TagResource,
  TerminateResponsibilityTransfer,
  UntagResource,
  UpdateOrganizationalUnit,
  UpdatePolicy,
  UpdateResponsibilityTransfer,
]
