import { describe, expect, it } from 'vitest'
import type { Operation } from '../../core/operation.js'
import { accessKeys } from '../../directory/iam/access-key.js'
import { operations } from '../../installation/services.js'
import { assumedRoot } from '../callers.js'
import { ALICE } from '../iam/alice.js'
import { organizationWorld } from '../organization.js'
import type { World } from '../world.js'
import { ROOT_TASKS, type RootTask } from './root-access.js'

const LISTED = ['iam:ListAccessKeys', 'iam:ListSigningCertificates', 'iam:GetLoginProfile', 'iam:ListMFADevices', 'iam:GetUser']

/** What AWS's policy of each task leaves, of the operations that are here. The first three on the root user alone, but for the summary. */
const LEFT: Readonly<Record<RootTask, readonly string[]>> = {
  IAMAuditRootUserCredentials: [...LISTED, 'iam:GetAccessKeyLastUsed', 'iam:GetAccountSummary'],
  IAMCreateRootUserPassword: ['iam:CreateLoginProfile', 'iam:GetLoginProfile'],
  IAMDeleteRootUserCredentials: [
    ...LISTED,
    'iam:GetAccessKeyLastUsed',
    ...['iam:DeleteAccessKey', 'iam:DeleteSigningCertificate', 'iam:DeleteLoginProfile', 'iam:DeactivateMFADevice'],
  ],
  S3UnlockBucketPolicy: ['s3:DeleteBucketPolicy', 's3:GetBucketPolicy', 's3:ListAllMyBuckets', 's3:PutBucketPolicy'],
  SQSUnlockQueuePolicy: [],
}

/** Works for everyone with any credentials, or with none: no policy is asked. */
const OPEN = ['GetCallerIdentity', 'OptionsObject']

const ANY = {
  ...{ Bucket: 'bogo-test', Key: 'k', UploadId: 'u', PartNumber: 1, CopySource: 'bogo-test/k', Delete: { Objects: [{ Key: 'k' }] } },
  ...{ AccountId: '111122223333', AccountName: 'x', Email: 'x@example.com', TargetId: '111122223333', PolicyId: 'p-FullAWSAccess' },
  ...{ OrganizationalUnitId: 'ou-aaaa-aaaaaaaa', ParentId: 'r-aaaa', ChildId: '111122223333', RootId: 'r-aaaa', HandshakeId: 'h-aaaaaaaa' },
  ...{ Target: { Type: 'ACCOUNT', Id: '111122223333' }, Type: 'SERVICE_CONTROL_POLICY', PolicyType: 'SERVICE_CONTROL_POLICY' },
  ...{ Filter: 'SERVICE_CONTROL_POLICY', Content: '{}', ServicePrincipal: 'iam.amazonaws.com', ResourceId: 'r-aaaa' },
  ...{ CreateAccountRequestId: 'car-aaaaaaaa', SourceParentId: 'r-aaaa', DestinationParentId: 'r-aaaa', StartingParentId: 'r-aaaa' },
  ...{ RegionName: 'eu-south-1', Audience: ['x'], SigningAlgorithm: 'ES384', EncodedMessage: 'x', TradeInToken: 'x', ChildType: 'ACCOUNT' },
  ...{ TargetPrincipal: '111122223333', TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy' } },
  ...{ RoleArn: 'arn:aws:iam::111122223333:role/x', RoleSessionName: 'x', PrincipalArn: 'arn:aws:iam::111122223333:saml-provider/x' },
  ...{ SAMLAssertion: 'AAAA', WebIdentityToken: 'x', Service: 'lambda' },
  ...{ ImageId: 'ami-00000000', MinCount: 1, MaxCount: 1, InstanceId: 'i-00000000', InstanceIds: ['i-00000000'], Attribute: 'userData' },
  ...{ IamInstanceProfile: { Name: 'x' }, AssociationId: 'iip-assoc-00000000', GroupId: 'sg-00000000', GroupName: 'x', KeyName: 'x' },
  ...{ Resources: ['i-00000000'], VpcId: 'vpc-00000000', PublicKeyMaterial: new Uint8Array() },
}

/** A request without a name of a user is about the caller, and so about the root user. */
const { UserName: _name, ...unnamed } = ALICE
const INPUTS: readonly object[] = [
  { ...ANY, ...ALICE },
  { ...ANY, ...unnamed },
]

/**
 * Whether the operation would have run for the caller, and what it was granted. Where policies decide, its own checks are left out: they must not be what
 * keeps the caller out.
 */
async function granted(w: World, operation: Operation, { input, member, task }: { input: object; member: string; task: RootTask }) {
  let reached = false
  const handle = () => {
    reached = true
    return {}
  }
  const { check, evidence: _evidence, ...rest } = operation
  const unchecked = { ...rest, handle, ...(typeof operation.authorize !== 'function' && check !== undefined && { check }) }
  const outcome = await w.attempt(unchecked, input, assumedRoot(member, task))
  // Without a name, operations that need one of a user fail: the model asks for it.
  if (!reached && 'UserName' in input && 'error' in outcome && outcome.error instanceof TypeError) throw outcome.error
  const { questions } = outcome.event
  return { reached, actions: questions.filter(({ decision }) => decision.allowed).map(({ question }) => question.action) }
}

describe('a session of AssumeRoot', async () => {
  const { w, member } = await organizationWorld()
  await w.change((state) => {
    const secret = { version: 1, sealed: '' }
    accessKeys.put(state, { id: ALICE.AccessKeyId, account: member, status: 'Active', createdAt: 0, secret })
  })

  it.each(ROOT_TASKS)('for %s does what its task names on the root user, and no operation of any service else', async (task) => {
    const open = new Set<string>()
    const got = new Set<string>()
    for (const operation of Object.values(operations).flat())
      for (const input of INPUTS) {
        const { reached, actions } = await granted(w, operation, { input, member, task })
        for (const action of actions) got.add(action)
        if (reached && actions.length === 0 && operation.partialResults === undefined) open.add(operation.name)
      }
    expect([...got].sort()).toEqual(LEFT[task].toSorted())
    expect([...open].sort()).toEqual(OPEN.toSorted())
  })

  it.each(ROOT_TASKS)('for %s is denied every action of every service on a user, a role and an object', async (task) => {
    const actions = new Set(
      Object.values(operations)
        .flat()
        .flatMap((operation) => operation.actions ?? []),
    )
    const caller = assumedRoot(member, task)
    const surroundings = { now: w.clock.now(), secure: true, sourceIp: '127.0.0.1', region: 'us-east-1', signed: {} }
    const allowed = (resource: string) =>
      w.read((state) =>
        [...actions].filter((action) => w.access.decide({ caller, question: { action, resource }, surroundings, state }).allowed),
      )
    const everywhere = { IAMAuditRootUserCredentials: ['iam:GetAccountSummary'], S3UnlockBucketPolicy: LEFT.S3UnlockBucketPolicy }
    const expected = Object.entries(everywhere).flatMap(([name, list]) => (name === task ? list : []))
    for (const path of ['user/bob', 'user/root', 'role/root', 'policy/root', 'mfa/root-account-mfa-device', 'rooted'])
      expect(allowed(`arn:aws:iam::${member}:${path}`)).toEqual(expected)
    for (const resource of ['arn:aws:s3:::bogo-test/k', '*']) expect(allowed(resource)).toEqual(expected)
  })

  it('for a task that the server does not know does nothing', async () => {
    for (const task of ['IAMEverything', 'iamauditrootusercredentials', ''])
      for (const operation of Object.values(operations).flat()) {
        const { actions } = await granted(w, operation, { input: INPUTS[1] ?? {}, member, task: task as RootTask })
        expect(actions).toEqual([])
      }
  })
})
