// Owns: what tools call, in the order in which they call it: their creation, every read that they make each time, their changes, their deletion. The lists
// were read in the sources of the tools. A call that a tool expects to fail names the code that the tool looks for.
import { generateKeyPairSync } from 'node:crypto'

type Input = Readonly<Record<string, unknown>>
/** What each operation of the list returned last. */
export type Outputs = Readonly<Record<string, unknown>>
/** An operation, its input or how it follows from earlier outputs, and the code of the error that the tool looks for. */
export type Step = readonly [operation: string, input: Input | ((outputs: Outputs) => Input), code?: string]

/** A text of an earlier output: `CreateAccessKey.AccessKey.AccessKeyId`. */
const text = (outputs: Outputs, path: string): string =>
  String(path.split('.').reduce<unknown>((found, name) => (found as Outputs | undefined)?.[name], outputs))

const ACCOUNT = '000000000000'
const arn = (path: string): string => `arn:aws:iam::${ACCOUNT}:${path}`
const POLICY = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] })
const WIDER = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] })
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})
const BOUNDARY = 'arn:aws:iam::aws:policy/PowerUserAccess'
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess'
const SSH_KEY = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey.export({ type: 'spki', format: 'pem' }).toString()
const Tags = [{ Key: 'team', Value: 'a' }]
const TagKeys = ['team']

const terraformRole = (): Step[] => {
  const r = { RoleName: 'tf-role' }
  const profile = { InstanceProfileName: 'tf-profile' }
  const read: Step[] = [
    ['GetRole', r],
    ['ListRolePolicies', r],
    ['ListAttachedRolePolicies', r],
  ]
  return [
    ['CreateRole', { ...r, Path: '/tf/', AssumeRolePolicyDocument: TRUST, MaxSessionDuration: 3600, PermissionsBoundary: BOUNDARY, Tags }],
    ...read,
    ['PutRolePolicy', { ...r, PolicyName: 'inline', PolicyDocument: POLICY }],
    ['GetRolePolicy', { ...r, PolicyName: 'inline' }],
    ['AttachRolePolicy', { ...r, PolicyArn: READ_ONLY }],
    ...read,
    ['UpdateAssumeRolePolicy', { ...r, PolicyDocument: TRUST }],
    ['UpdateRoleDescription', { ...r, Description: 'described' }],
    ['UpdateRole', { ...r, Description: 'described again', MaxSessionDuration: 7200 }],
    ['DeleteRolePermissionsBoundary', r],
    ['PutRolePermissionsBoundary', { ...r, PermissionsBoundary: BOUNDARY }],
    ['TagRole', { ...r, Tags: [{ Key: 'team', Value: 'b' }] }],
    ['UntagRole', { ...r, TagKeys }],
    ['ListRoleTags', r],
    ...read,
    ['CreateInstanceProfile', { ...profile, Tags }],
    ['AddRoleToInstanceProfile', { ...profile, ...r }],
    ['GetInstanceProfile', profile],
    ['ListInstanceProfilesForRole', r],
    ['RemoveRoleFromInstanceProfile', { ...profile, ...r }],
    ['TagInstanceProfile', { ...profile, Tags }],
    ['UntagInstanceProfile', { ...profile, TagKeys }],
    ['DeleteInstanceProfile', profile],
    ['GetInstanceProfile', profile, 'NoSuchEntity'],
    ['DetachRolePolicy', { ...r, PolicyArn: READ_ONLY }],
    ['DeleteRolePolicy', { ...r, PolicyName: 'inline' }],
    ['DeleteRole', r],
    ['GetRole', r, 'NoSuchEntity'],
  ]
}

/** With `force_destroy`, which lists everything that a user can have. */
const terraformUser = (): Step[] => {
  const u = { UserName: 'tf-user' }
  const device = { SerialNumber: arn('mfa/tf-device') }
  const group = { GroupName: 'tf-user-group' }
  return [
    ['CreateUser', { ...u, Path: '/', PermissionsBoundary: BOUNDARY, Tags }],
    ['GetUser', u],
    ['CreateAccessKey', u],
    ['ListAccessKeys', u],
    ['GetAccessKeyLastUsed', (o) => ({ AccessKeyId: text(o, 'CreateAccessKey.AccessKey.AccessKeyId') })],
    ['CreateLoginProfile', { ...u, Password: 'Pass-word-1', PasswordResetRequired: true }],
    ['GetLoginProfile', u],
    ['UploadSSHPublicKey', { ...u, SSHPublicKeyBody: SSH_KEY }],
    ['GetSSHPublicKey', (o) => ({ ...u, Encoding: 'SSH', SSHPublicKeyId: sshKeyIdOf(o) })],
    ['CreateServiceSpecificCredential', { ...u, ServiceName: 'codecommit.amazonaws.com' }],
    ['CreateVirtualMFADevice', { VirtualMFADeviceName: 'tf-device', Tags }],
    ['CreateGroup', group],
    ['AddUserToGroup', { ...u, ...group }],
    ['UpdateUser', { ...u, NewPath: '/people/' }],
    ['DeleteUserPermissionsBoundary', u],
    ['PutUserPermissionsBoundary', { ...u, PermissionsBoundary: BOUNDARY }],
    ['TagUser', { ...u, Tags }],
    ['UntagUser', { ...u, TagKeys }],
    ['ListUserTags', u],
    ['AttachUserPolicy', { ...u, PolicyArn: READ_ONLY }],
    ['ListAttachedUserPolicies', u],
    ['PutUserPolicy', { ...u, PolicyName: 'inline', PolicyDocument: POLICY }],
    ['GetUserPolicy', { ...u, PolicyName: 'inline' }],
    ['DetachUserPolicy', { ...u, PolicyArn: READ_ONLY }],
    ['DeleteUserPolicy', { ...u, PolicyName: 'inline' }],
    ['ListGroupsForUser', u],
    ['RemoveUserFromGroup', { ...u, ...group }],
    ['DeleteGroup', group],
    ['ListAccessKeys', u],
    ['DeleteAccessKey', (o) => ({ ...u, AccessKeyId: text(o, 'CreateAccessKey.AccessKey.AccessKeyId') })],
    ['ListSSHPublicKeys', u],
    ['DeleteSSHPublicKey', (o) => ({ ...u, SSHPublicKeyId: sshKeyIdOf(o) })],
    ['ListVirtualMFADevices', { AssignmentStatus: 'Assigned' }],
    ['ListMFADevices', u],
    ['DeleteVirtualMFADevice', device],
    ['DeleteLoginProfile', u],
    ['DeleteLoginProfile', u, 'NoSuchEntity'],
    ['ListSigningCertificates', u],
    ['ListServiceSpecificCredentials', u],
    ['DeleteServiceSpecificCredential', (o) => ({ ...u, ServiceSpecificCredentialId: credentialIdOf(o) })],
    ['DeleteUser', u],
    ['GetUser', u, 'NoSuchEntity'],
  ]
}
const sshKeyIdOf = (o: Outputs) => text(o, 'UploadSSHPublicKey.SSHPublicKey.SSHPublicKeyId')
const credentialIdOf = (o: Outputs) => text(o, 'CreateServiceSpecificCredential.ServiceSpecificCredential.ServiceSpecificCredentialId')

const terraformPolicy = (): Step[] => {
  const p = { PolicyArn: arn('policy/tf/tf-policy') }
  const read: Step[] = [
    ['GetPolicy', p],
    ['GetPolicyVersion', { ...p, VersionId: 'v1' }],
  ]
  return [
    ['CreatePolicy', { PolicyName: 'tf-policy', Path: '/tf/', PolicyDocument: POLICY, Description: 'd', Tags }],
    ...read,
    ['CreatePolicyVersion', { ...p, PolicyDocument: WIDER, SetAsDefault: true }],
    ['ListPolicyVersions', p],
    ['TagPolicy', { ...p, Tags }],
    ['UntagPolicy', { ...p, TagKeys }],
    ['ListPolicyTags', p],
    ['DeletePolicyVersion', { ...p, VersionId: 'v1' }],
    ['ListEntitiesForPolicy', p],
    ['DeletePolicy', p],
    ['GetPolicy', p, 'NoSuchEntity'],
  ]
}

const terraformGroup = (): Step[] => {
  const g = { GroupName: 'tf-group' }
  const u = { UserName: 'tf-member' }
  return [
    ['CreateUser', u],
    ['CreateGroup', { ...g, Path: '/' }],
    ['GetGroup', g],
    ['AddUserToGroup', { ...g, ...u }],
    ['GetGroup', { ...g, MaxItems: 100 }],
    ['PutGroupPolicy', { ...g, PolicyName: 'inline', PolicyDocument: POLICY }],
    ['GetGroupPolicy', { ...g, PolicyName: 'inline' }],
    ['AttachGroupPolicy', { ...g, PolicyArn: READ_ONLY }],
    ['ListAttachedGroupPolicies', g],
    ['DetachGroupPolicy', { ...g, PolicyArn: READ_ONLY }],
    ['DeleteGroupPolicy', { ...g, PolicyName: 'inline' }],
    ['UpdateGroup', { ...g, NewGroupName: 'tf-group-2' }],
    ['RemoveUserFromGroup', { GroupName: 'tf-group-2', ...u }],
    ['DeleteGroup', { GroupName: 'tf-group-2' }],
    ['DeleteUser', u],
  ]
}

const terraformAccount = (): Step[] => {
  const url = 'oidc.eks.eu-west-1.example.com/id/ABC'
  const oidc = { OpenIDConnectProviderArn: arn(`oidc-provider/${url}`) }
  const slr = { RoleName: 'AWSServiceRoleForElasticBeanstalk' }
  return [
    ['CreateAccountAlias', { AccountAlias: 'tf-account' }],
    ['ListAccountAliases', {}],
    ['DeleteAccountAlias', { AccountAlias: 'tf-account' }],
    ['UpdateAccountPasswordPolicy', { MinimumPasswordLength: 12, RequireSymbols: true }],
    ['GetAccountPasswordPolicy', {}],
    ['DeleteAccountPasswordPolicy', {}],
    ['GetAccountPasswordPolicy', {}, 'NoSuchEntity'],
    ['CreateOpenIDConnectProvider', { Url: `https://${url}`, ClientIDList: ['sts.amazonaws.com'], ThumbprintList: ['9'.repeat(40)], Tags }],
    ['GetOpenIDConnectProvider', oidc],
    ['UpdateOpenIDConnectProviderThumbprint', { ...oidc, ThumbprintList: ['a'.repeat(40)] }],
    ['AddClientIDToOpenIDConnectProvider', { ...oidc, ClientID: 'other' }],
    ['RemoveClientIDFromOpenIDConnectProvider', { ...oidc, ClientID: 'other' }],
    ['TagOpenIDConnectProvider', { ...oidc, Tags }],
    ['UntagOpenIDConnectProvider', { ...oidc, TagKeys }],
    ['ListOpenIDConnectProviderTags', oidc],
    ['ListOpenIDConnectProviders', {}],
    ['DeleteOpenIDConnectProvider', oidc],
    ['CreateServiceLinkedRole', { AWSServiceName: 'elasticbeanstalk.amazonaws.com' }],
    ['GetRole', slr],
    ['UpdateRole', { ...slr, Description: 'described' }],
    ['TagRole', { ...slr, Tags }],
    ['DeleteServiceLinkedRole', slr],
    ['GetServiceLinkedRoleDeletionStatus', (o) => ({ DeletionTaskId: text(o, 'DeleteServiceLinkedRole.DeletionTaskId') })],
    ['ListOrganizationsFeatures', {}, 'OrganizationNotFoundException'],
  ]
}

/** What each provider of Terraform does first. */
const terraformConfigure = (): Step[] => [
  ['GetUser', {}],
  ['ListRoles', { MaxItems: 1 }],
]

const ansible = (): Step[] => [
  ['CreateRole', { RoleName: 'an-role', AssumeRolePolicyDocument: TRUST, Description: 'd' }],
  ['GetRole', { RoleName: 'an-role' }],
  ['ListRoleTags', { RoleName: 'an-role' }],
  ['ListRolePolicies', { RoleName: 'an-role' }],
  ['ListAttachedRolePolicies', { RoleName: 'an-role' }],
  ['ListInstanceProfilesForRole', { RoleName: 'an-role' }],
  ['UpdateRole', { RoleName: 'an-role', MaxSessionDuration: 3600 }],
  ['CreatePolicy', { PolicyName: 'an-policy', PolicyDocument: POLICY }],
  ['CreatePolicyVersion', { PolicyArn: arn('policy/an-policy'), PolicyDocument: WIDER }],
  ['ListPolicyVersions', { PolicyArn: arn('policy/an-policy') }],
  ['SetDefaultPolicyVersion', { PolicyArn: arn('policy/an-policy'), VersionId: 'v2' }],
  ['GetPolicyVersion', { PolicyArn: arn('policy/an-policy'), VersionId: 'v2' }],
  ['ListPolicies', { Scope: 'Local' }],
  ['DeletePolicyVersion', { PolicyArn: arn('policy/an-policy'), VersionId: 'v1' }],
  ['DeletePolicy', { PolicyArn: arn('policy/an-policy') }],
  ['ListSAMLProviders', {}],
  ['ListServerCertificates', {}],
  ['ListAccountAliases', {}],
  ['DeleteRole', { RoleName: 'an-role' }],
]

const eksctl = (): Step[] => {
  const r = { RoleName: 'eksctl-node' }
  return [
    ['GetRole', r, 'NoSuchEntity'],
    ['CreateRole', { ...r, AssumeRolePolicyDocument: TRUST }],
    ['PutRolePolicy', { ...r, PolicyName: 'p', PolicyDocument: POLICY }],
    ['UpdateAssumeRolePolicy', { ...r, PolicyDocument: TRUST }],
    ['ListAttachedRolePolicies', r],
    ['GetInstanceProfile', { InstanceProfileName: 'eksctl' }, 'NoSuchEntity'],
    ['GetUser', {}],
    ['CreateOpenIDConnectProvider', { Url: 'https://oidc.eks.example.com/id/1', ClientIDList: ['sts.amazonaws.com'] }],
    ['GetOpenIDConnectProvider', { OpenIDConnectProviderArn: arn('oidc-provider/oidc.eks.example.com/id/1') }],
    ['TagOpenIDConnectProvider', { OpenIDConnectProviderArn: arn('oidc-provider/oidc.eks.example.com/id/1'), Tags }],
    ['DeleteOpenIDConnectProvider', { OpenIDConnectProviderArn: arn('oidc-provider/oidc.eks.example.com/id/1') }],
    ['DeleteRolePolicy', { ...r, PolicyName: 'p' }],
    ['DeleteRole', r],
  ]
}

/** CDK's own five roles, without CloudFormation, which makes them. */
const cdkBootstrap = (): Step[] =>
  ['deploy', 'file-publishing', 'image-publishing', 'lookup', 'cfn-exec'].flatMap((kind): Step[] => {
    const r = { RoleName: `cdk-hnb659fds-${kind}-role` }
    return [
      ['CreateRole', { ...r, AssumeRolePolicyDocument: TRUST, Tags: [{ Key: 'aws-cdk:bootstrap-role', Value: kind }] }],
      ['PutRolePolicy', { ...r, PolicyName: 'default', PolicyDocument: POLICY }],
      ['AttachRolePolicy', { ...r, PolicyArn: kind === 'lookup' ? READ_ONLY : ADMIN }],
      ['GetRole', r],
    ]
  })

const vault = (): Step[] => {
  const u = { UserName: 'vault-token-app-1' }
  const keyId = (o: Outputs) => text(o, 'CreateAccessKey.AccessKey.AccessKeyId')
  return [
    ['CreateGroup', { GroupName: 'vault' }],
    ['CreateUser', { ...u, Path: '/vault/', PermissionsBoundary: BOUNDARY }],
    ['AttachUserPolicy', { ...u, PolicyArn: READ_ONLY }],
    ['PutUserPolicy', { ...u, PolicyName: u.UserName, PolicyDocument: POLICY }],
    ['AddUserToGroup', { ...u, GroupName: 'vault' }],
    ['TagUser', { ...u, Tags }],
    ['CreateAccessKey', u],
    ['ListGroupsForUser', { ...u, MaxItems: 1000 }],
    ['RemoveUserFromGroup', { ...u, GroupName: 'vault' }],
    ['ListUserPolicies', { ...u, MaxItems: 1000 }],
    ['DeleteUserPolicy', { ...u, PolicyName: u.UserName }],
    ['ListAttachedUserPolicies', { ...u, MaxItems: 1000 }],
    ['DetachUserPolicy', { ...u, PolicyArn: READ_ONLY }],
    ['ListAccessKeys', { ...u, MaxItems: 1000 }],
    ['DeleteAccessKey', (o) => ({ ...u, AccessKeyId: keyId(o) })],
    ['DeleteUser', u],
    ['DeleteUser', u, 'NoSuchEntity'],
    ['DeleteGroup', { GroupName: 'vault' }],
  ]
}

/** A user with something of every kind, for the tools that only read. */
export const SETTING: Step[] = [
  ['CreateGroup', { GroupName: 'staff' }],
  ['CreateUser', { UserName: 'ann', Tags }],
  ['AddUserToGroup', { UserName: 'ann', GroupName: 'staff' }],
  ['PutUserPolicy', { UserName: 'ann', PolicyName: 'own', PolicyDocument: POLICY }],
  ['PutGroupPolicy', { GroupName: 'staff', PolicyName: 'own', PolicyDocument: POLICY }],
  ['AttachGroupPolicy', { GroupName: 'staff', PolicyArn: READ_ONLY }],
  ['CreateAccessKey', { UserName: 'ann' }],
  ['CreateLoginProfile', { UserName: 'ann', Password: 'Pass-word-1' }],
  ['CreatePolicy', { PolicyName: 'kept', PolicyDocument: POLICY }],
  ['CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: TRUST, Tags }],
  ['PutRolePolicy', { RoleName: 'app', PolicyName: 'own', PolicyDocument: POLICY }],
  ['AttachRolePolicy', { RoleName: 'app', PolicyArn: arn('policy/kept') }],
  ['CreateInstanceProfile', { InstanceProfileName: 'app' }],
  ['AddRoleToInstanceProfile', { InstanceProfileName: 'app', RoleName: 'app' }],
  ['CreateVirtualMFADevice', { VirtualMFADeviceName: 'phone' }],
  ['UpdateAccountPasswordPolicy', { MinimumPasswordLength: 10 }],
  ['CreateAccountAlias', { AccountAlias: 'tests' }],
]

/** Every list of every kind, and what they then look at of each thing. */
const scans: Step[] = [
  ['ListUsers', {}],
  ['ListRoles', {}],
  ['ListGroups', {}],
  ['ListPolicies', { Scope: 'Local' }],
  ['ListPolicies', { Scope: 'AWS', OnlyAttached: true }],
  ['ListInstanceProfiles', {}],
  ['GetGroup', { GroupName: 'staff' }],
  ['ListGroupPolicies', { GroupName: 'staff' }],
  ['GetGroupPolicy', { GroupName: 'staff', PolicyName: 'own' }],
  ['ListAttachedGroupPolicies', { GroupName: 'staff' }],
  ['ListUserPolicies', { UserName: 'ann' }],
  ['GetUserPolicy', { UserName: 'ann', PolicyName: 'own' }],
  ['ListAttachedUserPolicies', { UserName: 'ann' }],
  ['ListGroupsForUser', { UserName: 'ann' }],
  ['ListAccessKeys', { UserName: 'ann' }],
  ['GetAccessKeyLastUsed', (o) => ({ AccessKeyId: text(o, 'CreateAccessKey.AccessKey.AccessKeyId') })],
  ['GetLoginProfile', { UserName: 'ann' }],
  ['ListMFADevices', { UserName: 'ann' }],
  ['ListSSHPublicKeys', { UserName: 'ann' }],
  ['ListSigningCertificates', { UserName: 'ann' }],
  ['ListServiceSpecificCredentials', { UserName: 'ann' }],
  ['ListUserTags', { UserName: 'ann' }],
  ['GetRole', { RoleName: 'app' }],
  ['ListRoleTags', { RoleName: 'app' }],
  ['ListRolePolicies', { RoleName: 'app' }],
  ['GetRolePolicy', { RoleName: 'app', PolicyName: 'own' }],
  ['ListAttachedRolePolicies', { RoleName: 'app' }],
  ['ListInstanceProfilesForRole', { RoleName: 'app' }],
  ['GetPolicy', { PolicyArn: arn('policy/kept') }],
  ['GetPolicyVersion', { PolicyArn: arn('policy/kept'), VersionId: 'v1' }],
  ['ListPolicyVersions', { PolicyArn: arn('policy/kept') }],
  ['ListPolicyTags', { PolicyArn: arn('policy/kept') }],
  ['ListEntitiesForPolicy', { PolicyArn: arn('policy/kept') }],
  ['ListVirtualMFADevices', {}],
  ['ListAccountAliases', {}],
  ['ListServerCertificates', {}],
  ['ListSAMLProviders', {}],
  ['ListOpenIDConnectProviders', {}],
  ['GetAccountSummary', {}],
  ['GetAccountPasswordPolicy', {}],
]

const prowler: Step[] = [
  ...scans,
  ['GetCredentialReport', {}, 'ReportNotPresent'],
  ['GenerateCredentialReport', {}],
  ['GenerateCredentialReport', {}],
  ['GetCredentialReport', {}],
  ['GenerateServiceLastAccessedDetails', { Arn: arn('role/app') }],
  ['GetServiceLastAccessedDetails', (o) => ({ JobId: text(o, 'GenerateServiceLastAccessedDetails.JobId') })],
  ['ListServiceSpecificCredentials', { AllUsers: true }],
  ['ListOrganizationsFeatures', {}, 'OrganizationNotFoundException'],
]

const steampipe: Step[] = [
  ...scans,
  [
    'SimulatePrincipalPolicy',
    { PolicySourceArn: arn('user/ann'), ActionNames: ['s3:GetObject'], ResourceArns: ['arn:aws:s3:::bucket/key'] },
  ],
  ['ListPoliciesGrantingServiceAccess', { Arn: arn('role/app'), ServiceNamespaces: ['s3', 'iam'] }],
]

/** By tool. They run one after the other in one account; the last takes away what the account itself has. */
export const CALL_LISTS: Readonly<Record<string, readonly Step[]>> = {
  'Terraform, before anything else': terraformConfigure(),
  'Terraform, aws_iam_role and aws_iam_instance_profile': terraformRole(),
  'Terraform, aws_iam_user with everything that a user has': terraformUser(),
  'Terraform, aws_iam_policy': terraformPolicy(),
  'Terraform, aws_iam_group': terraformGroup(),
  Ansible: ansible(),
  eksctl: eksctl(),
  'CDK, the roles of its bootstrap': cdkBootstrap(),
  'Vault, the aws engine': vault(),
  'Prowler, ScoutSuite and Cartography': prowler,
  Steampipe: steampipe,
  Cloudsplaining: [['GetAccountAuthorizationDetails', {}]],
  'aws-nuke, which asks for the alias first': [['ListAccountAliases', {}], ...scans],
  "Terraform, the account's own resources": terraformAccount(),
}
