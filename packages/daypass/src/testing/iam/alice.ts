/**
 * iam: what tests over all operations of IAM share. Owns Alice: one name for a resource of each kind, and the parameters with which any operation can be
 * called about it. Refuses to know an operation.
 */
import { mfaArn, policyArn, providerArn } from '../../core/arn.js'
import { accessKeys } from '../../directory/iam/access-key.js'
import { groups } from '../../directory/iam/group.js'
import { oidcProviders } from '../../directory/iam/identity-providers/oidc-provider.js'
import { putSamlProvider } from '../../directory/iam/identity-providers/saml-provider.js'
import { instanceProfiles } from '../../directory/iam/instance-profile.js'
import { accessJobs } from '../../directory/iam/last-use/access-job.js'
import { mfaDevices } from '../../directory/iam/mfa-device.js'
import { serverCertificates } from '../../directory/iam/other-credentials/server-certificate.js'
import { serviceCredentials } from '../../directory/iam/other-credentials/service-credential.js'
import { policies } from '../../directory/iam/policy.js'
import { roles } from '../../directory/iam/role.js'
import { users } from '../../directory/iam/user.js'
import { samlMetadata } from '../identity-providers/saml-metadata.js'
import { PEM } from '../key-material/certificates.js'
import { SSH_KEY } from '../key-material/ssh-public-keys.js'
import { ACCOUNT, START, type World } from '../world.js'

/** What every record of a holder of policies has. */
export const PLAIN = { account: ACCOUNT, createdAt: START, inlinePolicies: {}, attachedPolicies: [] }
const KEY = 'AKIAQAAAAAAAAAAALICE'
const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*"}}'
const TRUST = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}}`

const JOB = '00000000-0000-8000-8000-000000000000'

/** Parameters that operations may need in a request about Alice. */
export const ALICE = {
  UserName: 'Alice',
  GroupName: 'Alice',
  RoleName: 'Alice',
  InstanceProfileName: 'Alice',
  PolicyArn: policyArn(ACCOUNT, '/', 'Alice'),
  PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/Alice`,
  SerialNumber: mfaArn(ACCOUNT, '/', 'Alice'),
  VirtualMFADeviceName: 'Alice',
  PolicyName: 'Alice',
  AccountAlias: 'alice',
  SSHPublicKeyId: 'APKAQAAAAAAAAAAALICE',
  SSHPublicKeyBody: SSH_KEY,
  Encoding: 'SSH',
  ServerCertificateName: 'Alice',
  NewServerCertificateName: 'Bob',
  CertificateBody: PEM.server,
  PrivateKey: PEM.key,
  CertificateId: 'A'.repeat(32),
  OpenIDConnectProviderArn: providerArn(ACCOUNT, 'oidc-provider', 'Alice'),
  SAMLProviderArn: providerArn(ACCOUNT, 'saml-provider', 'Alice'),
  Name: 'Alice',
  SAMLMetadataDocument: samlMetadata(),
  RemovePrivateKey: 'F'.repeat(32),
  Url: 'https://Alice',
  ClientID: 'alice',
  ThumbprintList: [],
  ServiceName: 'codecommit.amazonaws.com',
  ServiceSpecificCredentialId: 'ACCAQAAAAAAAAAAAALICE',
  Password: 'Pass-word1',
  OldPassword: 'Pass-word1',
  NewPassword: 'Pass-word2',
  AccessKeyId: KEY,
  Status: 'Inactive',
  VersionId: 'v1',
  NewUserName: 'Bob',
  NewGroupName: 'Bob',
  PermissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
  PolicyDocument: DOCUMENT,
  AssumeRolePolicyDocument: TRUST,
  AuthenticationCode1: '000000',
  AuthenticationCode2: '111111',
  GlobalEndpointTokenVersion: 'v2Token',
  PolicyInputList: [DOCUMENT],
  ActionNames: ['sts:AssumeRole'],
  Tags: [{ Key: 'stage', Value: 'test' }],
  TagKeys: ['stage'],
  AWSServiceName: 'batch.amazonaws.com',
  DeletionTaskId: 'task/aws-service-role/batch.amazonaws.com/Alice/00000000-0000-0000-0000-000000000000',
  DelegationRequestId: 'alice-0123456789',
  EntityArn: `arn:aws:iam::${ACCOUNT}:delegation-request/alice-0123456789`,
  Permissions: {},
  NotificationChannel: 'alice',
  SessionDuration: 900,
  ResourceArns: [`arn:aws:iam::${ACCOUNT}:role/Alice`],
  Arn: `arn:aws:iam::${ACCOUNT}:user/Alice`,
  ServiceNamespaces: ['s3'],
  ServiceNamespace: 's3',
  JobId: JOB,
  EntityPath: 'o-abcdefghij/r-abcd',
}

/** Creates resources with one name, so that each operation finds something. */
export const made =
  (name: string, path: string, { tags = {}, boundary }: { tags?: Record<string, string>; boundary?: string }) =>
  (here: World) =>
    here.change((state) => {
      users.put(state, { ...PLAIN, name, path, tags, boundary, id: 'AIDAQAAAAAAAAAAAAALIC', accessKeyIds: [KEY] })
      groups.put(state, { ...PLAIN, name, path, id: 'AGPAQAAAAAAAAAAAAALIC' })
      roles.put(state, { ...PLAIN, name, path, tags, boundary, id: 'AROAQAAAAAAAAAAAAALIC', trust: TRUST, maxSessionDuration: 3600 })
      instanceProfiles.put(state, { account: ACCOUNT, createdAt: START, name, path, tags, id: 'AIPAQAAAAAAAAAAAAALIC' })
      oidcProviders.put(state, { account: ACCOUNT, createdAt: START, name, tags, clientIds: [], thumbprints: [] })
      putSamlProvider(
        state,
        { account: ACCOUNT, createdAt: START, name, tags, uuid: 'F', validUntil: 0, privateKeys: [] },
        { document: '', entityId: 'e', signingCertificates: [] },
      )
      serverCertificates.put(state, {
        ...{ account: ACCOUNT, name, path, tags, id: 'ASCAQAAAAAAAAAAAALICE', uploadedAt: START, expiresAt: START, body: '' },
      })
      mfaDevices.put(state, {
        ...{ account: ACCOUNT, name, path, tags, seed: { version: 1, sealed: '' } },
        ...{ drift: 0, failures: 0, holder: 'AIDAQAAAAAAAAAAAAALIC' },
      })
      accessJobs.add(state, { id: JOB, account: ACCOUNT, caller: ACCOUNT, arn: ALICE.Arn, granularity: 'SERVICE_LEVEL', createdAt: START })
      const version = { id: 'v1', text: DOCUMENT, createdAt: START }
      policies.put(state, {
        ...{ account: ACCOUNT, name, path, tags, arn: policyArn(ACCOUNT, path, name), id: 'ANPAQAAAAAAAAAAAAALIC' },
        ...{ createdAt: START, updatedAt: START, versions: [version], defaultVersion: 'v1', nextVersion: 2, attachmentCount: 0 },
      })
      const holder = { account: ACCOUNT, id: 'AIDAQAAAAAAAAAAAAALIC' }
      serviceCredentials.add(state, holder, {
        ...{ id: ALICE.ServiceSpecificCredentialId, service: ALICE.ServiceName, name: 'alice-at-000000000000', digest: '' },
        ...{ status: 'Active', createdAt: START },
      })
      accessKeys.put(state, {
        ...{ id: KEY, account: ACCOUNT, userId: 'AIDAQAAAAAAAAAAAAALIC', status: 'Active', createdAt: START },
        secret: { version: 1, sealed: '' },
      })
    })
