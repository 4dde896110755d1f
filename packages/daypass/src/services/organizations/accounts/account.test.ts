import { describe, expect, it } from 'vitest'
import { roles } from '../../../directory/iam/role.js'
import { organizationMembers } from '../../../directory/organizations/organization-member.js'
import {
  memberAccount,
  organizationWorld,
  policyOf,
  required,
  scp,
  sessionOf,
  standaloneAccount,
  unitOf,
} from '../../../testing/organization.js'
import { ACCOUNT, START, root, world } from '../../../testing/world.js'
import { EnableAWSServiceAccess } from '../delegation/EnableAWSServiceAccess.js'
import { ListDelegatedAdministrators } from '../delegation/ListDelegatedAdministrators.js'
import { RegisterDelegatedAdministrator } from '../delegation/RegisterDelegatedAdministrator.js'
import { AcceptHandshake } from '../handshakes/AcceptHandshake.js'
import { InviteAccountToOrganization } from '../handshakes/InviteAccountToOrganization.js'
import { CreateOrganization } from '../organization/CreateOrganization.js'
import { DeleteOrganization } from '../organization/DeleteOrganization.js'
import { DescribeOrganization } from '../organization/DescribeOrganization.js'
import { DeleteOrganizationalUnit } from '../organizational-units/DeleteOrganizationalUnit.js'
import { DeletePolicy } from '../policies/DeletePolicy.js'
import { ListTagsForResource } from '../tags/ListTagsForResource.js'
import { CloseAccount } from './CloseAccount.js'
import { CreateAccount } from './CreateAccount.js'
import { CreateGovCloudAccount } from './CreateGovCloudAccount.js'
import { DescribeAccount } from './DescribeAccount.js'
import { DescribeCreateAccountStatus } from './DescribeCreateAccountStatus.js'
import { LeaveOrganization } from './LeaveOrganization.js'
import { ListAccounts } from './ListAccounts.js'
import { ListAccountsForParent } from './ListAccountsForParent.js'
import { ListCreateAccountStatus } from './ListCreateAccountStatus.js'
import { MoveAccount } from './MoveAccount.js'
import { RemoveAccountFromOrganization } from './RemoveAccountFromOrganization.js'

const DAY = 24 * 3_600_000
const NEW = { AccountName: 'new', Email: 'new@example.com' }
const ROLE = 'OrganizationAccountAccessRole'

describe('CreateAccount', () => {
  it('answers that it is in progress, and then how it went', async () => {
    const { w } = await organizationWorld()
    const { CreateAccountStatus } = await w.call(CreateAccount, NEW)
    const Id = CreateAccountStatus?.Id ?? ''
    expect(Id).toMatch(/^car-[a-z0-9]{32}$/)
    const RequestedTimestamp = new Date(START)
    expect(CreateAccountStatus).toEqual({ Id, AccountName: 'new', State: 'IN_PROGRESS', RequestedTimestamp })
    expect(await w.call(DescribeCreateAccountStatus, { CreateAccountRequestId: Id })).toEqual({
      CreateAccountStatus: {
        ...{ Id, AccountName: 'new', State: 'SUCCEEDED', RequestedTimestamp, CompletedTimestamp: RequestedTimestamp },
        AccountId: expect.stringMatching(/^\d{12}$/),
      },
    })
  })

  it('makes the role for the management account with an inline policy, and the service-linked role', async () => {
    const { w, member } = await organizationWorld()
    const role = w.read((state) => roles.get(state, member, ROLE))
    expect(role).toMatchObject({ path: '/', attachedPolicies: [], inlinePolicies: { AdministratorAccess: expect.any(String) } })
    expect(JSON.parse(role?.trust ?? '')).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' }],
    })
    expect(w.read((state) => roles.get(state, member, 'AWSServiceRoleForOrganizations'))?.attachedPolicies).toEqual([
      'arn:aws:iam::aws:policy/aws-service-role/AWSOrganizationsServiceTrustPolicy',
    ])
    const other = await memberAccount(w, 'other', { RoleName: 'Access', Tags: [{ Key: 'k', Value: 'v' }] })
    expect(sessionOf(w, other, 'Access').account).toBe(other)
    expect(await w.call(ListTagsForResource, { ResourceId: other })).toEqual({ Tags: [{ Key: 'k', Value: 'v' }] })
  })

  it('fails where another account has, or had, the address, whatever its case', async () => {
    const { w, member } = await organizationWorld()
    await w.call(CloseAccount, { AccountId: member })
    const { CreateAccountStatus } = await w.call(CreateAccount, { ...NEW, Email: 'DEV@example.com' })
    expect(CreateAccountStatus?.State).toBe('IN_PROGRESS')
    expect((await w.call(ListCreateAccountStatus, { States: ['FAILED'] })).CreateAccountStatuses).toMatchObject([
      { State: 'FAILED', FailureReason: 'EMAIL_ALREADY_EXISTS' },
    ])
    expect((await w.call(ListCreateAccountStatus, { States: ['IN_PROGRESS'] })).CreateAccountStatuses).toEqual([])
    expect((await w.call(ListCreateAccountStatus, {})).CreateAccountStatuses).toHaveLength(2)
  })

  it('is refused where the organization is full', async () => {
    const { w } = await organizationWorld({ quotas: { AccountsPerOrganization: 2 } })
    expect(await w.refusal(CreateAccount, NEW)).toEqual({
      code: 'ConstraintViolationException',
      message: 'You have exceeded the allowed number of AWS accounts.',
    })
  })

  it.each([
    [CreateAccount, { ...NEW, RoleName: 'AWSServiceRoleForX' }, 'InvalidInputException'],
    [CreateGovCloudAccount, NEW, 'ConstraintViolationException'],
    [DescribeCreateAccountStatus, { CreateAccountRequestId: 'car-aaaaaaaa' }, 'CreateAccountStatusNotFoundException'],
  ])('refuses what AWS refuses: %#', async (operation, input, code) => {
    const { w } = await organizationWorld()
    expect(await w.refusal(operation, input)).toMatchObject({ code })
  })
})

describe('the accounts of an organization', () => {
  it('are described with their place, and listed', async () => {
    const { w, id, rootId, unit, member, arnOf } = await organizationWorld()
    const Account = {
      ...{ Id: member, Arn: arnOf('account', member), Email: 'dev@example.com', Name: 'dev', Status: 'ACTIVE', State: 'ACTIVE' },
      ...{ Paths: [`${id}/${rootId}/${member}/`], JoinedMethod: 'CREATED', JoinedTimestamp: new Date(START) },
    }
    expect(await w.call(DescribeAccount, { AccountId: member })).toEqual({ Account })
    const listed = (await w.call(ListAccounts, {})).Accounts ?? []
    expect(listed.map((one) => [one.Id, one.JoinedMethod])).toEqual([
      [ACCOUNT, 'INVITED'],
      [member, 'CREATED'],
    ])
    await w.call(MoveAccount, { AccountId: member, SourceParentId: rootId, DestinationParentId: unit })
    const Paths = [`${id}/${rootId}/${unit}/${member}/`]
    expect(await w.call(ListAccountsForParent, { ParentId: unit })).toEqual({ Accounts: [{ ...Account, Paths }] })
    expect((await w.call(ListAccountsForParent, { ParentId: rootId })).Accounts?.map((one) => one.Id)).toEqual([ACCOUNT])
  })

  it.each([
    ['an account of nobody', ['123456789012', 'root', 'unit'], 'AccountNotFoundException'],
    ['a source that is not there', ['member', 'ou-none-aaaaaaaa', 'unit'], 'SourceParentNotFoundException'],
    ['a source that it is not in', ['member', 'unit', 'unit2'], 'SourceParentNotFoundException'],
    ['a destination that is not there', ['member', 'root', 'ou-none-aaaaaaaa'], 'DestinationParentNotFoundException'],
    ['where it is already', ['member', 'root', 'root'], 'DuplicateAccountException'],
  ])('cannot be moved: %s', async (_what, [account = '', from = '', to = ''], code) => {
    const { w, rootId, unit, member } = await organizationWorld()
    const known: Record<string, string> = { root: rootId, unit, unit2: await unitOf(w, rootId, 'Two'), member }
    const idOf = (name: string) => known[name] ?? name
    const input = { AccountId: idOf(account), SourceParentId: idOf(from), DestinationParentId: idOf(to) }
    expect(await w.refusal(MoveAccount, input)).toMatchObject({ code })
  })

  it('are closed for 90 days, and then gone', async () => {
    const { w, member } = await organizationWorld()
    await w.call(CloseAccount, { AccountId: member })
    const states = async () => (await w.call(ListAccounts, {})).Accounts?.slice(1).map(({ State, Status }) => [State, Status])
    expect(await states()).toEqual([['PENDING_CLOSURE', 'PENDING_CLOSURE']])
    expect(await w.refusal(CloseAccount, { AccountId: member })).toMatchObject({ code: 'AccountAlreadyClosedException' })
    w.clock.move(DAY)
    expect(await states()).toEqual([['SUSPENDED', 'SUSPENDED']])
    w.clock.move(91 * DAY)
    expect(await states()).toEqual([])
    expect(await w.refusal(DescribeAccount, { AccountId: member })).toMatchObject({ code: 'AccountNotFoundException' })
  })

  it('hold neither a policy nor, once they are gone, the unit that they were in', async () => {
    const { w, rootId, unit, member } = await organizationWorld()
    await w.call(MoveAccount, { AccountId: member, SourceParentId: rootId, DestinationParentId: unit })
    const PolicyId = await policyOf(w, scp({ Action: 'sqs:*' }), { at: member })
    await w.call(EnableAWSServiceAccess, { ServicePrincipal: 'iam.amazonaws.com' })
    await w.call(RegisterDelegatedAdministrator, { AccountId: member, ServicePrincipal: 'iam.amazonaws.com' })
    await w.call(CloseAccount, { AccountId: member })
    expect(await w.call(ListDelegatedAdministrators, {})).toEqual({ DelegatedAdministrators: [] })
    await w.call(DeletePolicy, { PolicyId })
    w.clock.move(89 * DAY)
    const gone = { OrganizationalUnitId: unit }
    expect(await w.refusal(DeleteOrganizationalUnit, gone)).toMatchObject({ code: 'OrganizationalUnitNotEmptyException' })
    w.clock.move(91 * DAY)
    await w.call(DeleteOrganizationalUnit, gone)
    await w.call(DeleteOrganization, {})
  })

  it('of the installation is not closed by the organization of another', async () => {
    const w = await world({ organizations: 'any' })
    const boss = await standaloneAccount(w, '999999999999')
    const { Organization } = await w.call(CreateOrganization, {}, boss)
    const organization = Organization?.Id ?? ''
    const joined = { joinedMethod: 'INVITED', joinedAt: 0, attached: {}, tags: {} } as const
    await w.change((state) => organizationMembers.add(state, { account: ACCOUNT, organization, parent: 'r-none', ...joined }))
    expect(await w.refusal(CloseAccount, { AccountId: ACCOUNT }, boss)).toMatchObject({ code: 'ConstraintViolationException' })
  })

  it.each([
    ['half of a surrogate pair', `a\ud800@example.com`],
    ['a NUL', 'a\0@example.com'],
    ['an end of line', 'a@example.com\n'],
  ])('have an address without %s', async (_what, Email) => {
    const { w } = await organizationWorld()
    const made = await w.refusal(CreateAccount, { AccountName: 'n', Email })
    expect(made).toMatchObject({ code: 'InvalidInputException' })
  })

  it('are not more, with invitations, than there may be', async () => {
    const { w } = await organizationWorld({ quotas: { AccountsPerOrganization: 3 } })
    const { account: Id } = await standaloneAccount(w, '999999999999')
    await w.call(InviteAccountToOrganization, { Target: { Type: 'ACCOUNT', Id } })
    expect(await w.refusal(CreateAccount, { AccountName: 'n', Email: 'n@example.com' })).toMatchObject({
      code: 'ConstraintViolationException',
    })
  })

  it('are closed three at a time', async () => {
    const { w, member } = await organizationWorld()
    const others: string[] = []
    for (const name of ['b', 'c', 'd']) others.push(await memberAccount(w, name))
    for (const AccountId of [member, ...others.slice(1)]) await w.call(CloseAccount, { AccountId })
    const last = { AccountId: others[0] ?? '' }
    expect(await w.refusal(CloseAccount, last)).toMatchObject({
      code: 'ConstraintViolationException',
      message: 'You attempted to exceed the number of accounts that you can close at a time.',
    })
    w.clock.move(60_000)
    await w.call(CloseAccount, last)
  })

  it('leave with what was attached to them, those that were made here after four days', async () => {
    const { w, member, admin } = await organizationWorld()
    const PolicyId = await policyOf(w, scp({ Action: 'sqs:*' }), { at: member })
    expect(await w.refusal(LeaveOrganization, {}, admin)).toMatchObject({ code: 'ConstraintViolationException' })
    w.clock.move(4 * DAY)
    await w.call(LeaveOrganization, {}, admin)
    expect(await w.refusal(DescribeOrganization, {}, admin)).toMatchObject({ code: 'AWSOrganizationsNotInUseException' })
    await w.call(DeletePolicy, { PolicyId })
    expect((await w.call(ListAccounts, {})).Accounts?.map((one) => one.Id)).toEqual([ACCOUNT])
  })

  it('are removed by the management account, at once if they were invited', async () => {
    const { w } = await organizationWorld()
    const other = await standaloneAccount(w, '999999999999')
    const { Handshake } = await w.call(InviteAccountToOrganization, { Target: { Type: 'ACCOUNT', Id: other.account } })
    await w.call(AcceptHandshake, { HandshakeId: Handshake?.Id ?? '' }, other)
    await w.call(RemoveAccountFromOrganization, { AccountId: other.account })
    expect(await w.refusal(RemoveAccountFromOrganization, { AccountId: other.account })).toMatchObject({ code: 'AccountNotFoundException' })
  })

  it.each([
    ['the management account cannot leave', LeaveOrganization, {}, 'MasterCannotLeaveOrganizationException'],
    ['nor be removed', RemoveAccountFromOrganization, { AccountId: ACCOUNT }, 'MasterCannotLeaveOrganizationException'],
    ['nor be closed', CloseAccount, { AccountId: ACCOUNT }, 'ConstraintViolationException'],
    ['an account of nobody cannot be closed', CloseAccount, { AccountId: '123456789012' }, 'AccountNotFoundException'],
  ])('refuse that %s', async (_what, operation, input, code) => {
    const { w } = await organizationWorld()
    expect(await w.refusal(operation, input, root)).toMatchObject({ code })
  })

  it('cannot leave once they are closed', async () => {
    const { w, member } = await organizationWorld()
    await w.call(CloseAccount, { AccountId: member })
    expect(await w.refusal(RemoveAccountFromOrganization, { AccountId: member })).toMatchObject({ code: 'ConstraintViolationException' })
  })

  it('require permission on the account, on its parents, or on everything', async () => {
    const { w, rootId, unit, member, arnOf } = await organizationWorld()
    const account = arnOf('account', member)
    for (const [operation, action] of [
      [CloseAccount, 'organizations:CloseAccount'],
      [DescribeAccount, 'organizations:DescribeAccount'],
      [RemoveAccountFromOrganization, 'organizations:RemoveAccountFromOrganization'],
    ] as const)
      expect(required(w, operation, { AccountId: member })).toEqual([[action, account]])
    const move = 'organizations:MoveAccount'
    expect(required(w, MoveAccount, { AccountId: member, SourceParentId: rootId, DestinationParentId: unit })).toEqual([
      [move, account],
      [move, arnOf('root', rootId)],
      [move, arnOf('ou', unit)],
    ])
    expect(required(w, ListAccountsForParent, { ParentId: unit })).toEqual([['organizations:ListAccountsForParent', arnOf('ou', unit)]])
    for (const [operation, action] of [
      [CreateAccount, 'organizations:CreateAccount'],
      [CreateGovCloudAccount, 'organizations:CreateGovCloudAccount'],
      [DescribeCreateAccountStatus, 'organizations:DescribeCreateAccountStatus'],
      [LeaveOrganization, 'organizations:LeaveOrganization'],
      [ListAccounts, 'organizations:ListAccounts'],
      [ListCreateAccountStatus, 'organizations:ListCreateAccountStatus'],
    ] as const)
      expect(required(w, operation, { ...NEW, CreateAccountRequestId: '' } as never)).toEqual([[action, '*']])
    const Tags = [{ Key: 'k', Value: 'v' }]
    expect(required(w, CreateAccount, { ...NEW, Tags }).map(([action]) => action)).toEqual([
      'organizations:CreateAccount',
      'organizations:TagResource',
    ])
  })
})
