import { describe, expect, it } from 'vitest'
import { roleSession } from '../../../testing/callers.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateServiceSpecificCredential } from './CreateServiceSpecificCredential.js'
import { DeleteServiceSpecificCredential } from './DeleteServiceSpecificCredential.js'
import { ResetServiceSpecificCredential } from './ResetServiceSpecificCredential.js'
import { UpdateServiceSpecificCredential } from './UpdateServiceSpecificCredential.js'

const CASES = [
  [DeleteServiceSpecificCredential, 'iam:DeleteServiceSpecificCredential', {}],
  [ResetServiceSpecificCredential, 'iam:ResetServiceSpecificCredential', {}],
  [UpdateServiceSpecificCredential, 'iam:UpdateServiceSpecificCredential', { Status: 'Inactive' }],
] as const

describe.each(CASES)('$name', (operation, action, more) => {
  const given = async () => {
    const w = await world()
    const ann = await w.user('Ann')
    const asked = { UserName: 'Ann', ServiceName: 'cassandra.amazonaws.com' }
    const { ServiceSpecificCredential } = await w.call(CreateServiceSpecificCredential, asked)
    const id = ServiceSpecificCredential?.ServiceSpecificCredentialId ?? ''
    return { w, ann, id, input: { ...more, UserName: 'Ann', ServiceSpecificCredentialId: id } }
  }

  it('asks for the user as it is, with the service of the credential where there is one', async () => {
    const { w, input } = await given()
    const at = (name: string) => `arn:aws:iam::${ACCOUNT}:${name}`
    const context = (service: string | undefined) => ({ 'iam:ServiceSpecificCredentialServiceName': service })
    expect(askedBy(w, operation, { ...input, UserName: 'ANN' })).toEqual([
      { action, resource: at('user/Ann'), named: at('user/ANN'), context: context('cassandra.amazonaws.com') },
    ])
    for (const [name, resource] of [
      ['none', at('user/none')],
      [undefined, at('root')],
    ] as const)
      expect(askedBy(w, operation, { ...input, UserName: name })).toEqual([{ action, resource, context: context(undefined) }])
  })

  it('is allowed for the services that a policy says, to the user itself too', async () => {
    const { w, input, id } = await given()
    const Condition = { StringEquals: { 'iam:ServiceSpecificCredentialServiceName': 'codecommit.amazonaws.com' } }
    const Statement = { Effect: 'Allow', Action: action, Resource: '*', Condition }
    const bob = await w.user('bob', { p: { Version: '2012-10-17', Statement } })
    expect(await w.refusal(operation, input, bob)).toMatchObject({ code: 'AccessDenied' })
    const asked = { UserName: 'bob', ServiceName: 'codecommit.amazonaws.com' }
    const { ServiceSpecificCredential } = await w.call(CreateServiceSpecificCredential, asked)
    const own = { ...more, ServiceSpecificCredentialId: ServiceSpecificCredential?.ServiceSpecificCredentialId ?? '' }
    expect(await w.refusal(operation, { ...own, ServiceSpecificCredentialId: id }, bob)).toMatchObject({ code: 'AccessDenied' })
    expect('error' in (await w.attempt(operation, own, bob))).toBe(false)
  })

  it("refuses what is not there, another's, a role that names nobody, and a caller without permission", async () => {
    const { w, ann, input, id } = await given()
    await w.user('bob')
    const none = { code: 'NoSuchEntity', message: `No such credential ${id} exists` }
    expect(await w.refusal(operation, { ...input, UserName: 'bob' })).toEqual(none)
    expect(await w.refusal(operation, { ...input, UserName: undefined })).toEqual(none)
    expect(await w.refusal(operation, { ...input, UserName: 'none' })).toEqual({
      code: 'NoSuchEntity',
      message: 'The user with name none cannot be found.',
    })
    expect(await w.refusal(operation, { ...input, UserName: undefined }, await roleSession(w))).toMatchObject({ code: 'ValidationError' })
    expect(await w.refusal(operation, input, ann)).toMatchObject({ code: 'AccessDenied' })
  })
})
