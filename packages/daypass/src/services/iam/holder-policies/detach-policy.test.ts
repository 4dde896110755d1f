import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../core/operation.js'
import { aGroup, aRole, askedBy, aUser } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { DetachGroupPolicy } from '../group-policies/DetachGroupPolicy.js'
import { CreatePolicy } from '../policies/CreatePolicy.js'
import { DeletePolicy } from '../policies/DeletePolicy.js'
import { GetPolicy } from '../policies/GetPolicy.js'
import { DetachRolePolicy } from '../role-policies/DetachRolePolicy.js'
import { DetachUserPolicy } from '../user-policies/DetachUserPolicy.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const OWN = `arn:aws:iam::${ACCOUNT}:policy/own/p`

const cases = [
  { operation: DetachUserPolicy as Operation, holder: aUser },
  { operation: DetachGroupPolicy as Operation, holder: aGroup },
  { operation: DetachRolePolicy as Operation, holder: aRole },
]

describe.each(cases)('$operation.name', ({ operation, holder }) => {
  const { kind, field } = holder

  const given = async () => {
    const w = await world()
    await holder.create(w, 'Ann', '/team/')
    await holder.create(w, 'bob')
    await w.call(CreatePolicy, { PolicyName: 'p', Path: '/own/', PolicyDocument: DOCUMENT })
    return w
  }

  it('detaches only the named policy, which can then be deleted', async () => {
    const w = await given()
    for (const PolicyArn of [OWN, READ_ONLY]) await w.call(holder.attach, { [field]: 'ann', PolicyArn })
    expect(await w.call(operation, { [field]: 'ann', PolicyArn: OWN })).toEqual({})
    expect(w.read((state) => holder.get(state, 'ann')?.attachedPolicies)).toEqual([READ_ONLY])
    expect(await w.call(DeletePolicy, { PolicyArn: OWN })).toEqual({})
    await w.call(operation, { [field]: 'ann', PolicyArn: READ_ONLY })
    expect(await w.call(GetPolicy, { PolicyArn: READ_ONLY })).toMatchObject({ Policy: { AttachmentCount: 0 } })
  })

  it('requires permission on the real ARN', async () => {
    const w = await given()
    const asked = (name: string) => askedBy(w, operation, { [field]: name, PolicyArn: OWN })
    const action = `iam:${operation.name}`
    const context = { 'iam:PolicyARN': OWN }
    expect(asked('ANN')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:${kind}/team/Ann`, named: `arn:aws:iam::${ACCOUNT}:${kind}/ANN`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:${kind}/none`, context }])
  })

  it('refuses a policy that is not attached, or no longer attached', async () => {
    const w = await given()
    await w.call(holder.attach, { [field]: 'ann', PolicyArn: OWN })
    await w.call(operation, { [field]: 'ann', PolicyArn: OWN })
    for (const PolicyArn of [OWN, READ_ONLY]) {
      const message = `Policy ${PolicyArn} was not found.`
      expect(await w.refusal(operation, { [field]: 'ann', PolicyArn })).toEqual({ code: 'NoSuchEntity', message })
    }
    expect(await w.call(GetPolicy, { PolicyArn: OWN })).toMatchObject({ Policy: { AttachmentCount: 0 } })
    expect(await w.refusal(operation, { [field]: 'ann', PolicyArn: 'not an arn, but long' })).toMatchObject({
      code: 'ValidationError',
    })
  })

  it('refuses an unknown name, and a caller without permission', async () => {
    const w = await given()
    const nobody = await w.user('nobody')
    const message = `The ${kind} with name none cannot be found.`
    expect(await w.refusal(operation, { [field]: 'none', PolicyArn: OWN })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(operation, { [field]: 'Ann', PolicyArn: OWN }, nobody)).toMatchObject({ code: 'AccessDenied' })
  })
})
