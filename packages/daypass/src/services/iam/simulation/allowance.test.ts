import { describe, expect, it } from 'vitest'
import { ACCOUNT, type OutputOf, world } from '../../../testing/world.js'
import { SimulateCustomPolicy } from './SimulateCustomPolicy.js'

const BOB = `arn:aws:iam::${ACCOUNT}:user/bob`
const statement = (over: object = {}) => ({ Effect: 'Allow', Action: 's3:*', Resource: '*', ...over })
const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
const given = (over: object = {}) => ({ PolicyInputList: [policy(statement())], ActionNames: ['s3:GetObject'], ...over })
const entry = (ContextKeyName: string, ContextKeyType: string, ...ContextKeyValues: string[]) => ({
  ContextKeyName,
  ContextKeyType,
  ContextKeyValues,
})
const results = (output: OutputOf<typeof SimulateCustomPolicy>) => output.EvaluationResults ?? []
const TOO_MUCH = { code: 'InvalidInput', message: expect.stringMatching(/too (many|long)|are \d+ roles/) }
const numbered = (length: number, text: string) => Array.from({ length }, (_, at) => `${text}${at}*`)
const names = (length: number) => Array.from({ length }, (_, at) => `s3:Get${at}X`)
const objects = (length: number, key = '') => Array.from({ length }, (_, at) => `arn:aws:s3:::b/${key}${at}`)
const manyKeys = (length: number) => ({ Null: Object.fromEntries(Array.from({ length }, (_, at) => [`aws:RequestTag/k${at}`, 'true'])) })

describe('the work of one simulation', () => {
  it('puts fewer results into a page when there is much work, and refuses too much work', async () => {
    const w = await world()
    const PolicyInputList = [policy(...Array.from({ length: 200 }, () => statement({ Action: 'sqs:*' })))]
    const page = await w.call(SimulateCustomPolicy, given({ PolicyInputList, ActionNames: names(3), ResourceArns: objects(30) }))
    expect([results(page).length, page.IsTruncated]).toEqual([2, true])
    expect(await w.refusal(SimulateCustomPolicy, given({ PolicyInputList, ResourceArns: objects(100) }))).toMatchObject(TOO_MUCH)
  })

  it.each<[string, object]>([
    [
      'patterns of actions',
      { PolicyInputList: [policy(statement({ Action: numbered(9_000, '*:*a') }))], ActionNames: names(300), ResourceArns: objects(28) },
    ],
    [
      'patterns of resources',
      {
        PolicyInputList: [policy(statement({ Resource: numbered(3_000, 'arn:aws:s3:::*a*b') }))],
        ResourceArns: objects(20, 'ab'.repeat(200)),
      },
    ],
    [
      'values of conditions',
      {
        PolicyInputList: [policy(statement({ Condition: { StringLike: { 'aws:PrincipalTag/k': numbered(2_000, '*a*b') } } }))],
        ContextEntries: [entry('aws:PrincipalTag/k', 'stringList', ...numbered(50, 'ab'.repeat(200)))],
      },
    ],
    [
      'values of variables',
      {
        PolicyInputList: [policy(statement({ Resource: `arn:aws:s3:::${`?\${aws:username}`.repeat(500)}` }))],
        ContextEntries: [entry('aws:username', 'string', 'x'.repeat(10_000))],
      },
    ],
    [
      'keys that are reported as missing',
      { PolicyInputList: [policy(statement({ Condition: manyKeys(1_000) }))], ResourceArns: objects(300) },
    ],
    ['policies', { PolicyInputList: [1, 2, 3, 4].map(() => policy(statement({ Action: numbered(4_000, 's3:') }))) }],
    ['pattern with ?', { PolicyInputList: [policy(statement({ Resource: `arn:aws:s3:::*${'?a'.repeat(30_000)}*` }))] }],
    [
      'resource policy',
      { ResourcePolicy: policy(statement({ Principal: '*', Resource: numbered(9_000, 'arn:aws:s3:::b/') })), CallerArn: BOB },
    ],
    [
      'roles whose trust policies are evaluated',
      { ActionNames: ['sts:AssumeRole'], ResourceArns: numbered(101, `arn:aws:iam::${ACCOUNT}:role/r`) },
    ],
  ])('refuses what would take too long: %s', async (_what, over) => {
    expect(await (await world()).refusal(SimulateCustomPolicy, given(over))).toMatchObject(TOO_MUCH)
  })

  it('answers for what a large account needs', async () => {
    const Action = numbered(120, 's3:Get')
    const ten = Array.from({ length: 10 }, () => policy(statement({ Action, Resource: numbered(60, 'arn:aws:s3:::bucket-') })))
    const input = given({ PolicyInputList: ten, ActionNames: names(10), ResourceArns: objects(4) })
    expect(results(await (await world()).call(SimulateCustomPolicy, input))).toHaveLength(10)
  })
})
