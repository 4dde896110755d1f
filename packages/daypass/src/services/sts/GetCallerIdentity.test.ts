import { describe, expect, it } from 'vitest'
import { anonymous } from '../../core/caller.js'
import { ACCOUNT, root, world } from '../../testing/world.js'
import { GetCallerIdentity } from './GetCallerIdentity.js'

describe('GetCallerIdentity', () => {
  it('says who the root user and a user are', async () => {
    const { call, user } = await world()
    expect(await call(GetCallerIdentity, {}, root)).toEqual({ UserId: ACCOUNT, Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:root` })
    const bob = await user('bob')
    expect(await call(GetCallerIdentity, {}, bob)).toEqual({ UserId: bob.id, Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/bob` })
  })

  it('asks nothing, so that no policy stops it', async () => {
    const { call, user } = await world()
    const denied = await user('denied', { all: { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } } })
    expect(GetCallerIdentity.authorize).toMatchObject({ kind: 'always' })
    expect(await call(GetCallerIdentity, {}, denied)).toMatchObject({ UserId: denied.id })
  })

  it('is refused to the unsigned', async () => {
    const { refusal } = await world()
    expect(await refusal(GetCallerIdentity, {}, anonymous)).toEqual({
      code: 'MissingAuthenticationToken',
      message: 'Request is missing Authentication Token',
    })
  })
})
