import { describe, expect, it } from 'vitest'
import { roles } from '../../../directory/iam/role.js'
import { organizationWorld, policyOf, required, scp, standaloneAccount, unitOf, userOf } from '../../../testing/organization.js'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { AcceptHandshake } from '../handshakes/AcceptHandshake.js'
import { InviteAccountToOrganization } from '../handshakes/InviteAccountToOrganization.js'
import { ListHandshakesForAccount } from '../handshakes/ListHandshakesForAccount.js'
import { EnablePolicyType } from '../policies/EnablePolicyType.js'
import { CreateOrganization } from './CreateOrganization.js'
import { DeleteOrganization } from './DeleteOrganization.js'
import { DescribeOrganization } from './DescribeOrganization.js'
import { EnableAllFeatures } from './EnableAllFeatures.js'
import { ListRoots } from './ListRoots.js'

const OTHER = '999999999999'
const ROLE = 'AWSServiceRoleForOrganizations'

describe('CreateOrganization', () => {
  it('returns the organization, managed by the account that calls', async () => {
    const w = await world()
    const { Organization } = await w.call(CreateOrganization, {})
    const id = Organization?.Id ?? ''
    expect(id).toMatch(/^o-[a-z0-9]{10}$/)
    expect(Organization).toEqual({
      ...{ Id: id, Arn: `arn:aws:organizations::${ACCOUNT}:organization/${id}`, FeatureSet: 'ALL', MasterAccountId: ACCOUNT },
      MasterAccountArn: `arn:aws:organizations::${ACCOUNT}:account/${id}/${ACCOUNT}`,
      MasterAccountEmail: `${ACCOUNT}@accounts.daypass.invalid`,
      AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
    })
    expect(await w.call(DescribeOrganization, {})).toEqual({ Organization })
    const { Roots } = await w.call(ListRoots, {})
    expect(Roots).toEqual([
      {
        ...{ Id: expect.stringMatching(/^r-[0-9a-z]{4}$/), Name: 'Root' },
        Arn: `arn:aws:organizations::${ACCOUNT}:root/${id}/${Roots?.[0]?.Id}`,
        PolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
      },
    ])
    expect(w.read((state) => roles.get(state, ACCOUNT, ROLE)?.path)).toBe('/aws-service-role/organizations.amazonaws.com/')
  })

  it('has no policy types where bills alone are shared', async () => {
    const w = await world()
    expect((await w.call(CreateOrganization, { FeatureSet: 'CONSOLIDATED_BILLING' })).Organization).toMatchObject({
      FeatureSet: 'CONSOLIDATED_BILLING',
      AvailablePolicyTypes: [],
    })
    expect((await w.call(ListRoots, {})).Roots?.[0]?.PolicyTypes).toEqual([])
  })

  it('is refused to other accounts than that of the installation, unless the server says otherwise', async () => {
    const w = await world()
    const other = await standaloneAccount(w, OTHER)
    expect(await w.refusal(CreateOrganization, {}, other)).toEqual({
      code: 'AccessDeniedException',
      message: "You don't have permissions to access this resource.",
    })
    const open = await world({ organizations: 'any' })
    expect((await open.call(CreateOrganization, {}, await standaloneAccount(open, OTHER))).Organization?.MasterAccountId).toBe(OTHER)
  })

  it('is refused to an account that is in an organization', async () => {
    const { w, admin } = await organizationWorld({ organizations: 'any' })
    for (const caller of [root, admin])
      expect(await w.refusal(CreateOrganization, {}, caller)).toEqual({
        code: 'AlreadyInOrganizationException',
        message: 'The AWS account is already a member of an organization.',
      })
  })

  it('needs permission to make the service-linked role', async () => {
    const w = await world()
    const ann = await userOf(w, ACCOUNT, { name: 'ann', statement: { Action: 'organizations:*' } })
    expect(await w.refusal(CreateOrganization, {}, ann)).toMatchObject({ code: 'AccessDeniedForDependencyException' })
    expect(await w.refusal(DescribeOrganization, {})).toMatchObject({ code: 'AWSOrganizationsNotInUseException' })
  })
})

describe('DeleteOrganization', () => {
  it('is refused while there is a member', async () => {
    const { w } = await organizationWorld()
    expect(await w.refusal(DeleteOrganization, {})).toEqual({
      code: 'OrganizationNotEmptyException',
      message: 'To delete an organization you must first remove all member accounts (except the master).',
    })
  })

  it('takes units and policies with it, and then there may be another', async () => {
    const w = await world()
    await w.call(CreateOrganization, {})
    const rootId = (await w.call(ListRoots, {})).Roots?.[0]?.Id ?? ''
    await unitOf(w, await unitOf(w, rootId, 'a'), 'b')
    await policyOf(w, scp({}), { at: rootId })
    await w.call(DeleteOrganization, {})
    expect(w.read((state) => state.range({ start: 'organization', end: 'organizb', limit: 9 }))).toEqual([])
    expect(await w.refusal(DescribeOrganization, {})).toEqual({
      code: 'AWSOrganizationsNotInUseException',
      message: 'Your account is not a member of an organization.',
    })
    await w.call(CreateOrganization, {})
  })
})

describe('EnableAllFeatures', () => {
  it('asks each invited account, and then the management account, which may enable types of policies afterwards', async () => {
    const w = await world()
    await w.call(CreateOrganization, { FeatureSet: 'CONSOLIDATED_BILLING' })
    const other = await standaloneAccount(w, OTHER)
    const invited = await w.call(InviteAccountToOrganization, { Target: { Type: 'ACCOUNT', Id: OTHER } })
    await w.call(AcceptHandshake, { HandshakeId: invited.Handshake?.Id ?? '' }, other)
    const { Handshake } = await w.call(EnableAllFeatures, {})
    expect(Handshake).toMatchObject({ Action: 'ENABLE_ALL_FEATURES', State: 'REQUESTED' })
    const HandshakeId = Handshake?.Id ?? ''
    expect(await w.refusal(EnableAllFeatures, {})).toMatchObject({ code: 'HandshakeConstraintViolationException' })
    expect(await w.refusal(AcceptHandshake, { HandshakeId })).toMatchObject({ code: 'InvalidHandshakeTransitionException' })
    const Filter = { ParentHandshakeId: HandshakeId }
    const asked = (await w.call(ListHandshakesForAccount, { Filter }, other)).Handshakes ?? []
    expect(asked.map(({ Action }) => Action)).toEqual(['ENABLE_ALL_FEATURES'])
    await w.call(AcceptHandshake, { HandshakeId: asked[0]?.Id ?? '' }, other)
    const approve = (await w.call(ListHandshakesForAccount, { Filter })).Handshakes ?? []
    expect(approve.map(({ Action }) => Action)).toEqual(['APPROVE_ALL_FEATURES'])
    await w.call(AcceptHandshake, { HandshakeId: approve[0]?.Id ?? '' })
    expect((await w.call(DescribeOrganization, {})).Organization?.FeatureSet).toBe('ALL')
    const [tree] = (await w.call(ListRoots, {})).Roots ?? []
    expect(tree?.PolicyTypes).toEqual([])
    await w.call(EnablePolicyType, { RootId: tree?.Id ?? '', PolicyType: 'SERVICE_CONTROL_POLICY' })
  })

  it('is refused where there are all features', async () => {
    const { w } = await organizationWorld()
    expect(await w.refusal(EnableAllFeatures, {})).toMatchObject({ code: 'HandshakeConstraintViolationException' })
  })
})

describe('the organization as a whole', () => {
  it.each([
    [CreateOrganization, 'organizations:CreateOrganization'],
    [DeleteOrganization, 'organizations:DeleteOrganization'],
    [DescribeOrganization, 'organizations:DescribeOrganization'],
    [EnableAllFeatures, 'organizations:EnableAllFeatures'],
    [ListRoots, 'organizations:ListRoots'],
  ])('requires permission on everything: %#', async (operation, action) => {
    const { w } = await organizationWorld()
    expect(required(w, operation, {})).toEqual([[action, '*']])
  })
})
