import { describe, expect, it } from 'vitest'
import { federatedBy } from '../../testing/callers.js'
import { root, world } from '../../testing/world.js'
import { iamOperations } from './operations.js'
import { GetUser } from './users/GetUser.js'
import { ListUsers } from './users/ListUsers.js'

const times = { issuedAt: 0, expiresAt: 1 }

describe('operations of IAM', () => {
  it('are listed once each, and each requires a permission', () => {
    const names = iamOperations.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(iamOperations.filter(({ authorize }) => typeof authorize !== 'function')).toEqual([])
    expect(iamOperations.filter(({ service }) => service !== 'iam')).toEqual([])
  })

  it.each(iamOperations.map((operation) => [operation.name, operation] as const))(
    '%s refuses credentials of GetSessionToken first of all, also those of the root user',
    async (_name, operation) => {
      const w = await world()
      const caller = { ...root, session: { kind: 'get-session-token', ...times } } as const
      expect(await w.refusal(operation, {}, caller)).toEqual({
        code: 'InvalidClientTokenId',
        message: 'The security token included in the request is invalid',
      })
    },
  )

  it('accept a user with its key, but not with a session token that it got without MFA', async () => {
    const w = await world()
    const ann = await w.user('ann', { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:*', Resource: '*' } } })
    await w.call(ListUsers, {}, ann)
    const session = { kind: 'get-session-token', ...times } as const
    expect(await w.refusal(GetUser, {}, { ...ann, session })).toMatchObject({ code: 'InvalidClientTokenId' })
    const proven = { ...session, mfaAt: 0 }
    expect(await w.call(GetUser, {}, { ...ann, session: proven })).toMatchObject({ User: { UserName: 'ann' } })
    expect(await w.call(GetUser, {}, { ...root, session: proven })).toMatchObject({ User: { Arn: root.arn } })
    const bob = await w.user('bob')
    expect(await w.refusal(GetUser, {}, { ...bob, session: proven })).toMatchObject({ code: 'AccessDenied' })
  })
  it('refuse a federated user, whatever its policies say', async () => {
    const w = await world()
    const ann = await w.user('ann', { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } })
    expect(await w.refusal(ListUsers, {}, federatedBy(ann))).toMatchObject({ code: 'InvalidClientTokenId' })
  })
})
