// Written by `node tools/operation-lists.mjs` from the operation files of this folder. Do not edit.
import { GenerateOrganizationsAccessReport } from './access-advisor/GenerateOrganizationsAccessReport.js'
import { GenerateServiceLastAccessedDetails } from './access-advisor/GenerateServiceLastAccessedDetails.js'
import { GetOrganizationsAccessReport } from './access-advisor/GetOrganizationsAccessReport.js'
import { GetServiceLastAccessedDetails } from './access-advisor/GetServiceLastAccessedDetails.js'
import { GetServiceLastAccessedDetailsWithEntities } from './access-advisor/GetServiceLastAccessedDetailsWithEntities.js'
import { ListPoliciesGrantingServiceAccess } from './access-advisor/ListPoliciesGrantingServiceAccess.js'
import { CreateAccessKey } from './access-keys/CreateAccessKey.js'
import { DeleteAccessKey } from './access-keys/DeleteAccessKey.js'
import { GetAccessKeyLastUsed } from './access-keys/GetAccessKeyLastUsed.js'
import { ListAccessKeys } from './access-keys/ListAccessKeys.js'
import { UpdateAccessKey } from './access-keys/UpdateAccessKey.js'
import { CreateAccountAlias } from './account/CreateAccountAlias.js'
import { DeleteAccountAlias } from './account/DeleteAccountAlias.js'
import { DeleteAccountPasswordPolicy } from './account/DeleteAccountPasswordPolicy.js'
import { DisableOutboundWebIdentityFederation } from './account/DisableOutboundWebIdentityFederation.js'
import { EnableOutboundWebIdentityFederation } from './account/EnableOutboundWebIdentityFederation.js'
import { GetAccountPasswordPolicy } from './account/GetAccountPasswordPolicy.js'
import { GetAccountSummary } from './account/GetAccountSummary.js'
import { GetOutboundWebIdentityFederationInfo } from './account/GetOutboundWebIdentityFederationInfo.js'
import { ListAccountAliases } from './account/ListAccountAliases.js'
import { SetSecurityTokenServicePreferences } from './account/SetSecurityTokenServicePreferences.js'
import { UpdateAccountPasswordPolicy } from './account/UpdateAccountPasswordPolicy.js'
import { GetAccountAuthorizationDetails } from './authorization-details/GetAccountAuthorizationDetails.js'
import { DeleteRolePermissionsBoundary } from './boundaries/DeleteRolePermissionsBoundary.js'
import { DeleteUserPermissionsBoundary } from './boundaries/DeleteUserPermissionsBoundary.js'
import { PutRolePermissionsBoundary } from './boundaries/PutRolePermissionsBoundary.js'
import { PutUserPermissionsBoundary } from './boundaries/PutUserPermissionsBoundary.js'
import { GenerateCredentialReport } from './credential-report/GenerateCredentialReport.js'
import { GetCredentialReport } from './credential-report/GetCredentialReport.js'
import { AcceptDelegationRequest } from './delegation-requests/AcceptDelegationRequest.js'
import { AssociateDelegationRequest } from './delegation-requests/AssociateDelegationRequest.js'
import { CreateDelegationRequest } from './delegation-requests/CreateDelegationRequest.js'
import { GetDelegationRequest } from './delegation-requests/GetDelegationRequest.js'
import { GetHumanReadableSummary } from './delegation-requests/GetHumanReadableSummary.js'
import { ListDelegationRequests } from './delegation-requests/ListDelegationRequests.js'
import { RejectDelegationRequest } from './delegation-requests/RejectDelegationRequest.js'
import { SendDelegationToken } from './delegation-requests/SendDelegationToken.js'
import { UpdateDelegationRequest } from './delegation-requests/UpdateDelegationRequest.js'
import { AttachGroupPolicy } from './group-policies/AttachGroupPolicy.js'
import { DeleteGroupPolicy } from './group-policies/DeleteGroupPolicy.js'
import { DetachGroupPolicy } from './group-policies/DetachGroupPolicy.js'
import { GetGroupPolicy } from './group-policies/GetGroupPolicy.js'
import { ListAttachedGroupPolicies } from './group-policies/ListAttachedGroupPolicies.js'
import { ListGroupPolicies } from './group-policies/ListGroupPolicies.js'
import { PutGroupPolicy } from './group-policies/PutGroupPolicy.js'
import { AddUserToGroup } from './groups/AddUserToGroup.js'
import { CreateGroup } from './groups/CreateGroup.js'
import { DeleteGroup } from './groups/DeleteGroup.js'
import { GetGroup } from './groups/GetGroup.js'
import { ListGroups } from './groups/ListGroups.js'
import { ListGroupsForUser } from './groups/ListGroupsForUser.js'
import { RemoveUserFromGroup } from './groups/RemoveUserFromGroup.js'
import { UpdateGroup } from './groups/UpdateGroup.js'
import type { IamOperation } from './iam.js'
import { AddRoleToInstanceProfile } from './instance-profiles/AddRoleToInstanceProfile.js'
import { CreateInstanceProfile } from './instance-profiles/CreateInstanceProfile.js'
import { DeleteInstanceProfile } from './instance-profiles/DeleteInstanceProfile.js'
import { GetInstanceProfile } from './instance-profiles/GetInstanceProfile.js'
import { ListInstanceProfiles } from './instance-profiles/ListInstanceProfiles.js'
import { ListInstanceProfileTags } from './instance-profiles/ListInstanceProfileTags.js'
import { RemoveRoleFromInstanceProfile } from './instance-profiles/RemoveRoleFromInstanceProfile.js'
import { TagInstanceProfile } from './instance-profiles/TagInstanceProfile.js'
import { UntagInstanceProfile } from './instance-profiles/UntagInstanceProfile.js'
import { ChangePassword } from './login-profiles/ChangePassword.js'
import { CreateLoginProfile } from './login-profiles/CreateLoginProfile.js'
import { DeleteLoginProfile } from './login-profiles/DeleteLoginProfile.js'
import { GetLoginProfile } from './login-profiles/GetLoginProfile.js'
import { UpdateLoginProfile } from './login-profiles/UpdateLoginProfile.js'
import { CreateVirtualMFADevice } from './mfa-devices/CreateVirtualMFADevice.js'
import { DeactivateMFADevice } from './mfa-devices/DeactivateMFADevice.js'
import { DeleteVirtualMFADevice } from './mfa-devices/DeleteVirtualMFADevice.js'
import { EnableMFADevice } from './mfa-devices/EnableMFADevice.js'
import { GetMFADevice } from './mfa-devices/GetMFADevice.js'
import { ListMFADevices } from './mfa-devices/ListMFADevices.js'
import { ListMFADeviceTags } from './mfa-devices/ListMFADeviceTags.js'
import { ListVirtualMFADevices } from './mfa-devices/ListVirtualMFADevices.js'
import { ResyncMFADevice } from './mfa-devices/ResyncMFADevice.js'
import { TagMFADevice } from './mfa-devices/TagMFADevice.js'
import { UntagMFADevice } from './mfa-devices/UntagMFADevice.js'
import { AddClientIDToOpenIDConnectProvider } from './oidc-providers/AddClientIDToOpenIDConnectProvider.js'
import { CreateOpenIDConnectProvider } from './oidc-providers/CreateOpenIDConnectProvider.js'
import { DeleteOpenIDConnectProvider } from './oidc-providers/DeleteOpenIDConnectProvider.js'
import { GetOpenIDConnectProvider } from './oidc-providers/GetOpenIDConnectProvider.js'
import { ListOpenIDConnectProviders } from './oidc-providers/ListOpenIDConnectProviders.js'
import { ListOpenIDConnectProviderTags } from './oidc-providers/ListOpenIDConnectProviderTags.js'
import { RemoveClientIDFromOpenIDConnectProvider } from './oidc-providers/RemoveClientIDFromOpenIDConnectProvider.js'
import { TagOpenIDConnectProvider } from './oidc-providers/TagOpenIDConnectProvider.js'
import { UntagOpenIDConnectProvider } from './oidc-providers/UntagOpenIDConnectProvider.js'
import { UpdateOpenIDConnectProviderThumbprint } from './oidc-providers/UpdateOpenIDConnectProviderThumbprint.js'
import { CreatePolicy } from './policies/CreatePolicy.js'
import { CreatePolicyVersion } from './policies/CreatePolicyVersion.js'
import { DeletePolicy } from './policies/DeletePolicy.js'
import { DeletePolicyVersion } from './policies/DeletePolicyVersion.js'
import { GetPolicy } from './policies/GetPolicy.js'
import { GetPolicyVersion } from './policies/GetPolicyVersion.js'
import { ListEntitiesForPolicy } from './policies/ListEntitiesForPolicy.js'
import { ListPolicies } from './policies/ListPolicies.js'
import { ListPolicyTags } from './policies/ListPolicyTags.js'
import { ListPolicyVersions } from './policies/ListPolicyVersions.js'
import { SetDefaultPolicyVersion } from './policies/SetDefaultPolicyVersion.js'
import { TagPolicy } from './policies/TagPolicy.js'
import { UntagPolicy } from './policies/UntagPolicy.js'
import { AttachRolePolicy } from './role-policies/AttachRolePolicy.js'
import { DeleteRolePolicy } from './role-policies/DeleteRolePolicy.js'
import { DetachRolePolicy } from './role-policies/DetachRolePolicy.js'
import { GetRolePolicy } from './role-policies/GetRolePolicy.js'
import { ListAttachedRolePolicies } from './role-policies/ListAttachedRolePolicies.js'
import { ListRolePolicies } from './role-policies/ListRolePolicies.js'
import { PutRolePolicy } from './role-policies/PutRolePolicy.js'
import { CreateRole } from './roles/CreateRole.js'
import { DeleteRole } from './roles/DeleteRole.js'
import { GetRole } from './roles/GetRole.js'
import { ListInstanceProfilesForRole } from './roles/ListInstanceProfilesForRole.js'
import { ListRoles } from './roles/ListRoles.js'
import { ListRoleTags } from './roles/ListRoleTags.js'
import { TagRole } from './roles/TagRole.js'
import { UntagRole } from './roles/UntagRole.js'
import { UpdateAssumeRolePolicy } from './roles/UpdateAssumeRolePolicy.js'
import { UpdateRole } from './roles/UpdateRole.js'
import { UpdateRoleDescription } from './roles/UpdateRoleDescription.js'
import { DisableOrganizationsRootCredentialsManagement } from './root-features/DisableOrganizationsRootCredentialsManagement.js'
import { DisableOrganizationsRootSessions } from './root-features/DisableOrganizationsRootSessions.js'
import { EnableOrganizationsRootCredentialsManagement } from './root-features/EnableOrganizationsRootCredentialsManagement.js'
import { EnableOrganizationsRootSessions } from './root-features/EnableOrganizationsRootSessions.js'
import { ListOrganizationsFeatures } from './root-features/ListOrganizationsFeatures.js'
import { CreateSAMLProvider } from './saml-providers/CreateSAMLProvider.js'
import { DeleteSAMLProvider } from './saml-providers/DeleteSAMLProvider.js'
import { GetSAMLProvider } from './saml-providers/GetSAMLProvider.js'
import { ListSAMLProviders } from './saml-providers/ListSAMLProviders.js'
import { ListSAMLProviderTags } from './saml-providers/ListSAMLProviderTags.js'
import { TagSAMLProvider } from './saml-providers/TagSAMLProvider.js'
import { UntagSAMLProvider } from './saml-providers/UntagSAMLProvider.js'
import { UpdateSAMLProvider } from './saml-providers/UpdateSAMLProvider.js'
import { DeleteServerCertificate } from './server-certificates/DeleteServerCertificate.js'
import { GetServerCertificate } from './server-certificates/GetServerCertificate.js'
import { ListServerCertificates } from './server-certificates/ListServerCertificates.js'
import { ListServerCertificateTags } from './server-certificates/ListServerCertificateTags.js'
import { TagServerCertificate } from './server-certificates/TagServerCertificate.js'
import { UntagServerCertificate } from './server-certificates/UntagServerCertificate.js'
import { UpdateServerCertificate } from './server-certificates/UpdateServerCertificate.js'
import { UploadServerCertificate } from './server-certificates/UploadServerCertificate.js'
import { CreateServiceSpecificCredential } from './service-credentials/CreateServiceSpecificCredential.js'
import { DeleteServiceSpecificCredential } from './service-credentials/DeleteServiceSpecificCredential.js'
import { ListServiceSpecificCredentials } from './service-credentials/ListServiceSpecificCredentials.js'
import { ResetServiceSpecificCredential } from './service-credentials/ResetServiceSpecificCredential.js'
import { UpdateServiceSpecificCredential } from './service-credentials/UpdateServiceSpecificCredential.js'
import { CreateServiceLinkedRole } from './service-linked-roles/CreateServiceLinkedRole.js'
import { DeleteServiceLinkedRole } from './service-linked-roles/DeleteServiceLinkedRole.js'
import { GetServiceLinkedRoleDeletionStatus } from './service-linked-roles/GetServiceLinkedRoleDeletionStatus.js'
import { DeleteSigningCertificate } from './signing-certificates/DeleteSigningCertificate.js'
import { ListSigningCertificates } from './signing-certificates/ListSigningCertificates.js'
import { UpdateSigningCertificate } from './signing-certificates/UpdateSigningCertificate.js'
import { UploadSigningCertificate } from './signing-certificates/UploadSigningCertificate.js'
import { GetContextKeysForCustomPolicy } from './simulation/GetContextKeysForCustomPolicy.js'
import { GetContextKeysForPrincipalPolicy } from './simulation/GetContextKeysForPrincipalPolicy.js'
import { SimulateCustomPolicy } from './simulation/SimulateCustomPolicy.js'
import { SimulatePrincipalPolicy } from './simulation/SimulatePrincipalPolicy.js'
import { DeleteSSHPublicKey } from './ssh-keys/DeleteSSHPublicKey.js'
import { GetSSHPublicKey } from './ssh-keys/GetSSHPublicKey.js'
import { ListSSHPublicKeys } from './ssh-keys/ListSSHPublicKeys.js'
import { UpdateSSHPublicKey } from './ssh-keys/UpdateSSHPublicKey.js'
import { UploadSSHPublicKey } from './ssh-keys/UploadSSHPublicKey.js'
import { AttachUserPolicy } from './user-policies/AttachUserPolicy.js'
import { DeleteUserPolicy } from './user-policies/DeleteUserPolicy.js'
import { DetachUserPolicy } from './user-policies/DetachUserPolicy.js'
import { GetUserPolicy } from './user-policies/GetUserPolicy.js'
import { ListAttachedUserPolicies } from './user-policies/ListAttachedUserPolicies.js'
import { ListUserPolicies } from './user-policies/ListUserPolicies.js'
import { PutUserPolicy } from './user-policies/PutUserPolicy.js'
import { CreateUser } from './users/CreateUser.js'
import { DeleteUser } from './users/DeleteUser.js'
import { GetUser } from './users/GetUser.js'
import { ListUsers } from './users/ListUsers.js'
import { ListUserTags } from './users/ListUserTags.js'
import { TagUser } from './users/TagUser.js'
import { UntagUser } from './users/UntagUser.js'
import { UpdateUser } from './users/UpdateUser.js'

/** Every operation of iam that is served, by name. */
export const iamOperations: readonly IamOperation[] = [
  AcceptDelegationRequest,
  AddClientIDToOpenIDConnectProvider,
  AddRoleToInstanceProfile,
  AddUserToGroup,
  AssociateDelegationRequest,
  AttachGroupPolicy,
  AttachRolePolicy,
  AttachUserPolicy,
  ChangePassword,
  CreateAccessKey,
  CreateAccountAlias,
  CreateDelegationRequest,
  CreateGroup,
  CreateInstanceProfile,
  CreateLoginProfile,
  CreateOpenIDConnectProvider,
  CreatePolicy,
  CreatePolicyVersion,
  CreateRole,
  CreateSAMLProvider,
  CreateServiceLinkedRole,
  CreateServiceSpecificCredential,
  CreateUser,
  CreateVirtualMFADevice,
  DeactivateMFADevice,
  DeleteAccessKey,
  DeleteAccountAlias,
  DeleteAccountPasswordPolicy,
  DeleteGroup,
  DeleteGroupPolicy,
  DeleteInstanceProfile,
  DeleteLoginProfile,
  DeleteOpenIDConnectProvider,
  DeletePolicy,
  DeletePolicyVersion,
  DeleteRole,
  DeleteRolePermissionsBoundary,
  DeleteRolePolicy,
  DeleteSAMLProvider,
  DeleteSSHPublicKey,
  DeleteServerCertificate,
  DeleteServiceLinkedRole,
  DeleteServiceSpecificCredential,
  DeleteSigningCertificate,
  DeleteUser,
  DeleteUserPermissionsBoundary,
  DeleteUserPolicy,
  DeleteVirtualMFADevice,
  DetachGroupPolicy,
  DetachRolePolicy,
  DetachUserPolicy,
  DisableOrganizationsRootCredentialsManagement,
  DisableOrganizationsRootSessions,
  DisableOutboundWebIdentityFederation,
  EnableMFADevice,
  EnableOrganizationsRootCredentialsManagement,
  EnableOrganizationsRootSessions,
  EnableOutboundWebIdentityFederation,
  GenerateCredentialReport,
  GenerateOrganizationsAccessReport,
  GenerateServiceLastAccessedDetails,
  GetAccessKeyLastUsed,
  GetAccountAuthorizationDetails,
  GetAccountPasswordPolicy,
  GetAccountSummary,
  GetContextKeysForCustomPolicy,
  GetContextKeysForPrincipalPolicy,
  GetCredentialReport,
  GetDelegationRequest,
  GetGroup,
  GetGroupPolicy,
  GetHumanReadableSummary,
  GetInstanceProfile,
  GetLoginProfile,
  GetMFADevice,
  GetOpenIDConnectProvider,
  GetOrganizationsAccessReport,
  GetOutboundWebIdentityFederationInfo,
  GetPolicy,
  GetPolicyVersion,
  GetRole,
  GetRolePolicy,
  GetSAMLProvider,
  GetSSHPublicKey,
  GetServerCertificate,
  GetServiceLastAccessedDetails,
  GetServiceLastAccessedDetailsWithEntities,
  GetServiceLinkedRoleDeletionStatus,
  GetUser,
  GetUserPolicy,
  ListAccessKeys,
  ListAccountAliases,
  ListAttachedGroupPolicies,
  ListAttachedRolePolicies,
  ListAttachedUserPolicies,
  ListDelegationRequests,
  ListEntitiesForPolicy,
  ListGroupPolicies,
  ListGroups,
  ListGroupsForUser,
  ListInstanceProfileTags,
  ListInstanceProfiles,
  ListInstanceProfilesForRole,
  ListMFADeviceTags,
  ListMFADevices,
  ListOpenIDConnectProviderTags,
  ListOpenIDConnectProviders,
  ListOrganizationsFeatures,
  ListPolicies,
  ListPoliciesGrantingServiceAccess,
  ListPolicyTags,
  ListPolicyVersions,
  ListRolePolicies,
  ListRoleTags,
  ListRoles,
  ListSAMLProviderTags,
  ListSAMLProviders,
  ListSSHPublicKeys,
  ListServerCertificateTags,
  ListServerCertificates,
  ListServiceSpecificCredentials,
  ListSigningCertificates,
  ListUserPolicies,
  ListUserTags,
  ListUsers,
  ListVirtualMFADevices,
  PutGroupPolicy,
  PutRolePermissionsBoundary,
  PutRolePolicy,
  PutUserPermissionsBoundary,
  PutUserPolicy,
  RejectDelegationRequest,
  RemoveClientIDFromOpenIDConnectProvider,
  RemoveRoleFromInstanceProfile,
  RemoveUserFromGroup,
  ResetServiceSpecificCredential,
  ResyncMFADevice,
  SendDelegationToken,
  SetDefaultPolicyVersion,
  SetSecurityTokenServicePreferences,
  SimulateCustomPolicy,
  SimulatePrincipalPolicy,
  TagInstanceProfile,
  TagMFADevice,
  TagOpenIDConnectProvider,
  TagPolicy,
  TagRole,
  TagSAMLProvider,
  TagServerCertificate,
  TagUser,
  UntagInstanceProfile,
  UntagMFADevice,
  UntagOpenIDConnectProvider,
  UntagPolicy,
  UntagRole,
  UntagSAMLProvider,
  UntagServerCertificate,
  UntagUser,
  UpdateAccessKey,
  UpdateAccountPasswordPolicy,
  UpdateAssumeRolePolicy,
  UpdateDelegationRequest,
  UpdateGroup,
  UpdateLoginProfile,
  UpdateOpenIDConnectProviderThumbprint,
  UpdateRole,
  UpdateRoleDescription,
  UpdateSAMLProvider,
  UpdateSSHPublicKey,
  UpdateServerCertificate,
  UpdateServiceSpecificCredential,
  UpdateSigningCertificate,
  UpdateUser,
  UploadSSHPublicKey,
  UploadServerCertificate,
  UploadSigningCertificate,
]
