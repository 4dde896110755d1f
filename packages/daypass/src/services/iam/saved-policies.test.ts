import { describe, expect, it } from 'vitest'
import type { Operation } from '../../core/operation.js'
import { policies } from '../../directory/iam/policy.js'
import { roles } from '../../directory/iam/role.js'
import { roleSession } from '../../testing/callers.js'
import { ACCOUNT, START, type World, world } from '../../testing/world.js'
import { CreatePolicy } from './policies/CreatePolicy.js'
import { CreatePolicyVersion } from './policies/CreatePolicyVersion.js'
import { PutRolePolicy } from './role-policies/PutRolePolicy.js'
import { CreateRole } from './roles/CreateRole.js'
import { UpdateAssumeRolePolicy } from './roles/UpdateAssumeRolePolicy.js'
import { AttachUserPolicy } from './user-policies/AttachUserPolicy.js'
import { PutUserPolicy } from './user-policies/PutUserPolicy.js'
import { GetUser } from './users/GetUser.js'

const MINE = `arn:aws:iam::${ACCOUNT}:policy/mine`
const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }
const saved = (statement: object = {}, over: object = {}) =>
  JSON.stringify({ Version: '2012-10-17', ...over, Statement: { ...allow, ...statement } })
const trusting = (principal: unknown) => saved({ Action: 'sts:AssumeRole', Principal: principal, Resource: undefined })

async function given(): Promise<World> {
  const w = await world()
  await w.user('ann')
  await roleSession(w, 'reader')
  await w.call(CreatePolicy, { PolicyName: 'mine', PolicyDocument: saved() })
  return w
}

/** Every operation that saves an identity policy, and its input. */
const IDENTITY: [Operation, (text: string) => object][] = [
  [PutUserPolicy, (PolicyDocument) => ({ UserName: 'ann', PolicyName: 'p', PolicyDocument })],
  [PutRolePolicy, (PolicyDocument) => ({ RoleName: 'reader', PolicyName: 'p', PolicyDocument })],
  [CreatePolicy, (PolicyDocument) => ({ PolicyName: 'other', PolicyDocument })],
  [CreatePolicyVersion, (PolicyDocument) => ({ PolicyArn: MINE, PolicyDocument })],
]

const TRUST: [Operation, (text: string) => object][] = [
  [CreateRole, (AssumeRolePolicyDocument) => ({ RoleName: 'other', AssumeRolePolicyDocument })],
  [UpdateAssumeRolePolicy, (PolicyDocument) => ({ RoleName: 'reader', PolicyDocument })],
]

const malformed = (message: string) => ({ code: 'MalformedPolicyDocument', message })

describe.each(IDENTITY)('$name', (operation, input) => {
  it.each([
    ['another partition', saved({ Resource: 'arn:aws-cn:s3:::b' }), 'Partition "aws-cn" is not valid for resource "arn:aws-cn:s3:::b".'],
    [
      'a region of IAM',
      saved({ Resource: 'arn:aws:iam:eu-west-1:1:role/x' }),
      'IAM resource arn:aws:iam:eu-west-1:1:role/x cannot contain region information.',
    ],
    [
      'a bucket in a region',
      saved({ Resource: 'arn:aws:s3:eu-west-1::b' }),
      'Resource arn:aws:s3:eu-west-1::b can not contain region information.',
    ],
    [
      'any path of IAM',
      saved({ Resource: 'arn:aws:iam::111122223333:*/*' }),
      'IAM resource path must either be "*", root, or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.',
    ],
    ['an Effect in lower case', saved({ Effect: 'allow' }), 'The policy failed legacy parsing'],
    ['white space before it', ` ${saved()}`, 'The policy failed legacy parsing'],
    ['an unknown element', saved({ Foo: 1 }), 'Syntax errors in policy.'],
    ['an unknown operator', saved({ Condition: { StringMatches: { 'aws:x': 'y' } } }), 'Syntax errors in policy.'],
  ])('refuses a document with %s and only the text of AWS', async (_what, text, message) => {
    const w = await given()
    expect(await w.refusal(operation, input(text))).toEqual(malformed(message))
  })

  it('accepts any partition in a resource, and a region where the service has one', async () => {
    const w = await given()
    const Resource = ['arn:*:s3:::b', `arn:aws:iam::${ACCOUNT}:*`, 'arn:aws:s3:eu-west-1:1:accesspoint/a', 'arn:aws:sqs:eu-west-1:1:q']
    await w.call(operation, input(saved({ Resource })))
  })

  it('explains the error in a header, and in the audit', async () => {
    const w = await given()
    const outcome = await w.attempt(operation, input(saved({ Föö: 1 })))
    const explanation = 'Unknown element Föö (line 1, column 94).'
    expect(outcome).toMatchObject({
      error: { message: 'Syntax errors in policy.', detail: { headers: { 'x-daypass-reason': explanation.replaceAll('ö', '\\u00f6') } } },
      event: { reason: `Syntax errors in policy. ${explanation}` },
    })
  })

  it('explains the error in the message if the server explains errors', async () => {
    const w = await world({ explainErrors: true })
    await w.user('ann')
    await roleSession(w, 'reader')
    await w.call(CreatePolicy, { PolicyName: 'mine', PolicyDocument: saved() })
    const { message } = await w.refusal(operation, input(saved({ Foo: 1 })))
    expect(message).toBe('Syntax errors in policy. Unknown element Foo (line 1, column 94).')
  })
})

describe('the version of a policy', () => {
  const older = [
    saved({}, { Version: undefined }),
    saved({}, { Version: '2008-10-17' }),
    saved({ Effect: 'allow' }, { Version: undefined }),
  ]
  const VERSION = 'Policy document must be version 2012-10-17 or greater.'

  it.each(IDENTITY.slice(2))('must be the newer one for $name, which is checked first', async (operation, input) => {
    const w = await given()
    for (const text of older) expect(await w.refusal(operation, input(text))).toEqual(malformed(VERSION))
  })

  it.each(IDENTITY.slice(0, 2))('can be either for $name', async (operation, input) => {
    const w = await given()
    for (const text of older.slice(0, 2)) await w.call(operation, input(text))
  })
})

describe.each(TRUST)('$name', (operation, input) => {
  it.each([
    ['a service without a name', trusting({ Service: 'amazonaws.com' }), 'Invalid principal in policy: "SERVICE":"amazonaws.com"'],
    ['white space before it', `\n${trusting({ AWS: ACCOUNT })}`, 'JSON strings must not have leading spaces'],
    ['white space before invalid JSON', '\n{,}', 'This policy contains invalid Json'],
    ['an Effect in lower case', trusting({ AWS: ACCOUNT }).replace('Allow', 'allow'), 'The policy failed legacy parsing'],
    ['an unknown element', trusting({ AWS: ACCOUNT }).replace('"Action"', '"Foo":1,"Action"'), 'Syntax errors in policy.'],
  ])('refuses a document with %s', async (_what, text, message) => {
    const w = await given()
    expect(await w.refusal(operation, input(text))).toEqual(malformed(message))
  })

  it('accepts a service by its name, and the older version', async () => {
    const w = await given()
    await w.call(operation, input(trusting({ Service: 'states.eu-west-1.amazonaws.com' }).replace('2012', '2008')))
  })
})

describe('a policy that was stored before these rules', () => {
  it('is evaluated as before: an inline policy, its Allow and its Deny', async () => {
    const w = await world()
    const Resource = ['arn:aws-cn:s3:::b', 'arn:aws:iam:eu-west-1:1:role/x', `arn:*:iam::${ACCOUNT}:*/*`]
    const ann = await w.user('ann', { p: { Statement: { Effect: 'Allow', Action: 'iam:GetUser', Resource } } })
    await w.call(GetUser, { UserName: 'ann' }, ann)
    const denied = { Statement: { Effect: 'Deny', Action: '*', Resource: `arn:aws:*:*:${ACCOUNT}:*` } }
    const bob = await w.user('bob', { p: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }, denied })
    expect((await w.refusal(GetUser, { UserName: 'bob' }, bob)).message).toContain('with an explicit deny')
  })

  it('can be attached and is evaluated: a managed policy of the older version', async () => {
    const w = await given()
    const text = saved({ Action: 'iam:GetUser', Resource: `arn:*:iam::${ACCOUNT}:*/*` }, { Version: '2008-10-17' })
    const base = { account: ACCOUNT, name: 'old', id: 'ANPAQAAAAAAAAAAAAAAAA', arn: MINE.replace('mine', 'old'), path: '/', tags: {} }
    const times = { createdAt: START, updatedAt: START }
    const versions = [{ id: 'v1', text, createdAt: START }]
    await w.change((state) =>
      policies.put(state, { ...base, ...times, versions, defaultVersion: 'v1', nextVersion: 2, attachmentCount: 0 }),
    )
    const bob = await w.user('bob')
    await w.call(AttachUserPolicy, { UserName: 'bob', PolicyArn: base.arn })
    await w.call(GetUser, { UserName: 'bob' }, bob)
  })

  it('is kept and returned: a trust policy that could not be saved today', async () => {
    const w = await given()
    const trust = ` ${trusting({ Service: 'amazonaws.com', AWS: 'arn:aws-cn:iam::111122223333:root' })}`
    await w.change((state) => {
      const role = roles.get(state, ACCOUNT, 'reader')
      if (role !== undefined) roles.put(state, { ...role, trust })
    })
    expect(await w.refusal(UpdateAssumeRolePolicy, { RoleName: 'reader', PolicyDocument: trust })).toMatchObject({
      code: 'MalformedPolicyDocument',
    })
    await w.call(UpdateAssumeRolePolicy, { RoleName: 'reader', PolicyDocument: trusting({ AWS: ACCOUNT }) })
  })
})
