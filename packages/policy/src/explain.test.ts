import { describe, expect, it } from 'vitest'
import { authorize, type Question } from './authorize.js'
import { compilePolicies } from './compile.js'
import { accessDeniedMessage, explain } from './explain.js'
import { alice, anonymous, ask, carol, compiled, FOREIGN, policyOf, root, zoe } from './testing/sample.js'

const everything = { Action: '*', Resource: '*' }
const open = compiled('identity', { Effect: 'Allow', ...everything })
const inline = compiled('identity', { Effect: 'Deny', ...everything })
const ARN = 'arn:aws:iam::111122223333:policy/NoData'
const managed = compilePolicies([{ name: ARN, policy: policyOf('managed', { Effect: 'Deny', ...everything }) }])
const silent = compiled('session', { Effect: 'Allow', Action: 'ec2:*', Resource: '*' })
const trust = (effect: string, principal: unknown) => compiled('trust', { Effect: effect, Principal: principal, Action: 'sts:*' })
const bucket = (effect: string) =>
  compiled('s3-bucket', { Effect: effect, Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::acme-data/*' })

function reason(changes: Partial<Question>): string {
  const question = ask(changes)
  return explain(authorize(question), question)
}

describe('explain', () => {
  it.each<[Partial<Question>, string]>([
    [{}, 'because no identity-based policy allows the s3:GetObject action'],
    [{ principal: anonymous }, 'because no resource-based policy allows the s3:GetObject action'],
    [{ principal: carol, policies: { identity: open, session: silent } }, 'because no session policy allows the s3:GetObject action'],
    [
      { action: 'sts:AssumeRole', policies: { trust: trust('Allow', { AWS: zoe.arn }) } },
      'because no role trust policy allows the sts:AssumeRole action',
    ],
    [{ policies: { identity: inline } }, 'with an explicit deny in an identity-based policy'],
    [{ policies: { identity: managed } }, `with an explicit deny in an identity-based policy: ${ARN}`],
    [{ resourceAccount: FOREIGN, policies: { identity: managed } }, 'with an explicit deny in an identity-based policy'],
    [{ principal: carol, policies: { session: managed } }, `with an explicit deny in a session policy: ${ARN}`],
    [{ policies: { resource: bucket('Deny') } }, 'with an explicit deny in a resource-based policy'],
    [{ action: 'sts:AssumeRole', policies: { trust: trust('Deny', '*') } }, 'with an explicit deny in the role trust policy'],
    [{ principal: root }, 'because the root user of the account needs no policy'],
    [{ policies: { resource: bucket('Allow') } }, 'because a resource-based policy allows the s3:GetObject action'],
  ])('case %#', (changes, expected) => {
    expect(reason(changes)).toBe(expected)
  })

  it('names the policy of the layer that is blamed', () => {
    const policies = { identity: inline, session: managed }
    expect(reason({ principal: carol, policies })).toBe('with an explicit deny in an identity-based policy')
  })
})

describe('accessDeniedMessage', () => {
  const message = (changes: Partial<Question>) => {
    const question = ask(changes)
    return accessDeniedMessage(question, authorize(question))
  }

  it('is the whole sentence', () => {
    expect(message({})).toBe(
      `User: ${alice.arn} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::acme-data/x because no identity-based policy allows the s3:GetObject action`,
    )
  })

  it('names a session by its session ARN', () => {
    expect(message({ principal: carol })).toContain(`User: ${carol.arn} is not authorized`)
  })

  it('leaves out a resource that there is not, and calls a caller without name anonymous', () => {
    expect(message({ action: 's3:ListAllMyBuckets', resource: '*' })).toBe(
      `User: ${alice.arn} is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action`,
    )
    expect(message({ principal: anonymous })).toContain('User: anonymous is not authorized')
  })
})
