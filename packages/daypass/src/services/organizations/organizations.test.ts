import { describe, expect, it } from 'vitest'
import type { Caller } from '../../core/caller.js'
import type { Operation } from '../../core/operation.js'
import { organizationWorld, rootOf, standaloneAccount, userOf } from '../../testing/organization.js'
import { ACCOUNT, root, type World } from '../../testing/world.js'
import { EnableAWSServiceAccess } from './delegation/EnableAWSServiceAccess.js'
import { RegisterDelegatedAdministrator } from './delegation/RegisterDelegatedAdministrator.js'
import { organizationsOperations } from './operations.js'

const served: ReadonlyMap<string, Operation> = new Map(organizationsOperations.map((one) => [one.name, one]))

const TYPE = 'SERVICE_CONTROL_POLICY'
const HandshakeId = 'h-aaaaaaaa'
const TAG = { Tags: [{ Key: 'k', Value: 'v' }] }

/** Which callers besides the management account may call it: those of any account, of any member, of delegated administrators, or none. */
type Others = 'anyone' | 'members' | 'delegated' | 'none'

/** What a call is made with: ids of the world. */
interface Ids {
  readonly member: string
  readonly rootId: string
  readonly unit: string
}

/** Every operation, from which accounts it can be called (Organizations API reference), and an input that names things that are there. */
const OPERATIONS: readonly (readonly [name: string, others: Others, input: (ids: Ids) => object])[] = [
  ['AcceptHandshake', 'anyone', () => ({ HandshakeId })],
  ['AttachPolicy', 'none', ({ unit }) => ({ PolicyId: 'p-FullAWSAccess', TargetId: unit })],
  ['CancelHandshake', 'anyone', () => ({ HandshakeId })],
  ['CloseAccount', 'none', ({ member }) => ({ AccountId: member })],
  ['CreateAccount', 'none', () => ({ Email: 'new@example.com', AccountName: 'new' })],
  ['CreateGovCloudAccount', 'none', () => ({ Email: 'new@example.com', AccountName: 'new' })],
  ['CreateOrganization', 'anyone', () => ({})],
  ['CreateOrganizationalUnit', 'none', ({ rootId }) => ({ ParentId: rootId, Name: 'new' })],
  ['CreatePolicy', 'none', () => ({ Type: TYPE, Name: 'new', Description: '', Content: '{}' })],
  ['DeclineHandshake', 'anyone', () => ({ HandshakeId })],
  ['DeleteOrganization', 'none', () => ({})],
  ['DeleteOrganizationalUnit', 'none', ({ unit }) => ({ OrganizationalUnitId: unit })],
  ['DeletePolicy', 'none', () => ({ PolicyId: 'p-unknown0' })],
  ['DeleteResourcePolicy', 'none', () => ({})],
  ['DeregisterDelegatedAdministrator', 'none', ({ member }) => ({ AccountId: member, ServicePrincipal: 'iam.amazonaws.com' })],
  ['DescribeAccount', 'delegated', ({ member }) => ({ AccountId: member })],
  ['DescribeCreateAccountStatus', 'delegated', () => ({ CreateAccountRequestId: 'car-aaaaaaaa' })],
  ['DescribeEffectivePolicy', 'members', () => ({ PolicyType: 'TAG_POLICY' })],
  ['DescribeHandshake', 'anyone', () => ({ HandshakeId })],
  ['DescribeOrganization', 'members', () => ({})],
  ['DescribeOrganizationalUnit', 'delegated', ({ unit }) => ({ OrganizationalUnitId: unit })],
  ['DescribePolicy', 'delegated', () => ({ PolicyId: 'p-FullAWSAccess' })],
  ['DescribeResourcePolicy', 'delegated', () => ({})],
  ['DescribeResponsibilityTransfer', 'none', () => ({ Id: 'rt-aaaaaaaa' })],
  ['DetachPolicy', 'none', ({ unit }) => ({ PolicyId: 'p-FullAWSAccess', TargetId: unit })],
  ['DisableAWSServiceAccess', 'none', () => ({ ServicePrincipal: 'ram.amazonaws.com' })],
  ['DisablePolicyType', 'none', ({ rootId }) => ({ RootId: rootId, PolicyType: TYPE })],
  ['EnableAWSServiceAccess', 'none', () => ({ ServicePrincipal: 'ram.amazonaws.com' })],
  ['EnableAllFeatures', 'none', () => ({})],
  ['EnablePolicyType', 'none', ({ rootId }) => ({ RootId: rootId, PolicyType: TYPE })],
  ['InviteAccountToOrganization', 'none', () => ({ Target: { Type: 'EMAIL', Id: 'a@example.com' } })],
  [
    'InviteOrganizationToTransferResponsibility',
    'none',
    () => ({ Type: 'BILLING', Target: { Type: 'ACCOUNT', Id: '111111111111' }, StartTimestamp: new Date(0), SourceName: 's' }),
  ],
  ['LeaveOrganization', 'members', () => ({})],
  ['ListAWSServiceAccessForOrganization', 'delegated', () => ({})],
  ['ListAccounts', 'delegated', () => ({})],
  ['ListAccountsForParent', 'delegated', ({ rootId }) => ({ ParentId: rootId })],
  ['ListAccountsWithInvalidEffectivePolicy', 'delegated', () => ({ PolicyType: 'TAG_POLICY' })],
  ['ListChildren', 'delegated', ({ rootId }) => ({ ParentId: rootId, ChildType: 'ACCOUNT' })],
  ['ListCreateAccountStatus', 'delegated', () => ({})],
  ['ListDelegatedAdministrators', 'delegated', () => ({})],
  ['ListDelegatedServicesForAccount', 'delegated', ({ member }) => ({ AccountId: member })],
  ['ListEffectivePolicyValidationErrors', 'delegated', ({ member }) => ({ AccountId: member, PolicyType: 'TAG_POLICY' })],
  ['ListHandshakesForAccount', 'anyone', () => ({})],
  ['ListHandshakesForOrganization', 'delegated', () => ({})],
  ['ListInboundResponsibilityTransfers', 'none', () => ({ Type: 'BILLING' })],
  ['ListOrganizationalUnitsForParent', 'delegated', ({ rootId }) => ({ ParentId: rootId })],
  ['ListOutboundResponsibilityTransfers', 'none', () => ({ Type: 'BILLING' })],
  ['ListParents', 'delegated', ({ member }) => ({ ChildId: member })],
  ['ListPolicies', 'delegated', () => ({ Filter: TYPE })],
  ['ListPoliciesForTarget', 'delegated', ({ member }) => ({ TargetId: member, Filter: TYPE })],
  ['ListRoots', 'delegated', () => ({})],
  ['ListTagsForResource', 'delegated', ({ member }) => ({ ResourceId: member })],
  ['ListTargetsForPolicy', 'delegated', () => ({ PolicyId: 'p-FullAWSAccess' })],
  ['MoveAccount', 'none', ({ member, rootId, unit }) => ({ AccountId: member, SourceParentId: rootId, DestinationParentId: unit })],
  ['PutResourcePolicy', 'none', () => ({ Content: '{}' })],
  ['RegisterDelegatedAdministrator', 'none', ({ member }) => ({ AccountId: member, ServicePrincipal: 'iam.amazonaws.com' })],
  ['RemoveAccountFromOrganization', 'none', ({ member }) => ({ AccountId: member })],
  ['TagResource', 'none', ({ member }) => ({ ResourceId: member, ...TAG })],
  ['TerminateResponsibilityTransfer', 'none', () => ({ Id: 'rt-aaaaaaaa' })],
  ['UntagResource', 'none', ({ member }) => ({ ResourceId: member, TagKeys: ['k'] })],
  ['UpdateOrganizationalUnit', 'none', ({ unit }) => ({ OrganizationalUnitId: unit, Name: 'other' })],
  ['UpdatePolicy', 'none', () => ({ PolicyId: 'p-unknown0' })],
  ['UpdateResponsibilityTransfer', 'none', () => ({ Id: 'rt-aaaaaaaa', Name: 'n' })],
]

type Answer = 'served' | 'refused by policy' | 'refused by place' | 'no organization'

/** A member that is a delegated administrator, and who else calls. */
async function scene() {
  const made = await organizationWorld({ organizations: 'any' })
  const { w, member, admin } = made
  await w.call(EnableAWSServiceAccess, { ServicePrincipal: 'iam.amazonaws.com' })
  const delegated = await userOf(w, member, { name: 'delegate', statement: { Action: '*' } })
  const callers: Record<string, Caller> = {
    'management admin': await userOf(w, ACCOUNT, { name: 'admin', statement: { Action: '*' } }),
    'management root': root,
    'management without the action': await userOf(w, ACCOUNT, { name: 'nobody' }),
    'member admin': admin,
    'member root': rootOf(member),
    'no organization': await standaloneAccount(w, '999999999999'),
  }
  return { ...made, callers, delegated }
}

async function answer(w: World, called: { name: string; input: object; caller: Caller }): Promise<Answer> {
  const operation = served.get(called.name)
  if (operation === undefined) throw new Error(`${called.name} is not served`)
  const outcome = await w.attempt(operation, called.input, called.caller)
  if ('output' in outcome) return 'served'
  const { code = 'defect', message } = outcome.error as { code?: string; message: string }
  if (code === 'defect') throw outcome.error
  if (code === 'AccessDenied') return 'refused by policy'
  if (code === 'AWSOrganizationsNotInUseException') return 'no organization'
  return code === 'AccessDeniedException' && message === "You don't have permissions to access this resource."
    ? 'refused by place'
    : 'served'
}

const MEMBERS: Record<Others, Answer> = { anyone: 'served', members: 'served', delegated: 'refused by place', none: 'refused by place' }

describe('who may call an operation of Organizations', () => {
  it('is said for each', () => {
    expect(OPERATIONS.map(([name]) => name).toSorted()).toEqual([...served.keys()].toSorted())
  })

  it.each(OPERATIONS)('%s: besides the management account %s', async (name, others, inputOf) => {
    const { callers } = await scene()
    const expected: Record<string, Answer> = {
      'management admin': 'served',
      'management root': 'served',
      'management without the action': 'refused by policy',
      'member admin': MEMBERS[others],
      'member root': MEMBERS[others],
      'no organization': others === 'anyone' ? 'served' : 'no organization',
    }
    const answers: Record<string, Answer> = {}
    for (const who of Object.keys(callers)) {
      const fresh = await scene()
      answers[who] = await answer(fresh.w, { name, input: inputOf(fresh), caller: fresh.callers[who] as Caller })
    }
    expect(answers).toEqual(expected)
  })

  it.each(OPERATIONS)('%s: a delegated administrator reads, whatever the service: %s', async (name, others, inputOf) => {
    const { w, delegated, ...ids } = await scene()
    await w.call(RegisterDelegatedAdministrator, { AccountId: ids.member, ServicePrincipal: 'iam.amazonaws.com' })
    expect(await answer(w, { name, input: inputOf(ids), caller: delegated })).toBe(others === 'none' ? 'refused by place' : 'served')
  })

  it.each(OPERATIONS)('%s requires a permission of its own name', async (name, _others, inputOf) => {
    const { w, ...ids } = await organizationWorld()
    const operation = served.get(name)
    const outcome = operation && (await w.attempt(operation, inputOf(ids), root))
    expect(outcome?.event.questions[0]?.question.action).toBe(`organizations:${name}`)
  })
})
