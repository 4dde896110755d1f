import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { GetHumanReadableSummary } from './GetHumanReadableSummary.js'

const arnIn = (account: string) => `arn:aws:iam::${account}:delegation-request/0123456789abcdef`
const EntityArn = arnIn(ACCOUNT)

describe('GetHumanReadableSummary', () => {
  it('finds no request', async () => {
    expect(await (await world()).refusal(GetHumanReadableSummary, { EntityArn })).toEqual({ code: 'NoSuchEntity', message: 'Unknown' })
  })

  it('requires permission on the request, and of another account it gets none', async () => {
    const w = await world()
    const action = 'iam:GetHumanReadableSummary'
    expect(askedBy(w, GetHumanReadableSummary, { EntityArn })).toEqual([{ action, resource: EntityArn, resourceAccount: ACCOUNT }])
    const all = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }
    const ann = await w.user('ann', { all })
    expect(await w.refusal(GetHumanReadableSummary, { EntityArn: arnIn('111111111111') }, ann)).toMatchObject({ code: 'AccessDenied' })
    expect(await w.refusal(GetHumanReadableSummary, { EntityArn }, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })

  it.each([
    ['no ARN', 'delegation-request/0123456789abcdef', 'ValidationError', 'Invalid ARN:  Could not be parsed!'],
    [
      'the ARN of a role',
      `arn:aws:iam::${ACCOUNT}:role/some-role-of-ours`,
      'InvalidInput',
      'EntityArn must be the ARN of a delegation request.',
    ],
    [
      'an ARN of another partition',
      EntityArn.replace('aws', 'aws-cn'),
      'InvalidInput',
      'EntityArn must be the ARN of a delegation request.',
    ],
  ])('refuses %s', async (_what, arn, code, message) => {
    expect(await (await world()).refusal(GetHumanReadableSummary, { EntityArn: arn })).toEqual({ code, message })
  })
})
