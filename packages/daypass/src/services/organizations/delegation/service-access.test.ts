import { describe, expect, it } from 'vitest'
import { organizationWorld, required } from '../../../testing/organization.js'
import { ACCOUNT, START, world } from '../../../testing/world.js'
import { CloseAccount } from '../accounts/CloseAccount.js'
import { LeaveOrganization } from '../accounts/LeaveOrganization.js'
import { CreateOrganization } from '../organization/CreateOrganization.js'
import { DeregisterDelegatedAdministrator } from './DeregisterDelegatedAdministrator.js'
import { DisableAWSServiceAccess } from './DisableAWSServiceAccess.js'
import { EnableAWSServiceAccess } from './EnableAWSServiceAccess.js'
import { ListAWSServiceAccessForOrganization } from './ListAWSServiceAccessForOrganization.js'
import { ListDelegatedAdministrators } from './ListDelegatedAdministrators.js'
import { ListDelegatedServicesForAccount } from './ListDelegatedServicesForAccount.js'
import { RegisterDelegatedAdministrator } from './RegisterDelegatedAdministrator.js'

const IAM = { ServicePrincipal: 'iam.amazonaws.com' }
const RAM = { ServicePrincipal: 'ram.amazonaws.com' }
const now = new Date(START)

describe('trusted services', () => {
  it('are enabled, listed by name and disabled; each may be repeated', async () => {
    const { w } = await organizationWorld()
    for (const service of [RAM, IAM, IAM]) await w.call(EnableAWSServiceAccess, service)
    expect(await w.call(ListAWSServiceAccessForOrganization, {})).toEqual({
      EnabledServicePrincipals: [
        { ...IAM, DateEnabled: now },
        { ...RAM, DateEnabled: now },
      ],
    })
    for (const service of [RAM, RAM]) await w.call(DisableAWSServiceAccess, service)
    expect((await w.call(ListAWSServiceAccessForOrganization, {})).EnabledServicePrincipals).toEqual([{ ...IAM, DateEnabled: now }])
  })

  it('are those that work with Organizations, in one with all features', async () => {
    const { w } = await organizationWorld()
    for (const operation of [EnableAWSServiceAccess, DisableAWSServiceAccess])
      expect(await w.refusal(operation, { ServicePrincipal: 'example.com' })).toEqual({
        code: 'InvalidInputException',
        message: 'You specified an unrecognized service principal.',
      })
    const bills = await world()
    await bills.call(CreateOrganization, { FeatureSet: 'CONSOLIDATED_BILLING' })
    expect(await bills.refusal(EnableAWSServiceAccess, IAM)).toMatchObject({ code: 'ConstraintViolationException' })
  })
})

describe('delegated administrators', () => {
  it('are registered for a service, listed and deregistered', async () => {
    const { w, member } = await organizationWorld()
    for (const service of [IAM, RAM]) {
      await w.call(EnableAWSServiceAccess, service)
      await w.call(RegisterDelegatedAdministrator, { AccountId: member, ...service })
    }
    const [one] = (await w.call(ListDelegatedAdministrators, {})).DelegatedAdministrators ?? []
    expect(one).toMatchObject({ Id: member, Name: 'dev', State: 'ACTIVE', DelegationEnabledDate: now })
    expect((await w.call(ListDelegatedAdministrators, { ServicePrincipal: 'sso.amazonaws.com' })).DelegatedAdministrators).toEqual([])
    expect(await w.call(ListDelegatedServicesForAccount, { AccountId: member })).toEqual({
      DelegatedServices: [
        { ...IAM, DelegationEnabledDate: now },
        { ...RAM, DelegationEnabledDate: now },
      ],
    })
    await w.call(DeregisterDelegatedAdministrator, { AccountId: member, ...RAM })
    expect((await w.call(ListDelegatedServicesForAccount, { AccountId: member })).DelegatedServices).toHaveLength(1)
    await w.call(DeregisterDelegatedAdministrator, { AccountId: member, ...IAM })
    for (const [operation, input] of [
      [ListDelegatedServicesForAccount, { AccountId: member }],
      [DeregisterDelegatedAdministrator, { AccountId: member, ...IAM }],
    ] as const)
      expect(await w.refusal(operation, input)).toMatchObject({ code: 'AccountNotRegisteredException' })
  })

  it('do not leave the organization', async () => {
    const { w, member, admin } = await organizationWorld()
    await w.call(EnableAWSServiceAccess, IAM)
    await w.call(RegisterDelegatedAdministrator, { AccountId: member, ...IAM })
    w.clock.move(5 * 24 * 3_600_000)
    expect(await w.refusal(LeaveOrganization, {}, admin)).toMatchObject({ code: 'ConstraintViolationException' })
  })

  it.each<[string, (member: string) => object, string, string]>([
    [
      'the management account',
      () => ({ AccountId: ACCOUNT, ...IAM }),
      'ConstraintViolationException',
      'You cannot register master account',
    ],
    ['an account of nobody', () => ({ AccountId: '123456789012', ...IAM }), 'AccountNotFoundException', 'You specified an account'],
    [
      'a service that is not trusted',
      (AccountId) => ({ AccountId, ...RAM }),
      'ConstraintViolationException',
      'You must enable service access',
    ],
    [
      'what is not a service',
      (AccountId) => ({ AccountId, ServicePrincipal: 'x' }),
      'InvalidInputException',
      'You specified an unrecognized',
    ],
    [
      'one that is registered',
      (AccountId) => ({ AccountId, ...IAM }),
      'AccountAlreadyRegisteredException',
      'The provided account is already',
    ],
  ])('are refused for %s', async (_what, input, code, message) => {
    const { w, member } = await organizationWorld()
    await w.call(EnableAWSServiceAccess, IAM)
    await w.call(RegisterDelegatedAdministrator, { AccountId: member, ...IAM })
    expect(await w.refusal(RegisterDelegatedAdministrator, input(member))).toEqual({ code, message: expect.stringContaining(message) })
  })

  it('are not accounts that are closed', async () => {
    const { w, member } = await organizationWorld()
    await w.call(EnableAWSServiceAccess, IAM)
    await w.call(CloseAccount, { AccountId: member })
    expect(await w.refusal(RegisterDelegatedAdministrator, { AccountId: member, ...IAM })).toMatchObject({
      code: 'ConstraintViolationException',
    })
  })

  it('require permission on the account, or on everything, with the service', async () => {
    const { w, member, arnOf } = await organizationWorld()
    const keys = { 'organizations:ServicePrincipal': IAM.ServicePrincipal }
    for (const [operation, action] of [
      [RegisterDelegatedAdministrator, 'organizations:RegisterDelegatedAdministrator'],
      [DeregisterDelegatedAdministrator, 'organizations:DeregisterDelegatedAdministrator'],
    ] as const)
      expect(required(w, operation, { AccountId: member, ...IAM })).toEqual([[action, arnOf('account', member), keys]])
    for (const [operation, action] of [
      [EnableAWSServiceAccess, 'organizations:EnableAWSServiceAccess'],
      [DisableAWSServiceAccess, 'organizations:DisableAWSServiceAccess'],
      [ListDelegatedAdministrators, 'organizations:ListDelegatedAdministrators'],
    ] as const)
      expect(required(w, operation, IAM)).toEqual([[action, '*', keys]])
    expect(required(w, ListDelegatedServicesForAccount, { AccountId: member })).toEqual([
      ['organizations:ListDelegatedServicesForAccount', arnOf('account', member)],
    ])
    expect(required(w, ListAWSServiceAccessForOrganization, {})).toEqual([['organizations:ListAWSServiceAccessForOrganization', '*']])
  })
})
