import { describe, expect, it } from 'vitest'
import { roleSession } from '../../../testing/callers.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, type OutputOf, START, world } from '../../../testing/world.js'
import { CreateServiceSpecificCredential } from './CreateServiceSpecificCredential.js'
import { ListServiceSpecificCredentials } from './ListServiceSpecificCredentials.js'

const [CODECOMMIT, LOGS] = ['codecommit.amazonaws.com', 'logs.amazonaws.com']
const given = async () => {
  const w = await world()
  const ann = await w.user('Ann', { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:List*', Resource: '*' } } })
  await w.user('bob')
  for (const [UserName, ServiceName] of [
    ['Ann', CODECOMMIT],
    ['Ann', LOGS],
    ['Ann', CODECOMMIT],
    ['bob', LOGS],
    ['bob', CODECOMMIT],
  ])
    await w.call(CreateServiceSpecificCredential, { UserName: `${UserName}`, ServiceName: `${ServiceName}` })
  const pages = async (input: object) => {
    const seen: string[] = []
    let page: OutputOf<typeof ListServiceSpecificCredentials> = {}
    do {
      page = await w.call(ListServiceSpecificCredentials, { ...input, Marker: page.Marker })
      seen.push(
        ...(page.ServiceSpecificCredentials ?? []).map((one) => `${one.UserName} ${one.ServiceName} ${one.ServiceSpecificCredentialId}`),
      )
    } while (page.IsTruncated === true)
    return seen
  }
  return { w, ann, pages }
}

describe('ListServiceSpecificCredentials', () => {
  it('returns the credentials of a user, or of the caller, without secrets, and IsTruncated only where it is', async () => {
    const { w, ann } = await given()
    const all = await w.call(ListServiceSpecificCredentials, { UserName: 'ANN' })
    expect(Object.keys(all)).toEqual(['ServiceSpecificCredentials'])
    expect(all.ServiceSpecificCredentials).toHaveLength(3)
    expect(all.ServiceSpecificCredentials).toContainEqual({
      ...{ UserName: 'Ann', ServiceName: LOGS, Status: 'Active', CreateDate: new Date(START), ExpirationDate: undefined },
      ...{ ServiceCredentialAlias: `Ann-at-${ACCOUNT}`, ServiceSpecificCredentialId: expect.stringMatching(/^ACCA/) },
    })
    expect(all.ServiceSpecificCredentials?.map(({ ServiceUserName }) => ServiceUserName).toSorted()).toEqual([
      `Ann+1-at-${ACCOUNT}`,
      `Ann-at-${ACCOUNT}`,
      undefined,
    ])
    expect(await w.call(ListServiceSpecificCredentials, {}, ann)).toEqual(all)
    expect(await w.call(ListServiceSpecificCredentials, { UserName: 'Ann', MaxItems: 1 })).toMatchObject({ IsTruncated: true })
  })

  it('returns those of one service, of a user or of all', async () => {
    const { w } = await given()
    const { ServiceSpecificCredentials = [] } = await w.call(ListServiceSpecificCredentials, { UserName: 'Ann', ServiceName: CODECOMMIT })
    expect(ServiceSpecificCredentials.map(({ ServiceName }) => ServiceName)).toEqual([CODECOMMIT, CODECOMMIT])
    const ofAll = await w.call(ListServiceSpecificCredentials, { AllUsers: true, ServiceName: LOGS })
    expect(ofAll.ServiceSpecificCredentials?.map(({ UserName }) => UserName).toSorted()).toEqual(['Ann', 'bob'])
    expect(ofAll.IsTruncated).toBe(false)
    expect(await w.call(ListServiceSpecificCredentials, { UserName: 'bob', ServiceName: 'cassandra.amazonaws.com' })).toEqual({
      ServiceSpecificCredentials: [],
    })
  })

  it('returns the same in pages of any size, of one user and of all', async () => {
    const { pages } = await given()
    const [ofAll, ofAnn] = [await pages({ AllUsers: true }), await pages({ UserName: 'Ann' })]
    expect([ofAll.length, new Set(ofAll).size, ofAnn.length]).toEqual([5, 5, 3])
    for (const MaxItems of [1, 2, 3, 4, 5, 6]) {
      expect(await pages({ AllUsers: true, MaxItems })).toEqual(ofAll)
      expect(await pages({ UserName: 'Ann', MaxItems })).toEqual(ofAnn)
    }
  })

  it('returns none of the root user, who has none', async () => {
    const { w } = await given()
    expect(await w.call(ListServiceSpecificCredentials, { AllUsers: false })).toEqual({ ServiceSpecificCredentials: [] })
  })

  it('shows a credential as expired when its time is over', async () => {
    const { w } = await given()
    await w.call(CreateServiceSpecificCredential, { UserName: 'bob', ServiceName: LOGS, CredentialAgeDays: 1 })
    const states = async () => {
      const { ServiceSpecificCredentials } = await w.call(ListServiceSpecificCredentials, { UserName: 'bob', ServiceName: LOGS })
      return ServiceSpecificCredentials?.map(({ Status }) => Status).toSorted()
    }
    w.clock.move(86_400_000 - 1)
    expect(await states()).toEqual(['Active', 'Active'])
    w.clock.move(86_400_000)
    expect(await states()).toEqual(['Active', 'Expired'])
  })

  it('asks for the user as it is, for the caller, or for all users', async () => {
    const { w } = await given()
    const [action, at] = ['iam:ListServiceSpecificCredentials', (path: string) => `arn:aws:iam::${ACCOUNT}:${path}`]
    expect(askedBy(w, ListServiceSpecificCredentials, { UserName: 'ANN' })).toEqual([
      { action, resource: at('user/Ann'), named: at('user/ANN'), context: {} },
    ])
    expect(askedBy(w, ListServiceSpecificCredentials, {})).toEqual([{ action, resource: at('root') }])
    expect(askedBy(w, ListServiceSpecificCredentials, { AllUsers: true })).toEqual([{ action, resource: at('user/') }])
  })

  it.each([
    [
      'a user who is not there, before the service',
      { UserName: 'none', ServiceName: 'x' },
      'NoSuchEntity',
      'The user with name none cannot be found.',
    ],
    [
      'a service that has none',
      { UserName: 'bob', ServiceName: 'x' },
      'NoSuchEntity',
      'No such service x is supported for Service Specific Credentials',
    ],
    ['a user and all users', { UserName: 'bob', AllUsers: true }, 'InvalidInput', 'UserName and AllUsers cannot be used together.'],
  ])('refuses %s', async (_why, input, code, message) => {
    const { w } = await given()
    expect(await w.refusal(ListServiceSpecificCredentials, input)).toEqual({ code, message })
  })

  it('refuses a role that names nobody, a marker of another list, and all users to a caller who may list one', async () => {
    const { w } = await given()
    expect(await w.refusal(ListServiceSpecificCredentials, {}, await roleSession(w))).toMatchObject({ code: 'ValidationError' })
    const { Marker } = await w.call(ListServiceSpecificCredentials, { AllUsers: true, MaxItems: 1 })
    expect(await w.refusal(ListServiceSpecificCredentials, { UserName: 'Ann', Marker })).toMatchObject({ message: 'Invalid Marker.' })
    const Statement = { Effect: 'Allow', Action: 'iam:*', Resource: `arn:aws:iam::${ACCOUNT}:user/bob` }
    const carl = await w.user('carl', { p: { Version: '2012-10-17', Statement } })
    await w.call(ListServiceSpecificCredentials, { UserName: 'bob' }, carl)
    expect(await w.refusal(ListServiceSpecificCredentials, { AllUsers: true }, carl)).toMatchObject({ code: 'AccessDenied' })
  })
})
