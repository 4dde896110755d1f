import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, START, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { DeleteUser } from '../users/DeleteUser.js'
import { UpdateUser } from '../users/UpdateUser.js'
import { CreateServiceSpecificCredential } from './CreateServiceSpecificCredential.js'
import { DeleteServiceSpecificCredential } from './DeleteServiceSpecificCredential.js'

const CODECOMMIT = 'codecommit.amazonaws.com'
const input = { UserName: 'Ann', ServiceName: CODECOMMIT }
const given = async () => {
  const w = await world()
  await w.call(CreateUser, { UserName: 'Ann', Path: '/team/' })
  const create = async (UserName: string, ServiceName = CODECOMMIT) => {
    const { ServiceSpecificCredential } = await w.call(CreateServiceSpecificCredential, { UserName, ServiceName })
    return ServiceSpecificCredential as Exclude<typeof ServiceSpecificCredential, undefined>
  }
  return { w, create, nameOf: async (user: string, service?: string) => (await create(user, service)).ServiceUserName }
}

describe('CreateServiceSpecificCredential', () => {
  it('returns a user name and a password; its user cannot be deleted', async () => {
    const { w, create } = await given()
    expect(await create('ANN')).toEqual({
      ...{ UserName: 'Ann', ServiceName: CODECOMMIT, Status: 'Active', CreateDate: new Date(START), ExpirationDate: undefined },
      ServiceUserName: `Ann-at-${ACCOUNT}`,
      ServicePassword: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      ServiceSpecificCredentialId: expect.stringMatching(/^ACCA[A-Z2-7]{17}$/),
    })
    const message = 'Cannot delete entity, must remove referenced objects first.'
    expect(await w.refusal(DeleteUser, { UserName: 'Ann' })).toEqual({ code: 'DeleteConflict', message })
  })

  it('returns an API key with its alias where the service has these, and when it expires', async () => {
    const { w } = await given()
    const asked = { UserName: 'Ann', ServiceName: 'bedrock.amazonaws.com', CredentialAgeDays: 30 }
    const { ServiceSpecificCredential } = await w.call(CreateServiceSpecificCredential, asked)
    expect(ServiceSpecificCredential).toEqual({
      ...{ UserName: 'Ann', ServiceName: 'bedrock.amazonaws.com', Status: 'Active', CreateDate: new Date(START) },
      ExpirationDate: new Date(START + 30 * 86_400_000),
      ServiceCredentialAlias: `Ann-at-${ACCOUNT}`,
      ServiceCredentialSecret: expect.stringMatching(/^ABSK/),
      ServiceSpecificCredentialId: expect.stringMatching(/^ACCA/),
    })
  })

  it('keeps the digest of the secret, and not the secret', async () => {
    const { w, create } = await given()
    const { ServicePassword = '' } = await create('Ann')
    const kept = JSON.stringify(w.read((state) => state.range({ start: 'a', end: 'z', limit: 100 })))
    expect(kept).toContain(createHash('sha256').update(ServicePassword).digest('base64'))
    expect(kept).not.toContain(ServicePassword)
  })

  it('counts the names of one user, and takes one again that is free', async () => {
    const { w, create, nameOf } = await given()
    const { ServiceSpecificCredentialId } = await create('Ann')
    expect(await nameOf('Ann')).toBe(`Ann+1-at-${ACCOUNT}`)
    expect(await nameOf('Ann', 'cassandra.amazonaws.com')).toBe(`Ann-at-${ACCOUNT}`)
    await w.call(DeleteServiceSpecificCredential, { UserName: 'Ann', ServiceSpecificCredentialId })
    expect(await nameOf('Ann')).toBe(`Ann-at-${ACCOUNT}`)
  })

  it('gives no two credentials of a service one name, whoever has it', async () => {
    const { w, nameOf } = await given()
    await nameOf('Ann')
    await w.call(UpdateUser, { UserName: 'Ann', NewUserName: 'Eve' })
    await w.user('ANN')
    await w.user('ann+1')
    expect(await nameOf('ann+1')).toBe(`ann+1-at-${ACCOUNT}`)
    expect(await nameOf('ann')).toBe(`ANN+2-at-${ACCOUNT}`)
  })

  it('asks for the user as it is, with the service and the days as condition keys', async () => {
    const { w } = await given()
    const at = (path: string) => `arn:aws:iam::${ACCOUNT}:user/${path}`
    const asked = { action: 'iam:CreateServiceSpecificCredential', resource: at('team/Ann'), named: at('ANN') }
    const [service, days] = ['iam:ServiceSpecificCredentialServiceName', 'iam:ServiceSpecificCredentialAgeDays']
    expect(askedBy(w, CreateServiceSpecificCredential, { ...input, UserName: 'ANN' })).toEqual([
      { ...asked, context: { [service]: CODECOMMIT, [days]: undefined } },
    ])
    expect(askedBy(w, CreateServiceSpecificCredential, { ...input, UserName: 'ANN', CredentialAgeDays: 7 })).toEqual([
      { ...asked, context: { [service]: CODECOMMIT, [days]: '7' } },
    ])
  })

  it('is allowed for the services and days that a policy says', async () => {
    const { w } = await given()
    const Condition = {
      StringEquals: { 'iam:ServiceSpecificCredentialServiceName': 'bedrock.amazonaws.com' },
      NumericLessThanEquals: { 'iam:ServiceSpecificCredentialAgeDays': '30' },
    }
    const Statement = { Effect: 'Allow', Action: 'iam:CreateServiceSpecificCredential', Resource: '*', Condition }
    const bob = await w.user('bob', { p: { Version: '2012-10-17', Statement } })
    const bedrock = { UserName: 'Ann', ServiceName: 'bedrock.amazonaws.com' }
    await w.call(CreateServiceSpecificCredential, { ...bedrock, CredentialAgeDays: 30 }, bob)
    for (const refused of [input, bedrock, { ...bedrock, CredentialAgeDays: 31 }, { ...bedrock, CredentialAgeDays: 100 }])
      expect(await w.refusal(CreateServiceSpecificCredential, refused, bob)).toMatchObject({ code: 'AccessDenied' })
  })

  it.each([
    [
      'a user who is not there, before the service',
      { UserName: 'none', ServiceName: 'x' },
      'NoSuchEntity',
      'The user with name none cannot be found.',
    ],
    ...['lambda.amazonaws.com', 'constructor', 'CODECOMMIT.amazonaws.com'].map((ServiceName) => [
      `the service ${ServiceName}`,
      { ServiceName },
      'NoSuchEntity',
      `No such service ${ServiceName} is supported for Service Specific Credentials`,
    ]),
    [
      'days for a password',
      { CredentialAgeDays: 1 },
      'InvalidInput',
      'CredentialAgeDays is not supported for codecommit.amazonaws.com. Its credentials do not expire.',
    ],
  ] as [string, object, string, string][])('refuses %s', async (_why, what, code, message) => {
    const { w } = await given()
    expect(await w.refusal(CreateServiceSpecificCredential, { ...input, ...what })).toEqual({ code, message })
    expect(await w.refusal(CreateServiceSpecificCredential, input, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })

  it('refuses a third of a user and a service, and takes one of another service', async () => {
    const { w, create } = await given()
    await create('Ann')
    await create('Ann')
    const message = 'Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2'
    expect(await w.refusal(CreateServiceSpecificCredential, input)).toEqual({ code: 'LimitExceeded', message })
    await create('Ann', 'cassandra.amazonaws.com')
  })
})
