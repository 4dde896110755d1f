import { describe, expect, it } from 'vitest'
import { anonymous } from '../../core/caller.js'
import { ACCOUNT, root, world } from '../../testing/world.js'
import { GetCallerIdentity } from './GetCallerIdentity.js'

describe('GetCallerIdentity', () => {
  it('identifies the root user and a user', async () => {
    const { call, user } = await world()
    expect(await call(GetCallerIdentity, {}, root)).toEqual({ UserId: ACCOUNT, Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:root` })
    const bob = await user('bob')
    expect(await call(GetCallerIdentity, {}, bob)).toEqual({ UserId: bob.id, Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/bob` })
  })

  it('requires no permission, so no policy can deny it', async () => {
    const { call, user } = await world()
    const denied = await user('denied', { all: { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } } })
    expect(GetCallerIdentity.authorize).toMatchObject({ kind: 'always' })
    expect(await call(GetCallerIdentity, {}, denied)).toMatchObject({ UserId: denied.id })
  })

  it('refuses an unsigned request', async () => {
    const { refusal } = await world()
    expect(await refusal(GetCallerIdentity, {}, anonymous)).toEqual({
      code: 'MissingAuthenticationToken',
      message: 'Request is missing Authentication Token',
    })
  })
})
