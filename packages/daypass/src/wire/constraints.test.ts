import { describe, expect, it } from 'vitest'
import { checkConstraints, constraintProblem, validationMessage } from './constraints.js'
import { linkModel } from './link-model.js'
import { loadModel } from './model.js'

const sts = loadModel('sts')
const iam = loadModel('iam')
const role = 'arn:aws:iam::111111111111:role/some-role'
const arnPattern = '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+'
const failed = 'failed to satisfy constraint: Member must'

function assumeRole(input: Record<string, unknown>): string[] {
  return checkConstraints(sts, 'AssumeRoleRequest', { RoleArn: role, RoleSessionName: 'session', ...input })
}

describe('checkConstraints', () => {
  it('finds nothing wrong with a valid input', () => {
    expect(assumeRole({ DurationSeconds: 900, Tags: [{ Key: 'a', Value: '' }], PolicyArns: [{ arn: role }] })).toEqual([])
  })

  it('has the text that AWS STS sent for a session name (recorded July 2025)', () => {
    expect(validationMessage(assumeRole({ RoleArn: 'arn:a:b:::something/test-role', RoleSessionName: 'Session1:2' }))).toBe(
      "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: [\\w+=,.@-]*',
    )
  })

  it('has the text that AWS IAM sent for a status (recorded March 2025): no value, no members of the enum', () => {
    const clauses = checkConstraints(iam, 'UpdateAccessKeyRequest', { AccessKeyId: 'AKIAAAAAAAAAAAAAAAAA', Status: 'Invalid' })
    expect(validationMessage(clauses)).toBe(
      "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set",
    )
  })

  it('has the text that AWS IAM sent for an id with wrong characters (recorded March 2025)', () => {
    const clauses = checkConstraints(iam, 'DeleteAccessKeyRequest', { AccessKeyId: 'totally-wrong-credential-id-with-hyphens' })
    expect(validationMessage(clauses)).toBe(
      "1 validation error detected: Value at 'accessKeyId' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: [\\w]+',
    )
  })

  const NAME = 'It must contain only alphanumeric characters and/or the following: +=,.@_-'
  const PATH = 'It must begin and end with / and contain only alphanumeric characters and/or / characters.'
  const trust = { AssumeRolePolicyDocument: '{}' }
  it.each<[string, object, string | undefined]>([
    ['CreateRoleRequest', { ...trust, RoleName: 'a b' }, `The specified value for roleName is invalid. ${NAME}`],
    ['CreateUserRequest', { UserName: 'é' }, `The specified value for userName is invalid. ${NAME}`],
    ['GetUserRequest', { UserName: 'a/b' }, `The specified value for userName is invalid. ${NAME}`],
    ['CreatePolicyRequest', { PolicyName: '*', PolicyDocument: '{}' }, `The specified value for policyName is invalid. ${NAME}`],
    ['CreateUserRequest', { UserName: 'a', Path: 'p' }, `The specified value for path is invalid. ${PATH}`],
    ['CreatePolicyRequest', { PolicyName: 'p', Path: '/a b/', PolicyDocument: '{}' }, `The specified value for path is invalid. ${PATH}`],
    ['CreateRoleRequest', { ...trust, Path: '//', RoleName: 'a b' }, `The specified value for path is invalid. ${PATH}`],
    [
      'CreateRoleRequest',
      { ...trust, RoleName: ' '.repeat(65) },
      `1 validation error detected: Value at 'roleName' ${failed} have length less than or equal to 64`,
    ],
    [
      'CreateUserRequest',
      { UserName: '' },
      `1 validation error detected: Value at 'userName' ${failed} have length greater than or equal to 1`,
    ],
    [
      'CreateUserRequest',
      { UserName: 'a b', Tags: [{ Key: '', Value: '' }] },
      expect.stringMatching(/^2 validation errors detected: Value at 'tags.1.member.key'.*;[^;]*$/),
    ],
    ['ListUsersRequest', { PathPrefix: 'x' }, expect.stringMatching(/^1 validation error detected: Value at 'pathPrefix'/)],
    ['CreateUserRequest', { UserName: 'a', Path: '/a/' }, undefined],
  ])('of IAM, on %s with %j', (shape, input, message) => {
    expect(constraintProblem(iam, shape, input as Record<string, unknown>)).toEqual(message)
  })

  it('reports at most a hundred violations', () => {
    const wrong = Array.from({ length: 4_000 }, () => ({ Key: '', Value: '\u0000' }))
    expect(assumeRole({ Tags: wrong })).toHaveLength(100)
    const clauses = assumeRole({ TransitiveTagKeys: Array.from({ length: 4_000 }, () => '') })
    expect([clauses.length, clauses.at(-1)?.includes('member')]).toEqual([100, true])
  })

  it('puts the pattern before the length and members in model order', () => {
    expect(assumeRole({ RoleArn: '', RoleSessionName: '' })).toEqual([
      `Value '' at 'roleArn' ${failed} satisfy regular expression pattern: ${arnPattern}`,
      `Value '' at 'roleArn' ${failed} have length greater than or equal to 20`,
      `Value '' at 'roleSessionName' ${failed} have length greater than or equal to 2`,
    ])
  })

  it.each([
    [{ RoleArn: undefined }, [`Value null at 'roleArn' ${failed} not be null`]],
    [{ DurationSeconds: 899 }, [`Value '899' at 'durationSeconds' ${failed} have value greater than or equal to 900`]],
    [{ DurationSeconds: 43201 }, [`Value '43201' at 'durationSeconds' ${failed} have value less than or equal to 43200`]],
    [{ ExternalId: 'x' }, [`Value 'x' at 'externalId' ${failed} have length greater than or equal to 2`]],
    [
      { RoleSessionName: 's'.repeat(65) },
      [`Value '${'s'.repeat(65)}' at 'roleSessionName' ${failed} have length less than or equal to 64`],
    ],
    [
      {
        Tags: [
          { Key: 'a', Value: 'b' },
          { Key: '', Value: 'b' },
        ],
      },
      [
        `Value '' at 'tags.2.member.key' ${failed} satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+`,
        `Value '' at 'tags.2.member.key' ${failed} have length greater than or equal to 1`,
      ],
    ],
    [{ Tags: [{ Key: 'a' }] }, [`Value null at 'tags.1.member.value' ${failed} not be null`]],
    [
      { TransitiveTagKeys: ['a', '!'] },
      [`Value '!' at 'transitiveTagKeys.2.member' ${failed} satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+`],
    ],
    [{ PolicyArns: [{ arn: 'short' }] }, [`Value 'short' at 'policyArns.1.member.arn' ${failed} have length greater than or equal to 20`]],
  ])('%j', (input, clauses) => {
    expect(assumeRole(input)).toEqual(clauses)
  })

  it('limits the length of lists and does not print structures', () => {
    const tags = Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: 'secret-value' }))
    expect(assumeRole({ Tags: tags })).toEqual([`Value at 'tags' ${failed} have length less than or equal to 50`])
  })

  it('counts UTF-16 units, as Java does', () => {
    const clauses = checkConstraints(sts, 'tagValueType', {})
    expect(clauses).toEqual([])
    expect(assumeRole({ SourceIdentity: 'a' })).toHaveLength(1)
    expect(assumeRole({ Policy: '' })).toHaveLength(2)
  })

  it('lists all members of an enum where the service quotes values', () => {
    const model = { ...iam, constraintStyle: 'with-value' as const }
    expect(checkConstraints(model, 'UpdateAccessKeyRequest', { AccessKeyId: 'A'.repeat(20), Status: 'On' })).toEqual([
      `Value 'On' at 'status' ${failed} satisfy enum value set: [Active, Inactive, Expired]`,
    ])
  })

  it('never quotes a sensitive value', () => {
    const model = { ...sts, shapes: new Map(sts.shapes) }
    const shape = sts.shapes.get('GetSessionTokenRequest')
    if (!shape) throw new Error('no shape')
    const members = shape.members.map((member) => ({ ...member, shape: { ...member.shape, sensitive: true } }))
    model.shapes.set('Secretive', { ...shape, members })
    expect(checkConstraints(model, 'Secretive', { TokenCode: 'hunter2' }).join()).not.toContain('hunter2')
    expect(checkConstraints(model, 'Secretive', { TokenCode: 'hunter2' })).toHaveLength(2)
  })
})

describe('validationMessage', () => {
  it('counts in English and joins with semicolons', () => {
    expect(validationMessage(['a'])).toBe('1 validation error detected: a')
    expect(validationMessage(['a', 'b'])).toBe('2 validation errors detected: a; b')
  })

  it.each([
    [Number.NaN, 2],
    [Number.POSITIVE_INFINITY, 1],
    [Number.NEGATIVE_INFINITY, 1],
    [1.5, 0],
  ])('compares %d with the bounds of a number', (Share, clauses) => {
    const model = linkModel(
      {
        metadata: { serviceId: 'Made', apiVersion: '2020-01-01', protocol: 'json' },
        ...{ operations: {}, errors: {} },
        shapes: { In: { type: 'structure', members: { Share: { shape: 'Share' } } }, Share: { type: 'double', min: 1, max: 2 } },
      },
      { errors: {} },
    )
    expect(checkConstraints(model, 'In', { Share })).toHaveLength(clauses)
  })
})
