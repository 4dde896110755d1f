import { describe, expect, it } from 'vitest'
import { accounts } from '../../directory/account/account.js'
import { accessKeys } from '../../directory/iam/access-key.js'
import { CreateAccessKey } from '../../services/iam/access-keys/CreateAccessKey.js'
import { ListAccessKeys } from '../../services/iam/access-keys/ListAccessKeys.js'
import { GetAccountAuthorizationDetails } from '../../services/iam/authorization-details/GetAccountAuthorizationDetails.js'
import { CreatePolicyVersion } from '../../services/iam/policies/CreatePolicyVersion.js'
import { ListPolicyVersions } from '../../services/iam/policies/ListPolicyVersions.js'
import { root, START, world } from '../world.js'
import {
  aGroup,
  aProfile,
  aRole,
  attachedTo,
  aUser,
  type Given,
  HOME,
  importedWhole,
  onAll,
  policyArnOf,
  uniqueId,
  WHOLE_ACCOUNT,
} from './imported-entities.js'

const home = { ...root, account: HOME, arn: `arn:aws:iam::${HOME}:root`, userId: HOME }

describe('an imported account', () => {
  it('makes the account without a key, and everything with its ids; a second time nothing changes', async () => {
    const w = await world()
    expect(await importedWhole(w, WHOLE_ACCOUNT, { AccountName: 'Home' })).toEqual(WHOLE_ACCOUNT.map(() => 'created'))
    expect(w.read((state) => accounts.get(state, HOME))).toMatchObject({ name: 'Home', createdAt: START })
    expect(w.read((state) => accessKeys.ofRoot(state, HOME))).toEqual([])
    const details = await w.call(GetAccountAuthorizationDetails, {}, home)
    expect(details.UserDetailList).toMatchObject([
      {
        ...{ UserName: 'ann', UserId: uniqueId('AIDA', 'ann'), CreateDate: new Date('2024-03-05T06:07:08Z'), GroupList: ['staff'] },
        ...{ AttachedManagedPolicies: [{ PolicyName: 'reading' }], PermissionsBoundary: { PermissionsBoundaryArn: policyArnOf('limits') } },
        Tags: [{ Key: 'Équipe', Value: 'ünï 名前' }],
      },
    ])
    expect(details.RoleDetailList).toMatchObject([
      {
        ...{ RoleId: uniqueId('AROA', 'web'), RoleLastUsed: { LastUsedDate: new Date('2025-12-01T00:00:00Z'), Region: 'eu-west-1' } },
        InstanceProfileList: [{ InstanceProfileId: uniqueId('AIPA', 'web'), Roles: [{ RoleName: 'web' }] }],
      },
    ])
    const [limits, , reading] = details.Policies ?? []
    expect(limits).toMatchObject({ PolicyId: uniqueId('ANPA', 'limits'), PermissionsBoundaryUsageCount: 1, AttachmentCount: 0 })
    expect([limits, reading, ...(details.Policies ?? [])].find((one) => one?.PolicyName === 'reading')).toMatchObject({
      AttachmentCount: 2,
      DefaultVersionId: 'v3',
    })
    const { revision } = w.read((state) => state)
    expect(await importedWhole(w, WHOLE_ACCOUNT)).toEqual(WHOLE_ACCOUNT.map(() => 'unchanged'))
    expect(w.read((state) => state.revision)).toBe(revision)
  })

  it('brings what changed up to date, and counts what is attached', async () => {
    const w = await world()
    await importedWhole(w, WHOLE_ACCOUNT)
    const changed: readonly Given[] = [
      ['Group', aGroup('other')],
      ['User', aUser('ann', { ...attachedTo('limits'), GroupList: ['other'], Path: '/a/', Arn: `arn:aws:iam::${HOME}:user/a/ann` })],
      ['Role', aRole('web', { Description: 'serves', MaxSessionDuration: 7_200 })],
      ['InstanceProfile', aProfile('web', 'web', { Roles: [] })],
    ]
    expect(await importedWhole(w, changed)).toEqual(['created', 'updated', 'updated', 'updated'])
    const details = await w.call(GetAccountAuthorizationDetails, { Filter: ['LocalManagedPolicy', 'User'] }, home)
    expect(details.UserDetailList).toMatchObject([{ Path: '/a/', GroupList: ['other'], PermissionsBoundary: undefined }])
    expect(details.Policies).toMatchObject([
      { PolicyName: 'limits', AttachmentCount: 1, PermissionsBoundaryUsageCount: 0 },
      { PolicyName: 'reading', AttachmentCount: 0 },
    ])
    expect(await importedWhole(w, changed)).toEqual(['unchanged', 'unchanged', 'unchanged', 'unchanged'])
    expect(await importedWhole(w, [['Role', aRole('web')]])).toEqual(['unchanged'])
  })

  it('keeps the keys that a user got here', async () => {
    const w = await world()
    await importedWhole(w, WHOLE_ACCOUNT)
    await w.call(CreateAccessKey, { UserName: 'ann' }, home)
    await importedWhole(w, [['User', aUser('ann')]])
    expect((await w.call(ListAccessKeys, { UserName: 'ann' }, home)).AccessKeyMetadata).toHaveLength(1)
  })

  it('never gives a version of a policy the number of one that was here', async () => {
    const w = await world()
    await importedWhole(w, WHOLE_ACCOUNT)
    const made = await w.call(CreatePolicyVersion, { PolicyArn: policyArnOf('reading'), PolicyDocument: onAll('s3:*') }, home)
    expect(made.PolicyVersion?.VersionId).toBe('v4')
    await importedWhole(w, WHOLE_ACCOUNT.slice(1, 2))
    expect(
      (await w.call(ListPolicyVersions, { PolicyArn: policyArnOf('reading') }, home)).Versions?.map(({ VersionId }) => VersionId),
    ).toEqual(['v3', 'v2'])
    expect(
      (await w.call(CreatePolicyVersion, { PolicyArn: policyArnOf('reading'), PolicyDocument: onAll('s3:*') }, home)).PolicyVersion
        ?.VersionId,
    ).toBe('v5')
  })

  it('takes a document for the same only where it differs by white space, and numbers as they are written', async () => {
    const w = await world()
    const text = (id: string) =>
      `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/a b":${id}}}}}`
    const role = (PolicyDocument: string): Given => ['Role', aRole('r', { RolePolicyList: [{ PolicyName: 'p', PolicyDocument }] })]
    await importedWhole(w, [role(text('12345678901234567890'))])
    expect(await importedWhole(w, [role(text('12345678901234567890').replaceAll(':{', ' : {'))])).toEqual(['unchanged'])
    expect(await importedWhole(w, [role(text('12345678901234567891'))])).toEqual(['updated'])
    expect(await importedWhole(w, [role(text('"a  b"'))])).toEqual(['updated'])
    expect(await importedWhole(w, [role(text('"a b"'))])).toEqual(['updated'])
  })

  it('has a user once in a group that is named twice', async () => {
    const w = await world()
    await importedWhole(w, [
      ['Group', aGroup('staff')],
      ['User', aUser('ann', { GroupList: ['staff', 'Staff'] })],
    ])
    expect((await w.call(GetAccountAuthorizationDetails, { Filter: ['User'] }, home)).UserDetailList).toMatchObject([
      { GroupList: ['staff'] },
    ])
  })
})
