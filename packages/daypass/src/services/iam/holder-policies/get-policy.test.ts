import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../core/operation.js'
import { aGroup, aRole, askedBy, aUser } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { GetGroupPolicy } from '../group-policies/GetGroupPolicy.js'
import { GetRolePolicy } from '../role-policies/GetRolePolicy.js'
import { GetUserPolicy } from '../user-policies/GetUserPolicy.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'

const cases = [
  { operation: GetUserPolicy as Operation, holder: aUser },
  { operation: GetGroupPolicy as Operation, holder: aGroup },
  { operation: GetRolePolicy as Operation, holder: aRole },
]

describe.each(cases)('$operation.name', ({ operation, holder }) => {
  const { kind, field } = holder

  const given = async () => {
    const w = await world()
    await holder.create(w, 'Ann', '/team/')
    await holder.create(w, 'bob')
    return w
  }

  it('returns the document percent-encoded, otherwise unchanged', async () => {
    const w = await given()
    const PolicyDocument = `${DOCUMENT.replace('GetObject', 'Get*')} \n`
    await w.call(holder.put, { [field]: 'ann', PolicyName: 'p', PolicyDocument })
    const output = await w.call(operation, { [field]: 'ann', PolicyName: 'p' })
    expect(output).toMatchObject({ [field]: 'Ann', PolicyName: 'p' })
    expect(output.PolicyDocument).toMatch(/^[A-Za-z0-9._~%-]+$/)
    expect(decodeURIComponent(output.PolicyDocument as string)).toBe(PolicyDocument)
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

  it('refuses a policy that does not exist, also with the name of a property that every object has', async () => {
    const w = await given()
    for (const PolicyName of ['p', 'constructor', '__proto__']) {
      const message = `The ${kind} policy with name ${PolicyName} cannot be found.`
      expect(await w.refusal(operation, { [field]: 'Ann', PolicyName })).toEqual({ code: 'NoSuchEntity', message })
    }
  })

  it('refuses an unknown name, and a caller without permission', async () => {
    const w = await given()
    const nobody = await w.user('nobody')
    const message = `The ${kind} with name none cannot be found.`
    expect(await w.refusal(operation, { [field]: 'none', PolicyName: 'p' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(operation, { [field]: 'Ann', PolicyName: 'p' }, nobody)).toMatchObject({ code: 'AccessDenied' })
  })
})
