import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../core/operation.js'
import { aGroup, aRole, askedBy, aUser } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { ListGroupPolicies } from '../group-policies/ListGroupPolicies.js'
import { ListRolePolicies } from '../role-policies/ListRolePolicies.js'
import { ListUserPolicies } from '../user-policies/ListUserPolicies.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'

const cases = [
  { operation: ListUserPolicies as Operation, holder: aUser },
  { operation: ListGroupPolicies as Operation, holder: aGroup },
  { operation: ListRolePolicies as Operation, holder: aRole },
]

describe.each(cases)('$operation.name', ({ operation, holder }) => {
  const { kind, field } = holder

  const given = async () => {
    const w = await world()
    await holder.create(w, 'Ann', '/team/')
    await holder.create(w, 'bob')
    return w
  }

  const full = async () => {
    const w = await given()
    for (const PolicyName of ['c', 'a', 'A', 'b']) await w.call(holder.put, { [field]: 'ann', PolicyName, PolicyDocument: DOCUMENT })
    return w
  }

  it('returns the names, also those that differ only by case', async () => {
    const w = await full()
    expect(await w.call(operation, { [field]: 'ann' })).toEqual({ PolicyNames: ['A', 'a', 'b', 'c'], IsTruncated: false })
    expect(await w.call(operation, { [field]: 'bob' })).toEqual({ PolicyNames: [], IsTruncated: false })
  })

  it('lists in pages, with markers that are only valid for this user or role', async () => {
    const w = await full()
    const first = await w.call(operation, { [field]: 'ann', MaxItems: 3 })
    expect(first).toEqual({ PolicyNames: ['A', 'a', 'b'], IsTruncated: true, Marker: expect.any(String) })
    const { Marker } = first
    expect(await w.call(operation, { [field]: 'ann', MaxItems: 3, Marker })).toEqual({ PolicyNames: ['c'], IsTruncated: false })
    const refusal = { code: 'ValidationError', message: 'Invalid Marker.' }
    expect(await w.refusal(operation, { [field]: 'bob', Marker })).toEqual(refusal)
  })

  it('requires permission on the real ARN', async () => {
    const w = await given()
    const asked = (name: string) => askedBy(w, operation, { [field]: name })
    const action = `iam:${operation.name}`
    const context = {}
    expect(asked('ANN')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:${kind}/team/Ann`, named: `arn:aws:iam::${ACCOUNT}:${kind}/ANN`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:${kind}/none`, context }])
  })

  it('refuses an unknown name, and a caller without permission', async () => {
    const w = await given()
    const nobody = await w.user('nobody')
    const message = `The ${kind} with name none cannot be found.`
    expect(await w.refusal(operation, { [field]: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(operation, { [field]: 'Ann' }, nobody)).toMatchObject({ code: 'AccessDenied' })
  })
})
