import { describe, expect, it } from 'vitest'
import { accessKeys } from '../../directory/iam/access-key.js'
import { ACCOUNT, START, world } from '../../testing/world.js'
import { GetAccessKeyInfo } from './GetAccessKeyInfo.js'

const OLD = 'AKIAIOSFODNN7EXAMPLE'

describe('GetAccessKeyInfo', () => {
  it.each([
    ['ASIAY34FZKBOKMUTVV7A', '609629065308'],
    ['AKIA6RVFFB77RE7OLMKI', '999999999999'],
    // AWS reads the account from the id; the last characters can be anything.
    ['ASIAY34FZKBOAAAAAAAA', '609629065308'],
  ])('reads the account of %s from the id itself', async (AccessKeyId, Account) => {
    const { call } = await world()
    expect(await call(GetAccessKeyInfo, { AccessKeyId })).toEqual({ Account })
  })

  it('looks up an access key id of the older format, also an inactive one', async () => {
    const { call, change } = await world()
    const record = { id: OLD, account: ACCOUNT, createdAt: START, secret: { version: 1, sealed: '' }, status: 'Inactive' as const }
    await change((state) => accessKeys.put(state, record))
    expect(await call(GetAccessKeyInfo, { AccessKeyId: OLD })).toEqual({ Account: ACCOUNT })
  })

  it('refuses an unknown access key id of the older format', async () => {
    const { refusal } = await world()
    expect(await refusal(GetAccessKeyInfo, { AccessKeyId: OLD })).toEqual({
      code: 'ValidationError',
      message: `The access key ID ${OLD} does not contain its account.`,
    })
  })

  it('requires sts:GetAccessKeyInfo on all resources', async () => {
    const { event } = await (await world()).attempt(GetAccessKeyInfo, { AccessKeyId: OLD })
    expect(event.questions.map((one) => one.question)).toEqual([{ action: 'sts:GetAccessKeyInfo', resource: '*' }])
  })

  it('denies a user without the permission', async () => {
    const { refusal, user } = await world()
    const bob = await user('bob')
    expect(await refusal(GetAccessKeyInfo, { AccessKeyId: OLD }, bob)).toMatchObject({ code: 'AccessDenied' })
  })
})
