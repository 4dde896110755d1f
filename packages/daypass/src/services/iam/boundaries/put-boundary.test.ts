import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../core/operation.js'
import { policies } from '../../../directory/iam/policy.js'
import { aRole, askedBy, aUser } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreatePolicy } from '../policies/CreatePolicy.js'
import { DeletePolicy } from '../policies/DeletePolicy.js'
import { GetPolicy } from '../policies/GetPolicy.js'
import { GetRole } from '../roles/GetRole.js'
import { ListRoles } from '../roles/ListRoles.js'
import { GetUser } from '../users/GetUser.js'
import { ListUsers } from '../users/ListUsers.js'
import { PutRolePermissionsBoundary } from './PutRolePermissionsBoundary.js'
import { PutUserPermissionsBoundary } from './PutUserPermissionsBoundary.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const OWN = `arn:aws:iam::${ACCOUNT}:policy/own/p`

const cases = [
  { operation: PutUserPermissionsBoundary as Operation, holder: aUser, show: GetUser as Operation, list: ListUsers as Operation },
  { operation: PutRolePermissionsBoundary as Operation, holder: aRole, show: GetRole as Operation, list: ListRoles as Operation },
]

describe.each(cases)('$operation.name', ({ operation, holder, show, list }) => {
  const { kind, field, noun } = holder

  const given = async () => {
    const w = await world()
    await holder.create(w, 'Ann', '/team/')
    await w.call(CreatePolicy, { PolicyName: 'p', Path: '/own/', PolicyDocument: DOCUMENT })
    return w
  }

  it('sets the boundary in place of another, which lists leave out, and counts its uses', async () => {
    const w = await given()
    const uses = async (PolicyArn: string) => (await w.call(GetPolicy, { PolicyArn })).Policy?.PermissionsBoundaryUsageCount
    for (const arn of [READ_ONLY, OWN, OWN]) {
      expect(await w.call(operation, { [field]: 'ann', PermissionsBoundary: arn })).toEqual({})
      expect(await w.call(show, { [field]: 'ann' })).toMatchObject({
        [noun]: { PermissionsBoundary: { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: arn } },
      })
      expect([await uses(READ_ONLY), await uses(OWN)]).toEqual(arn === OWN ? [0, 1] : [1, 0])
    }
    expect(JSON.stringify(await w.call(list, {}))).not.toContain('PermissionsBoundary')
    expect(await w.call(GetPolicy, { PolicyArn: OWN })).toMatchObject({ Policy: { AttachmentCount: 0 } })
    const message = 'Cannot delete a policy attached to entities.'
    expect(await w.refusal(DeletePolicy, { PolicyArn: OWN })).toEqual({ code: 'DeleteConflict', message })
  })

  it('at the same time as the policy is deleted, one of the two is refused', async () => {
    for (const isSetFirst of [true, false]) {
      const w = await given()
      const calls = [
        () => w.attempt(operation, { [field]: 'ann', PermissionsBoundary: OWN }),
        () => w.attempt(DeletePolicy, { PolicyArn: OWN }),
      ]
      const outcomes = await Promise.all((isSetFirst ? calls : calls.toReversed()).map((call) => call()))
      expect(outcomes.filter((outcome) => 'error' in outcome)).toHaveLength(1)
      const isKept = w.read((state) => policies.getByArn(state, OWN)) !== undefined
      expect(w.read((state) => holder.get(state, 'ann')?.boundary)).toBe(isKept ? OWN : undefined)
    }
  })

  it('asks for the true ARN with the boundary that is to be', async () => {
    const w = await given()
    await w.call(operation, { [field]: 'ann', PermissionsBoundary: READ_ONLY })
    const asked = (name: string) => askedBy(w, operation, { [field]: name, PermissionsBoundary: OWN })
    const action = `iam:${operation.name}`
    const context = { 'iam:PermissionsBoundary': OWN }
    expect(asked('ANN')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:${kind}/team/Ann`, named: `arn:aws:iam::${ACCOUNT}:${kind}/ANN`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:${kind}/none`, context }])
  })

  it.each([
    ['what is not an ARN', 'longpolicynamebutnoarn', 'ValidationError', 'Invalid ARN:  Could not be parsed!'],
    ['the ARN of something else', 'arn:aws:s3:::bucket-of-ann', 'InvalidInput', 'ARN arn:aws:s3:::bucket-of-ann is not valid.'],
    ['a policy that is not there', `${OWN}q`, 'NoSuchEntity', `Scope ARN: ${OWN}q does not exist or is not attachable.`],
    [
      'a policy of another account',
      'arn:aws:iam::999999999999:policy/p',
      'NoSuchEntity',
      'Scope ARN: arn:aws:iam::999999999999:policy/p does not exist or is not attachable.',
    ],
    [
      'a policy for service-linked roles',
      'arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy',
      'PolicyNotAttachable',
      `Cannot attach a Service Role Policy to a Customer ${noun}.`,
    ],
  ])('refuses %s', async (_why, PermissionsBoundary, code, message) => {
    const w = await given()
    expect(await w.refusal(operation, { [field]: 'ann', PermissionsBoundary })).toEqual({ code, message })
    expect(w.read((state) => holder.get(state, 'ann')?.boundary)).toBeUndefined()
  })

  it('refuses a name that nothing has, and a caller who may set another boundary only', async () => {
    const w = await given()
    const message = `The ${kind} with name none cannot be found.`
    expect(await w.refusal(operation, { [field]: 'none', PermissionsBoundary: `${OWN}q` })).toEqual({ code: 'NoSuchEntity', message })
    const Condition = { StringEquals: { 'iam:PermissionsBoundary': OWN } }
    const Statement = { Effect: 'Allow', Action: 'iam:*', Resource: '*', Condition }
    const bob = await w.user('bob', { p: { Version: '2012-10-17', Statement } })
    await w.call(operation, { [field]: 'ann', PermissionsBoundary: OWN }, bob)
    expect(await w.refusal(operation, { [field]: 'ann', PermissionsBoundary: READ_ONLY }, bob)).toMatchObject({ code: 'AccessDenied' })
  })
})
