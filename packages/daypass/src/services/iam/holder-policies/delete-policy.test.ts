import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../core/operation.js'
import { aGroup, aRole, askedBy, aUser } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { DeleteGroupPolicy } from '../group-policies/DeleteGroupPolicy.js'
import { DeleteRolePolicy } from '../role-policies/DeleteRolePolicy.js'
import { DeleteUserPolicy } from '../user-policies/DeleteUserPolicy.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'

const cases = [
  { operation: DeleteUserPolicy as Operation, holder: aUser },
  { operation: DeleteGroupPolicy as Operation, holder: aGroup },
  { operation: DeleteRolePolicy as Operation, holder: aRole },
]

describe.each(cases)('$operation.name', ({ operation, holder }) => {
  const { kind, field } = holder

  const given = async () => {
    const w = await world()
    await holder.create(w, 'Ann', '/team/')
    await holder.create(w, 'bob')
    return w
  }

  it('deletes only the named policy', async () => {
    const w = await given()
    for (const PolicyName of ['p', 'q']) await w.call(holder.put, { [field]: 'ann', PolicyName, PolicyDocument: DOCUMENT })
    expect(await w.call(operation, { [field]: 'ann', PolicyName: 'p' })).toEqual({})
    expect(w.read((state) => holder.get(state, 'ann')?.inlinePolicies)).toEqual({ q: DOCUMENT })
  })

  it('requires permission on the real ARN', async () => {
    const w = await given()
    const asked = (name: string) => askedBy(w, operation, { [field]: name, PolicyName: 'p' })
    const action = `iam:${operation.name}`
    const context = {}
    expect(asked('ANN')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:${kind}/team/Ann`, named: `arn:aws:iam::${ACCOUNT}:${kind}/ANN`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:${kind}/none`, context }])
  })

  it('refuses a policy that does not exist', async () => {
    const w = await given()
    const message = `The ${kind} policy with name p cannot be found.`
    expect(await w.refusal(operation, { [field]: 'Ann', PolicyName: 'p' })).toEqual({ code: 'NoSuchEntity', message })
  })

  it('refuses an unknown name, and a caller without permission', async () => {
    const w = await given()
    const nobody = await w.user('nobody')
    const message = `The ${kind} with name none cannot be found.`
    expect(await w.refusal(operation, { [field]: 'none', PolicyName: 'p' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(operation, { [field]: 'Ann', PolicyName: 'p' }, nobody)).toMatchObject({ code: 'AccessDenied' })
  })
})
