import { describe, expect, it } from 'vitest'
import { accounts } from '../../directory/account/account.js'
import { organizationRecords } from '../../directory/organizations/organization.js'
import { organizationMembers } from '../../directory/organizations/organization-member.js'
import { organizationPolicies } from '../../directory/organizations/organization-policy.js'
import { CreateUser } from '../../services/iam/users/CreateUser.js'
import { DescribeAccount } from '../../services/organizations/accounts/DescribeAccount.js'
import { CreateOrganization } from '../../services/organizations/organization/CreateOrganization.js'
import { DeletePolicy } from '../../services/organizations/policies/DeletePolicy.js'
import { DetachPolicy } from '../../services/organizations/policies/DetachPolicy.js'
import { ListTargetsForPolicy } from '../../services/organizations/policies/ListTargetsForPolicy.js'
import { rootOf } from '../organization.js'
import { ACCOUNT, world } from '../world.js'
import { aUser, type Given, HOME, imported, importedWhole, onAll } from './imported-entities.js'

const ORG = 'o-exampleorgid'
const ROOT = 'r-exam'
const UNIT = 'ou-exam-11111111'
const INNER = 'ou-exam-22222222'
const MEMBER = '444455556666'
const FULL = 'p-FullAWSAccess'
const SCP = 'SERVICE_CONTROL_POLICY'
type Content = Readonly<Record<string, unknown>>

const attached = (...ids: readonly string[]) => ({ Attached: { [SCP]: ids } })
const organization = (more: Content = {}): Given => [
  'Organization',
  { Id: ORG, FeatureSet: 'ALL', RootId: ROOT, PolicyTypes: [SCP], ...more },
]
const policy = (more: Content = {}): Given => [
  'OrganizationPolicy',
  {
    OrganizationId: ORG,
    Id: 'p-11111111',
    Type: SCP,
    Name: 'no-users',
    Description: '',
    Content: onAll('iam:CreateUser', 'Deny'),
    ...more,
  },
]
const unit = (more: Content = {}): Given => [
  'OrganizationalUnit',
  { OrganizationId: ORG, Id: UNIT, Name: 'Workloads', ParentId: ROOT, ...attached(FULL, 'p-11111111'), ...more },
]
const account = (more: Content = {}): Given => [
  'OrganizationAccount',
  {
    ...{
      OrganizationId: ORG,
      Id: MEMBER,
      ParentId: UNIT,
      Name: 'dév',
      Email: 'dev@example.com',
      Status: 'ACTIVE',
      JoinedMethod: 'CREATED',
    },
    ...{ JoinedTimestamp: '2020-01-02T03:04:05Z', ...attached(FULL), ...more },
  },
]
const rootOfTree: Given = ['OrganizationRoot', { OrganizationId: ORG, ...attached(FULL) }]
const ALL = [organization(), policy(), unit(), unit({ Id: INNER, ParentId: UNIT, Name: 'Inner', ...attached(FULL) }), rootOfTree, account()]

describe('an imported organization', () => {
  it('is the same, with all ids, and bounds its members at once; a second time nothing changes', async () => {
    const w = await world()
    expect(await importedWhole(w, ALL)).toEqual(['created', 'created', 'created', 'created', 'unchanged', 'created'])
    expect(w.read((state) => organizationRecords.get(state, ORG))).toMatchObject({
      managementAccount: HOME,
      root: ROOT,
      policyTypes: [SCP],
    })
    expect(await w.call(DescribeAccount, { AccountId: MEMBER }, rootOf(HOME))).toMatchObject({
      Account: { Name: 'd?v', Email: 'dev@example.com', JoinedMethod: 'CREATED', Paths: [`${ORG}/${ROOT}/${UNIT}/${MEMBER}/`] },
    })
    const refused = await w.refusal(CreateUser, { UserName: 'x' }, rootOf(MEMBER))
    expect(refused).toMatchObject({ code: 'AccessDenied', message: expect.stringContaining('service control policy') })
    expect(await w.call(CreateUser, { UserName: 'x' }, rootOf(HOME))).toHaveProperty('User')
    const { revision } = w.read((state) => state)
    expect(new Set(await importedWhole(w, ALL))).toEqual(new Set(['unchanged']))
    expect(w.read((state) => state.revision)).toBe(revision)
  })

  it('counts what is attached, and is changed by its API as any', async () => {
    const w = await world()
    await importedWhole(w, ALL)
    expect(await w.refusal(DeletePolicy, { PolicyId: 'p-11111111' }, rootOf(HOME))).toMatchObject({ code: 'PolicyInUseException' })
    expect((await w.call(ListTargetsForPolicy, { PolicyId: 'p-11111111' }, rootOf(HOME))).Targets).toMatchObject([{ TargetId: UNIT }])
    await w.call(DetachPolicy, { PolicyId: 'p-11111111', TargetId: UNIT }, rootOf(HOME))
    await w.call(DeletePolicy, { PolicyId: 'p-11111111' }, rootOf(HOME))
  })

  it('is brought to what the file says', async () => {
    const w = await world()
    await importedWhole(w, ALL)
    const stamp = () => w.read((state) => organizationPolicies.get(state, ORG, 'p-11111111'))?.stamp
    const before = stamp()
    const changed = [
      policy({ Name: 'no-buckets', Content: onAll('s3:CreateBucket', 'Deny') }),
      unit({ Name: 'Work', ...attached(FULL) }),
      account({ ParentId: INNER, ...attached(FULL, 'p-11111111'), Status: 'SUSPENDED' }),
    ]
    expect(await importedWhole(w, changed)).toEqual(['updated', 'updated', 'updated'])
    expect(stamp()).not.toBe(before)
    expect((await w.call(ListTargetsForPolicy, { PolicyId: 'p-11111111' }, rootOf(HOME))).Targets).toMatchObject([{ TargetId: MEMBER }])
    expect(w.read((state) => organizationMembers.get(state, MEMBER))).toMatchObject({ parent: INNER, closedAt: expect.any(Number) })
    expect(await imported(w, [account({ ParentId: INNER, ...attached(FULL, 'p-11111111') })])).toEqual([
      { Outcome: 'unchanged', Notes: ['It is closed here, and stays closed.'] },
    ])
    expect(await importedWhole(w, [organization({ PolicyTypes: [SCP, 'RESOURCE_CONTROL_POLICY'] })])).toEqual(['updated'])
  })

  it('takes away before it gives: units get what denies, then accounts move, then units lose what denied', async () => {
    const w = await world()
    await importedWhole(w, ALL)
    const other = policy({ Id: 'p-22222222', Name: 'no-roles', Content: onAll('iam:CreateRole', 'Deny') })
    const tree = [
      organization(),
      policy({ Content: onAll('iam:CreateGroup', 'Deny') }),
      other,
      unit(attached(FULL)),
      unit({ Id: INNER, ParentId: UNIT, Name: 'Inner', ...attached(FULL, 'p-22222222') }),
      rootOfTree,
    ]
    const denied = (id: string) => w.read((state) => organizationPolicies.get(state, ORG, id)?.text.match(/iam:\w+/g))
    const attachedTo = async (PolicyId: string) =>
      (await w.call(ListTargetsForPolicy, { PolicyId }, rootOf(HOME))).Targets?.map(({ TargetId }) => TargetId)
    await importedWhole(w, tree, { Stage: 'narrow' })
    expect([denied('p-11111111'), await attachedTo('p-11111111')]).toEqual([['iam:CreateUser', 'iam:CreateGroup'], [UNIT]])
    expect([denied('p-22222222'), await attachedTo('p-22222222')]).toEqual([['iam:CreateRole'], [INNER]])
    expect(await importedWhole(w, [account({ ParentId: INNER })], { Stage: 'exchange' })).toEqual(['updated'])
    await importedWhole(w, tree)
    expect([denied('p-11111111'), await attachedTo('p-11111111')]).toEqual([['iam:CreateGroup'], []])
    expect(new Set(await importedWhole(w, [...tree, account({ ParentId: INNER })]))).toEqual(new Set(['unchanged']))
  })

  it('keeps a type of policies until accounts have their place', async () => {
    const w = await world()
    await importedWhole(w, ALL)
    const types = () => w.read((state) => organizationRecords.get(state, ORG)?.policyTypes)
    const without = [organization({ PolicyTypes: [] }), unit({ Attached: {} }), account({ Attached: {} })]
    expect(await importedWhole(w, without, { Stage: 'narrow' })).toEqual(['unchanged', 'unchanged', 'unchanged'])
    expect(types()).toEqual([SCP])
    await importedWhole(w, without)
    expect(types()).toEqual([])
  })

  it('takes in an account that is here, with its users and its name', async () => {
    const w = await world()
    await importedWhole(w, [['User', aUser('ann', { Arn: `arn:aws:iam::${MEMBER}:user/ann` })]], { AccountId: MEMBER, AccountName: 'mine' })
    await importedWhole(w, ALL)
    expect(w.read((state) => accounts.get(state, MEMBER))).toMatchObject({ name: 'mine', email: 'dev@example.com' })
  })

  it('says in a dry run what it would do', async () => {
    const w = await world()
    const Assumed = [ORG, ROOT, UNIT, 'p-11111111']
    expect(await importedWhole(w, ALL, { DryRun: true, Assumed })).toEqual([
      'created',
      'created',
      'created',
      'created',
      'unchanged',
      'created',
    ])
    expect(w.read((state) => organizationRecords.get(state, ORG))).toBeUndefined()
  })

  it('is not a second one of its management account', async () => {
    const w = await world()
    await w.call(CreateOrganization, {})
    expect(await imported(w, [organization()], { AccountId: ACCOUNT })).toEqual([
      { Outcome: 'left-out', Reason: expect.stringMatching(/^The account 000000000000 is in the organization o-\w+ here\.$/) },
    ])
  })

  it.each<[why: string, given: Given, reason: string | RegExp]>([
    ['has another root', organization({ RootId: 'r-other' }), /another management account or another root/],
    ['has an invalid root', organization({ RootId: 'x' }), /not the id of a root/],
    ['has an invalid id', organization({ Id: 'x' }), /not the id of an organization/],
    [
      'enables what nothing enforces',
      organization({ PolicyTypes: ['TAG_POLICY'] }),
      'Nothing here would enforce policies of the type TAG_POLICY.',
    ],
    ['is a policy that nothing enforces', policy({ Type: 'TAG_POLICY' }), 'Nothing here would enforce policies of the type TAG_POLICY.'],
    [
      'is a policy with another type',
      policy({
        Type: 'RESOURCE_CONTROL_POLICY',
        Content: JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' } }),
      }),
      /is here with another type/,
    ],
    ['is a policy that is not valid', policy({ Content: '{}' }), /./],
    ['is a policy that is too long', policy({ Content: `${onAll('s3:*')}${' '.repeat(10_240)}` }), /and may have 10240/],
    ['is a policy with the name of another', policy({ Id: 'p-22222222' }), 'Another policy has the name no-users.'],
    [
      'is a policy of an organization that is not here',
      policy({ OrganizationId: 'o-otherorgid1' }),
      'The organization o-otherorgid1 is not here.',
    ],
    [
      'is a unit with a parent that is not here',
      unit({ Id: 'ou-exam-33333333', ParentId: 'ou-exam-99999999' }),
      'The parent ou-exam-99999999 is not here.',
    ],
    ['is a unit with another parent', unit({ ParentId: INNER }), /below another parent/],
    ['is a unit with the name of another', unit({ Id: 'ou-exam-33333333' }), /has the name Workloads/],
    ['is a unit with a policy that is not here', unit(attached(FULL, 'p-99999999')), 'The policy p-99999999 is not here.'],
    ['is a unit without any policy', unit(attached()), 'No policy of the type SERVICE_CONTROL_POLICY is attached.'],
    ['is a unit with too many policies', unit(attached(...Array.from({ length: 11 }, (_, at) => `p-${at}`))), /is not here/],
    [
      'is a unit with a policy of a type that is not enabled',
      unit({ Attached: { [SCP]: [FULL], RESOURCE_CONTROL_POLICY: ['p-RCPFullAWSAccess'] } }),
      /is not enabled/,
    ],
    ['is an account with a parent that is not here', account({ Id: '777788889999', ParentId: 'ou-exam-99999999' }), /is not here/],
    ['is an account with the address of another', account({ Id: '777788889999' }), `The account ${MEMBER} has the same address.`],
    ['is an account with an invalid id', account({ Id: '12' }), /12 digits/],
    [
      'closes the account of the installation',
      account({ Id: ACCOUNT, Email: undefined, Status: 'SUSPENDED' }),
      'The account of the installation, and one that manages an organization, cannot be closed.',
    ],
    [
      'closes the management account',
      account({ Id: HOME, ParentId: ROOT, Email: undefined, Status: 'SUSPENDED' }),
      'The account of the installation, and one that manages an organization, cannot be closed.',
    ],
    ['makes the account of the installation a member', account({ Id: ACCOUNT, Email: undefined }), /can only be a management account/],
    ['has a unit whose name has half of a surrogate pair', unit({ Id: 'ou-exam-99999999', Name: '\ud800' }), /well-formed Unicode/],
    ['has a policy whose name has a NUL', policy({ Id: 'p-99999999', Name: 'a\0' }), /without control characters/],
    ['has an address with a NUL', account({ Id: '555555555555', Email: 'a\0@example.com' }), /without control characters/],
    ['is an account in an unknown state', account({ Status: 'ODD' }), 'Accounts whose state is ODD are not imported.'],
  ])('leaves out what %s', async (_why, given, reason) => {
    const w = await world()
    await importedWhole(w, ALL)
    const { revision } = w.read((state) => state)
    expect(await imported(w, [given])).toEqual([
      { Outcome: 'left-out', Reason: typeof reason === 'string' ? reason : expect.stringMatching(reason) },
    ])
    expect(w.read((state) => state.revision)).toBe(revision)
  })

  it('leaves out an account of another organization', async () => {
    const w = await world()
    await importedWhole(w, ALL)
    const other = [
      organization({ Id: 'o-otherorgid1', RootId: 'r-othe' }),
      account({ OrganizationId: 'o-otherorgid1', ParentId: 'r-othe' }),
    ]
    expect(await imported(w, other, { AccountId: ACCOUNT })).toMatchObject([
      { Outcome: 'created' },
      { Outcome: 'left-out', Reason: `The account is in the organization ${ORG} here.` },
    ])
    expect(await imported(w, [policy()], { AccountId: ACCOUNT })).toMatchObject([
      { Reason: expect.stringContaining('another management account') },
    ])
  })
})
