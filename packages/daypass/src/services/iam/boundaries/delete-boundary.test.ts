import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../core/operation.js'
import { aRole, askedBy, aUser } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreatePolicy } from '../policies/CreatePolicy.js'
import { DeletePolicy } from '../policies/DeletePolicy.js'
import { ListEntitiesForPolicy } from '../policies/ListEntitiesForPolicy.js'
import { DeleteRole } from '../roles/DeleteRole.js'
import { DeleteUser } from '../users/DeleteUser.js'
import { DeleteRolePermissionsBoundary } from './DeleteRolePermissionsBoundary.js'
import { DeleteUserPermissionsBoundary } from './DeleteUserPermissionsBoundary.js'
import { PutRolePermissionsBoundary } from './PutRolePermissionsBoundary.js'
import { PutUserPermissionsBoundary } from './PutUserPermissionsBoundary.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
const OWN = `arn:aws:iam::${ACCOUNT}:policy/p`

const cases = [
  { operation: DeleteUserPermissionsBoundary as Operation, holder: aUser, put: PutUserPermissionsBoundary, remove: DeleteUser },
  { operation: DeleteRolePermissionsBoundary as Operation, holder: aRole, put: PutRolePermissionsBoundary, remove: DeleteRole },
] as const

describe.each(cases)('$operation.name', ({ operation, holder, put, remove }) => {
  const { kind, field } = holder

  const given = async () => {
    const w = await world()
    await holder.create(w, 'Ann', '/team/')
    await w.call(CreatePolicy, { PolicyName: 'p', PolicyDocument: DOCUMENT })
    await w.call(put as Operation, { [field]: 'ann', PermissionsBoundary: OWN })
    return w
  }

  it('takes the boundary away, whose policy can then be deleted', async () => {
    const w = await given()
    expect(await w.call(operation, { [field]: 'ann' })).toEqual({})
    expect(w.read((state) => holder.get(state, 'ann')?.boundary)).toBeUndefined()
    await w.call(DeletePolicy, { PolicyArn: OWN })
  })

  it('is not needed before its holder is deleted, which gives the policy free', async () => {
    const w = await given()
    await w.call(remove as Operation, { [field]: 'ann' })
    const nobody = { PolicyGroups: [], PolicyRoles: [], PolicyUsers: [], IsTruncated: false }
    expect(await w.call(ListEntitiesForPolicy, { PolicyArn: OWN })).toEqual(nobody)
    await w.call(DeletePolicy, { PolicyArn: OWN })
  })

  it('asks for the true ARN with the boundary that is there', async () => {
    const w = await given()
    const asked = (name: string) => askedBy(w, operation, { [field]: name })
    const action = `iam:${operation.name}`
    const resource = `arn:aws:iam::${ACCOUNT}:${kind}/team/Ann`
    const named = `arn:aws:iam::${ACCOUNT}:${kind}/ANN`
    expect(asked('ANN')).toEqual([{ action, resource, named, context: { 'iam:PermissionsBoundary': OWN } }])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:${kind}/none`, context: {} }])
  })

  it('refuses a name that nothing has, and a second time', async () => {
    const w = await given()
    const message = `The ${kind} with name none cannot be found.`
    expect(await w.refusal(operation, { [field]: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    await w.call(operation, { [field]: 'ann' })
    const gone = `The permissions boundary of ${kind} Ann cannot be found.`
    expect(await w.refusal(operation, { [field]: 'ann' })).toEqual({ code: 'NoSuchEntity', message: gone })
  })

  it('refuses a caller who is denied it by the boundary that is there', async () => {
    const w = await given()
    const Condition = { StringEquals: { 'iam:PermissionsBoundary': OWN } }
    const Statement = [
      { Effect: 'Allow', Action: 'iam:*', Resource: '*' },
      { Effect: 'Deny', Action: `iam:${operation.name}`, Resource: '*', Condition },
    ]
    const bob = await w.user('bob', { p: { Version: '2012-10-17', Statement } })
    expect(await w.refusal(operation, { [field]: 'ann' }, bob)).toMatchObject({ code: 'AccessDenied' })
    expect(await w.refusal(operation, { [field]: 'ann' }, await w.user('carl'))).toMatchObject({ code: 'AccessDenied' })
  })
})
