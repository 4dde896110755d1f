import { describe, expect, it } from 'vitest'
import { readPostPolicy, requireAllowed, requireFresh, within } from './post-policy.js'

const END = '2026-01-02T03:04:05Z'
const document = (changes: object = {}) => ({ expiration: END, conditions: [{ bucket: 'b' }, { key: 'k' }], ...changes })
const policy = (value: unknown) => readPostPolicy(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64'))

function told(act: () => unknown): string {
  try {
    act()
    return 'allowed'
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`
  }
}

/** Whether a form with key `k` in bucket `b` is allowed by these conditions, those on both included. */
const check = (conditions: readonly unknown[], fields: Readonly<Record<string, string>> = {}): string =>
  told(() =>
    requireAllowed(
      policy({ expiration: END, conditions: [{ bucket: 'b' }, { key: 'k' }, ...conditions] }),
      new Map(Object.entries({ key: 'k', ...fields })),
      'b',
    ),
  )

describe('a policy document', () => {
  it('has an end and conditions', () => {
    expect(policy(document()).expiresAt).toBe(Date.UTC(2026, 0, 2, 3, 4, 5))
    expect(policy(document({ expiration: '2026-01-02T03:04:05.123Z' })).expiresAt).toBe(Date.UTC(2026, 0, 2, 3, 4, 5, 123))
  })

  it.each<[string, unknown, string]>([
    ['text', 'no json', 'Invalid JSON.'],
    ['a list', [], 'Invalid JSON.'],
    ['null', 'null', 'Invalid JSON.'],
    ['no end', document({ expiration: undefined }), 'Policy missing expiration.'],
    ['an end in capitals', { EXPIRATION: END, conditions: [] }, 'Policy missing expiration.'],
    ['no conditions', document({ conditions: undefined }), 'Policy missing conditions.'],
    ['conditions in capitals', { expiration: END, CONDITIONS: [] }, 'Policy missing conditions.'],
    ['conditions of an object', document({ conditions: {} }), 'Policy missing conditions.'],
    ['something else', document({ Version: '1' }), "Unexpected: 'Version'."],
    ['an end as a number', document({ expiration: 1 }), 'Policy missing expiration.'],
    ['an end in words', document({ expiration: 'tomorrow' }), "Invalid 'expiration' value: 'tomorrow'."],
    ['an end without a zone', document({ expiration: '2026-01-02T03:04:05' }), 'Invalid'],
    ['an end on no day', document({ expiration: '2026-13-02T03:04:05Z' }), 'Invalid'],
    ['an empty condition', document({ conditions: [{}] }), 'Simple-Conditions must have exactly one property specified.'],
    ['two in one', document({ conditions: [{ bucket: 'b', key: 'k' }] }), 'Simple-Conditions must have exactly one property specified.'],
    ['a number to equal', document({ conditions: [{ key: 1 }] }), 'the value must be a string'],
    ['a condition in words', document({ conditions: ['eq'] }), 'it must be an object or a list of three'],
    ['a size without a maximum', document({ conditions: [['content-length-range', 0]] }), 'it must be an object or a list of three'],
    ['a size below zero', document({ conditions: [['content-length-range', -1, 0]] }), 'must not be negative'],
    ['an unknown operation', document({ conditions: [['ends-with', '$key', 'k']] }), "unknown operation 'ends-with'"],
    ['an object to equal', document({ conditions: [['eq', { toString: 1 }, 'k']] }), 'field and value must be strings'],
    ['an object as a size', document({ conditions: [['content-length-range', 0, {}]] }), 'field and value must be strings'],
    ['a list to equal', document({ conditions: [['eq', '$key', ['k']]] }), 'field and value must be strings'],
  ])('is invalid with %s', (_, value, text) => {
    expect(told(() => policy(value))).toMatch(/^InvalidPolicyDocument: Invalid Policy: /)
    expect(told(() => policy(value))).toContain(text)
  })

  it('has expired in the millisecond that it names', () => {
    const end = policy(document()).expiresAt
    expect(told(() => requireFresh(policy(document()), end - 1))).toBe('allowed')
    expect(told(() => requireFresh(policy(document()), end))).toBe('AccessDenied: Invalid according to Policy: Policy expired.')
  })
})

describe('a form and its policy', () => {
  it.each<[string, readonly unknown[], Readonly<Record<string, string>>]>([
    ['equal values', [{ acl: 'private' }, ['eq', '$Content-Type', 'a']], { acl: 'private', 'content-type': 'a' }],
    ['names in any case', [{ aCl: 'private' }, ['EQ', '$x-AMZ-meta-A', 'b']], { acl: 'private', 'x-amz-meta-a': 'b' }],
    ['a beginning', [['starts-with', '$x-amz-meta-a', 'b']], { 'x-amz-meta-a': 'bc' }],
    ['any value', [['starts-with', '$x-amz-meta-a', '']], { 'x-amz-meta-a': 'bc' }],
    ['any value of a field that is absent', [['starts-with', '$x-amz-meta-a', '']], {}],
    ['a list of types', [['starts-with', '$Content-Type', 'image/']], { 'content-type': 'image/png, image/gif' }],
    ['fields that it may ignore', [], { 'x-ignore-a': '1', policy: 'p', 'x-amz-signature': 's', signature: 's', awsaccesskeyid: 'a' }],
    [
      'two conditions on one field',
      [
        ['starts-with', '$acl', 'p'],
        ['eq', '$acl', 'private'],
      ],
      { acl: 'private' },
    ],
  ])('agree on %s', (_, conditions, fields) => {
    expect(check(conditions, fields)).toBe('allowed')
  })

  it.each<[string, readonly unknown[], Readonly<Record<string, string>>, string]>([
    ['another value', [['eq', '$acl', 'private']], { acl: 'public-read' }, 'Policy Condition failed: ["eq", "$acl", "private"]'],
    ['another value, in short', [{ acl: 'private' }], { acl: 'public-read' }, 'Policy Condition failed: ["eq", "$acl", "private"]'],
    ['a value in another case', [['eq', '$acl', 'private']], { acl: 'Private' }, 'Policy Condition failed'],
    ['a field that is absent', [['eq', '$acl', '']], {}, 'Policy Condition failed: ["eq", "$acl", ""]'],
    ['another beginning', [['starts-with', '$x-a', 'u/']], { 'x-a': 'v/u/' }, 'Policy Condition failed: ["starts-with", "$x-a", "u/"]'],
    ['white space before a beginning', [['starts-with', '$x-a', 'u/']], { 'x-a': ' \t\nu/a' }, 'Policy Condition failed'],
    ['too many types', [['starts-with', '$Content-Type', '']], { 'content-type': ','.repeat(100) }, 'Policy Condition failed'],
    ['a beginning of a field that is absent', [['starts-with', '$x-a', 'u/']], {}, 'Policy Condition failed'],
    [
      'one type of a list',
      [['starts-with', '$Content-Type', 'image/']],
      { 'content-type': 'image/png,text/html' },
      'Policy Condition failed',
    ],
    [
      'one of two conditions',
      [
        ['starts-with', '$acl', 'p'],
        ['eq', '$acl', 'private'],
      ],
      { acl: 'public' },
      'Policy Condition failed',
    ],
    ['a name without its mark', [['eq', 'acl', 'private']], { acl: 'private' }, 'Policy Condition failed: ["eq", "acl", "private"]'],
    ['a size in words', [['content-length-range', 'test', 10]], {}, 'Policy Condition failed: ["content-length-range", "test", "10"]'],
    ['a field that it does not mention', [], { acl: 'private' }, 'Extra input fields: acl'],
    ['a token that it does not mention', [], { 'x-amz-security-token': 't' }, 'Extra input fields: x-amz-security-token'],
    ['another bucket', [['eq', '$bucket', 'c']], {}, 'Policy Condition failed: ["eq", "$bucket", "c"]'],
  ])('do not agree on %s', (_, conditions, fields, text) => {
    expect(check(conditions, fields)).toContain(`AccessDenied: Invalid according to Policy: ${text}`)
  })

  it('do not agree on a bucket or a key that the policy leaves open', () => {
    const fields = new Map([['key', 'k']])
    expect(told(() => requireAllowed(policy(document({ conditions: [{ key: 'k' }] })), fields, 'b'))).toContain(
      'Extra input fields: bucket',
    )
    expect(told(() => requireAllowed(policy(document({ conditions: [{ bucket: 'b' }] })), fields, 'b'))).toContain(
      'Extra input fields: key',
    )
  })

  it('agree on the bucket of the address, whatever a field says', () => {
    const fields = new Map([
      ['key', 'k'],
      ['bucket', 'b'],
    ])
    expect(told(() => requireAllowed(policy(document()), fields, 'other'))).toContain('Policy Condition failed: ["eq", "$bucket", "b"]')
  })

  it('have the sizes that all conditions allow', () => {
    const range = (least: unknown, most: unknown) => ['content-length-range', least, most]
    const sizes = (...more: unknown[]) =>
      requireAllowed(policy(document({ conditions: [{ bucket: 'b' }, { key: 'k' }, ...more] })), new Map([['key', 'k']]), 'b')
    expect(sizes()).toEqual({ least: 0, most: Number.POSITIVE_INFINITY })
    expect(sizes(range(1, 10))).toEqual({ least: 1, most: 10 })
    expect(sizes(range('1', '10'), range(0, 5))).toEqual({ least: 1, most: 5 })
  })
})

describe('a file within its sizes', () => {
  async function* pieces(...sizes: number[]) {
    for (const size of sizes) yield new Uint8Array(size)
  }
  const outcome = async (sizes: number[], range: { least: number; most: number }) => {
    let size = 0
    try {
      for await (const piece of within(pieces(...sizes), range)) size += piece.length
      return size
    } catch (error) {
      const { code, detail } = error as { code: string; detail: { fields: object } }
      return { code, ...detail.fields, passed: size }
    }
  }
  it.each<[number[], unknown]>([
    [[5], 5],
    [[2, 3, 5], 10],
    [[], { code: 'EntityTooSmall', ProposedSize: '0', MinSizeAllowed: '5', passed: 0 }],
    [[4], { code: 'EntityTooSmall', ProposedSize: '4', MinSizeAllowed: '5', passed: 4 }],
    [[5, 6], { code: 'EntityTooLarge', ProposedSize: '11', MaxSizeAllowed: '10', passed: 5 }],
  ])('of 5 to 10 bytes, in pieces of %j', async (sizes, expected) => {
    expect(await outcome(sizes, { least: 5, most: 10 })).toEqual(expected)
  })
})
