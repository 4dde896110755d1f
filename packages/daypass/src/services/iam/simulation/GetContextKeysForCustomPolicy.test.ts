import { describe, expect, it } from 'vitest'
import { root, world } from '../../../testing/world.js'
import { GetContextKeysForCustomPolicy } from './GetContextKeysForCustomPolicy.js'

const policy = (over: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*', ...over } })

describe('GetContextKeysForCustomPolicy', () => {
  it('refuses more policies than can be parsed in one request', async () => {
    const PolicyInputList = [1, 2].map(() => policy({ Sid: 'x'.repeat(100_000) }))
    const refusal = { code: 'InvalidInput', message: expect.stringContaining('too long') }
    expect(await (await world()).refusal(GetContextKeysForCustomPolicy, { PolicyInputList })).toMatchObject(refusal)
  })

  it('refuses a pattern with ? whose search would take a gigabyte, also when the ? is escaped', async () => {
    const different = Array.from({ length: 60_000 }, (_, i) => String.fromCharCode(0x3400 + (i % 30_000))).join('')
    for (const mark of ['?', '\\u003f', '\\u003F']) {
      const PolicyInputList = [policy({ Resource: 'PLACE' }).replace('PLACE', `arn:aws:s3:::*${mark}${different}*`)]
      const refusal = { code: 'InvalidInput', message: expect.stringContaining('patterns with ?') }
      expect(await (await world()).refusal(GetContextKeysForCustomPolicy, { PolicyInputList })).toMatchObject(refusal)
    }
  })

  it('returns what the example of the AWS CLI shows', async () => {
    const w = await world()
    const PolicyInputList = [
      `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"arn:aws:dynamodb:us-west-2:123456789012:table/\${aws:username}","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2015-08-16T12:00:00Z"}}}}`,
    ]
    expect(await w.call(GetContextKeysForCustomPolicy, { PolicyInputList })).toEqual({
      ContextKeyNames: ['aws:username', 'aws:CurrentTime'],
    })
  })

  it('returns each key of all policies once', async () => {
    const w = await world()
    const keyed = (...keys: string[]) => policy({ Condition: { StringEquals: Object.fromEntries(keys.map((key) => [key, 'a'])) } })
    const PolicyInputList = [keyed('aws:SourceVpc', 'aws:username'), keyed('AWS:SourceVPC', 's3:prefix'), policy({})]
    expect(await w.call(GetContextKeysForCustomPolicy, { PolicyInputList })).toEqual({
      ContextKeyNames: ['aws:SourceVpc', 'aws:username', 's3:prefix'],
    })
  })

  it('requires permission for itself', async () => {
    const w = await world()
    const asked = w.read((state) =>
      GetContextKeysForCustomPolicy.authorize({ PolicyInputList: [] }, root, { state, awsManaged: w.awsManaged }),
    )
    expect(asked).toEqual([{ action: 'iam:GetContextKeysForCustomPolicy', resource: '*' }])
  })

  it('refuses an invalid policy, and a caller without permission', async () => {
    const w = await world()
    const refusal = await w.refusal(GetContextKeysForCustomPolicy, { PolicyInputList: [policy({}), policy({ Effect: 'Maybe' })] })
    expect(refusal).toMatchObject({ code: 'InvalidInput', message: expect.stringMatching(/^Invalid Input Policy: PolicyInputList.2: /) })
    const denied = await w.refusal(GetContextKeysForCustomPolicy, { PolicyInputList: [policy({})] }, await w.user('ann'))
    expect(denied).toMatchObject({ code: 'AccessDenied' })
  })
})
