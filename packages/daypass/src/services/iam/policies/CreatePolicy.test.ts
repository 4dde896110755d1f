import { describe, expect, it } from 'vitest'
import { ACCOUNT, root, START, world } from '../../../testing/world.js'
import { CreatePolicy } from './CreatePolicy.js'
import { CreatePolicyVersion } from './CreatePolicyVersion.js'
import { GetPolicyVersion } from './GetPolicyVersion.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
const PROBLEM = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject"}}'

const input = { PolicyName: 'Mine', Path: '/own/', PolicyDocument: DOCUMENT, Description: 'd', Tags: [{ Key: 'k', Value: 'v' }] }
const OWN = `arn:aws:iam::${ACCOUNT}:policy/own/Mine`

describe('CreatePolicy', () => {
  it('returns the policy, whose document is version v1', async () => {
    const w = await world()
    const { Policy } = await w.call(CreatePolicy, input)
    expect(Policy).toEqual({
      PolicyName: 'Mine',
      PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
      Arn: OWN,
      Path: '/own/',
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate: new Date(START),
      UpdateDate: new Date(START),
      Tags: input.Tags,
    })
    const { PolicyVersion } = await w.call(GetPolicyVersion, { PolicyArn: OWN, VersionId: 'v1' })
    expect(decodeURIComponent(PolicyVersion?.Document ?? '')).toBe(DOCUMENT)
  })

  it('stores five versions of the longest possible text', async () => {
    const w = await world()
    const PolicyDocument = DOCUMENT + '\n'.repeat(65_536 - DOCUMENT.length)
    await w.call(CreatePolicy, { ...input, PolicyDocument })
    for (let version = 2; version <= 5; version++) await w.call(CreatePolicyVersion, { PolicyArn: OWN, PolicyDocument })
    expect(await w.call(GetPolicyVersion, { PolicyArn: OWN, VersionId: 'v5' })).toMatchObject({ PolicyVersion: { VersionId: 'v5' } })
  })

  it('requires permission on the new ARN, and for tagging when there are tags', async () => {
    const w = await world()
    const asked = (what: typeof input | { PolicyName: string; PolicyDocument: string }) =>
      w.read((state) => CreatePolicy.authorize(what, root, { state, awsManaged: w.awsManaged }))
    const context = { 'aws:TagKeys': ['k'], 'aws:RequestTag/k': 'v' }
    expect(asked(input)).toEqual([
      { action: 'iam:CreatePolicy', resource: OWN, context },
      { action: 'iam:TagPolicy', resource: OWN, context },
    ])
    expect(asked({ PolicyName: 'p', PolicyDocument: '' })).toEqual([
      { action: 'iam:CreatePolicy', resource: `arn:aws:iam::${ACCOUNT}:policy/p`, context: {} },
    ])
  })

  it.each([
    [
      'a name that differs only by case and path',
      { PolicyName: 'MINE', Path: '/' },
      'EntityAlreadyExists',
      'A policy called MINE already exists. Duplicate names are not allowed.',
    ],
    ['invalid JSON', { PolicyDocument: '{' }, 'MalformedPolicyDocument', 'Syntax errors in policy.'],
    ['a document without resources', { PolicyDocument: PROBLEM }, 'MalformedPolicyDocument', 'Policy statement must contain resources.'],
    [
      'a document that is too large',
      { PolicyDocument: DOCUMENT.replace('"*"', `"arn:aws:s3:::${'x'.repeat(6144)}"`) },
      'LimitExceeded',
      'Cannot exceed quota for PolicySize: 6144',
    ],
    [
      'a document with too much white space to be stored five times',
      { PolicyDocument: DOCUMENT + ' '.repeat(65_536) },
      'LimitExceeded',
      'Cannot exceed quota for PolicySize: 6144',
    ],
    [
      'a tag key that begins with aws:',
      { Tags: [{ Key: 'aws:x', Value: '' }] },
      'InvalidInput',
      'Tag keys that begin with aws: are reserved for system use.',
    ],
  ])('refuses %s', async (_why, what, code, message) => {
    const w = await world()
    await w.call(CreatePolicy, input)
    const refusal = { code, message: expect.stringContaining(message) }
    expect(await w.refusal(CreatePolicy, { PolicyName: 'other', PolicyDocument: DOCUMENT, ...what })).toEqual(refusal)
  })

  it('refuses a caller who may only create policies under another path', async () => {
    const w = await world()
    const Statement = { Effect: 'Allow', Action: 'iam:*', Resource: `arn:aws:iam::${ACCOUNT}:policy/other/*` }
    const ann = await w.user('ann', { p: { Version: '2012-10-17', Statement } })
    expect(await w.refusal(CreatePolicy, input, ann)).toMatchObject({ code: 'AccessDenied' })
    await w.call(CreatePolicy, { ...input, Path: '/other/' }, ann)
  })
})
