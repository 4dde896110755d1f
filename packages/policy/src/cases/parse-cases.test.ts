import { describe, expect, it } from 'vitest'
import { variable } from '../testing/sample.js'
import { parseCases } from './parse-cases.js'
import type { PolicyCase } from './policy-case.js'
import { runCase } from './run-case.js'

const reader = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' } }
const request = { principal: 'arn:aws:iam::111122223333:user/ann', action: 's3:GetObject', resource: 'arn:aws:s3:::b/x' }
const whole = { id: 'ann-reads', why: 'she may', request, policies: { identity: [reader] }, expect: 'allow', decidedBy: 'identity' }
const document = { id: 'doc', kind: 'identity', document: reader, valid: true }

function read(value: unknown): PolicyCase {
  const result = parseCases(JSON.stringify(value))
  const one = result.ok ? result.cases[0] : undefined
  if (one === undefined) throw new Error(JSON.stringify(result))
  return one
}

/** The problems of a case that cannot be parsed: path and text. */
function complaints(value: unknown): string[] {
  const one = read(value)
  return one.kind === 'unreadable' ? one.problems.map(({ path, detail }) => `${path}: ${detail}`) : ['nothing is wrong']
}

const withRequest = (changes: object) => ({ ...whole, request: { ...request, ...changes } })
const withPrincipal = (principal: unknown) => withRequest({ principal })
const withPolicies = (policies: unknown) => ({ ...whole, policies })

describe('a case', () => {
  it('needs a principal, an action, a resource, policies and the expected result, and nothing more', () => {
    expect(runCase(read(whole))).toEqual({
      id: 'ann-reads',
      passed: true,
      expected: { decision: 'allow', decidedBy: 'identity' },
      got: { decision: 'allow', decidedBy: 'identity' },
    })
    expect(runCase(read({ request, policies: {}, expect: 'implicitDeny' }))).toMatchObject({ id: '1', passed: true })
  })

  it('accepts null for an absent member', () => {
    const none = { identity: null, boundary: null, session: null, resource: null, trust: null, scps: null, rcps: null }
    expect(runCase(read({ ...withPolicies(none), settings: null, expect: 'implicitDeny' })).passed).toBe(true)
  })

  it('may carry notes at its top level', () => {
    expect(runCase(read({ ...whole, area: 'x', confidence: 3, ticket: { any: ['thing'] }, id: 7, why: null }))).toMatchObject({
      id: '7',
      passed: true,
    })
  })

  it.each([
    ['allow', 'implicitDeny', undefined, false],
    ['explicitDeny', 'implicitDeny', undefined, false],
    ['implicitDeny', 'implicitDeny', undefined, true],
    ['explicitDeny', 'implicitDeny', 'denied', true],
    [undefined, 'implicitDeny', 'denied', true],
    ['implicitDeny', 'allow', undefined, false],
    ['implicitDeny', 'allow', 'denied', false],
  ])('that expects %s and gets %s, with assert %s, passes: %s', (expected, got, assert, passed) => {
    const policies = got === 'allow' ? { identity: [reader] } : {}
    expect(runCase(read({ request, policies, expect: expected, assert }))).toMatchObject({ passed, got: { decision: got } })
  })

  it.each([['typo'], [['identity', 'Identity']], [[7]]])('is unreadable when decidedBy is %j, which is not a layer', (decidedBy) => {
    const one = read({ ...whole, decidedBy })
    const paths = one.kind === 'unreadable' ? one.problems.map(({ path, detail }) => `${path.replace(/\[.*/, '')} ${detail}`) : []
    expect(paths).toEqual([expect.stringMatching(/^decidedBy .* is unknown; use one of: identity, boundary/)])
  })

  it('never fails because of decidedBy, which is only shown', () => {
    expect(runCase(read({ ...whole, decidedBy: ['scp', 'rcp'] }))).toEqual({
      id: 'ann-reads',
      passed: true,
      expected: { decision: 'allow', decidedBy: ['scp', 'rcp'] },
      got: { decision: 'allow', decidedBy: 'identity' },
    })
  })

  it('derives keys from the principal only when no keys are given', () => {
    const own = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: '*', Resource: `arn:aws:s3:::home/${variable('aws:username')}/*` },
    }
    const home = { ...request, resource: 'arn:aws:s3:::home/ann/x' }
    const outcome = (changes: object) => runCase(read({ ...whole, request: { ...home, ...changes }, policies: { identity: [own] } })).got
    expect(outcome({})).toMatchObject({ decision: 'allow' })
    expect(outcome({ derived: {} })).toMatchObject({ decision: 'implicitDeny' })
    expect(outcome({ derived: {}, context: { 'aws:UserName': 'ann' } })).toMatchObject({ decision: 'allow' })
  })

  it('takes the owner from the resource, otherwise from the principal', () => {
    const owner = (resource: string) => {
      const one = read(withRequest({ resource }))
      return one.kind === 'evaluation' ? one.request.resourceAccount : one
    }
    expect(owner('arn:aws:sqs:us-east-1:444455556666:q')).toBe('444455556666')
    expect(owner('arn:aws:s3:::b/x')).toBe('111122223333')
  })

  it('keeps numbers and booleans of a context as they are written', () => {
    const one = parseCases(`{"request":{"principal":"*","action":"s3:GetObject","resource":"*","resourceAccount":"111122223333",
      "context":{"a:n":1.50,"a:b":true,"a:l":["x",2]}},"policies":{},"expect":"implicitDeny"}`)
    const read = one.ok ? one.cases[0] : undefined
    const context = read?.kind === 'evaluation' ? Object.fromEntries(read.request.context) : {}
    expect(context).toMatchObject({ 'a:n': '1.50', 'a:b': 'true', 'a:l': ['x', '2'] })
  })
})

describe('a case that cannot be parsed fails and says why', () => {
  const TYPES = 'user, assumedRole, federatedUser, root, service, anonymous, webIdentity, saml'
  const LAYERS = 'identity, boundary, session, resource, trust, scps, rcps'
  it.each<[name: string, value: unknown, says: string]>([
    ['a number', 7, ': must be an object'],
    [
      'neither kind',
      { id: 'x' },
      ': is neither an evaluation case (request, policies, expect) nor a validation case (kind, document or text, valid)',
    ],
    ['both kinds', { ...whole, kind: 'scp' }, ': is both an evaluation case (request) and a validation case (kind)'],
    ['no expect', { ...whole, expect: undefined }, ': must have expect; use one of: allow, explicitDeny, implicitDeny'],
    ['an unknown expect', { ...whole, expect: 'Allow' }, 'expect: "Allow" is unknown; use one of: allow, explicitDeny, implicitDeny'],
    ['an unknown assert', { ...whole, expect: 'implicitDeny', assert: 'deny' }, 'assert: "deny" is unknown; use one of: denied'],
    ['allow and denied', { ...whole, assert: 'denied' }, 'expect: is allow, but assert is denied'],
    ['no policies', { ...whole, policies: undefined }, ': must have policies; use {} if none is attached'],
    ['no principal', withPrincipal(undefined), 'request: must have a principal'],
    ['no action', withRequest({ action: undefined }), 'request: must have an action'],
    ['no resource', withRequest({ resource: undefined }), 'request: must have a resource; use "*" for an action without one'],
    ['a pattern for an action', withRequest({ action: 's3:*' }), 'request.action: "s3:*" must be one action, such as s3:GetObject'],
    ['a name for a resource', withRequest({ resource: 'bucket' }), 'request.resource: "bucket" must be an ARN or "*"'],
    ['a short account', withRequest({ resourceAccount: '1' }), 'request.resourceAccount: "1" must be an account id of 12 digits'],
    [
      'an owner that cannot be derived',
      withPrincipal('*'),
      'request: must have a resourceAccount, because neither the principal nor the resource has an account',
    ],
    [
      'an unknown request field',
      withRequest({ region: 'x' }),
      'request.region: is unknown here; use one of: principal, action, resource, resourceAccount, context, derived, principalAccountIsManagement, resourceAccountIsManagement',
    ],
    ['a flag in words', withRequest({ principalAccountIsManagement: 'no' }), 'request.principalAccountIsManagement: must be true or false'],
    ['a context value of null', withRequest({ context: { 'a:b': null } }), 'request.context: a:b is null; leave out a key that is absent'],
    ['a context value of objects', withRequest({ context: { 'a:b': {} } }), 'request.context.a:b: must be a string or a list of strings'],
    [
      'a key in two spellings',
      withRequest({ context: { 'a:b': '', 'A:B': '' } }),
      'request.context.A:B: is given twice; keys are not case-sensitive',
    ],
    ['an unknown principal type', withPrincipal({ type: 'robot' }), `request.principal.type: "robot" is unknown; use one of: ${TYPES}`],
    ['a principal without a type', withPrincipal({}), `request.principal: must have a type; use one of: ${TYPES}`],
    [
      'an unknown field of a principal',
      withPrincipal({ type: 'root', account: '111122223333', mfa: true }),
      'request.principal.mfa: is unknown here; use one of: type, account, arn, credential',
    ],
    [
      'a principal without a name',
      withPrincipal({ type: 'user', account: '111122223333' }),
      'request.principal: must have an arn, or name',
    ],
    [
      'an account that is not the one in the ARN',
      withPrincipal({ type: 'root', account: '444455556666', arn: 'arn:aws:iam::111122223333:root' }),
      'request.principal: account is 444455556666, but the ARN has 111122223333',
    ],
    [
      'a role other than that of the session',
      withPrincipal({
        type: 'assumedRole',
        arn: 'arn:aws:sts::111122223333:assumed-role/dev/ci',
        roleArn: 'arn:aws:iam::111122223333:role/admin',
      }),
      'request.principal: roleArn is arn:aws:iam::111122223333:role/admin, which is not the role of this session',
    ],
    [
      'a credential of another type',
      withPrincipal({ type: 'root', account: '111122223333', credential: 'temporary' }),
      'request.principal: credential "temporary" is unknown for this type; use one of: longTerm, sessionToken, assumeRoot',
    ],
    ['a login without a provider', withPrincipal({ type: 'saml' }), 'request.principal: must have a provider'],
    [
      'a role as the caller',
      withPrincipal('arn:aws:iam::111122223333:role/dev'),
      'request.principal: arn:aws:iam::111122223333:role/dev is a role; use the ARN of one of its sessions: arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION',
    ],
    ['an unknown layer', withPolicies({ boundry: reader }), `policies.boundry: is unknown here; use one of: ${LAYERS}`],
    ['levels without lists', withPolicies({ scps: [reader] }), 'policies.scps: must be a list of levels, each a list of documents'],
    [
      'a document that cannot be saved',
      withPolicies({ identity: [reader, { Statement: [{ Effect: 'Allow', Action: '*' }] }] }),
      'policies.identity[1]: Policy statement must contain resources.',
    ],
    [
      'an unknown setting',
      { ...whole, settings: { blockPublic: {} } },
      'settings.blockPublic: is unknown here; use one of: s3BlockPublicAccess',
    ],
    [
      'an unknown switch',
      { ...whole, settings: { s3BlockPublicAccess: { restrict: true } } },
      'settings.s3BlockPublicAccess.restrict: is unknown here; use one of: blockPublicAcls, ignorePublicAcls, blockPublicPolicy, restrictPublicBuckets',
    ],
    [
      'an unknown kind',
      { ...document, kind: 'user' },
      'kind: "user" is unknown; use one of: identity, managed, boundary, session, trust, s3-bucket, kms-key, resource, scp, rcp',
    ],
    ['no valid', { ...document, valid: undefined }, ': must have valid: true or false'],
    ['document and text', { ...document, text: '{}' }, ': must have either document or text, not both'],
    ['neither document nor text', { ...document, document: undefined }, ': must have either document or text, not both'],
  ])('%s', (_, value, says) => {
    expect(complaints(value)).toEqual([says])
    expect(runCase(read(value))).toMatchObject({ passed: false, got: { problems: [{}] } })
  })
})

describe('a file of cases', () => {
  it('may be one case or a list', () => {
    const count = (value: unknown) => {
      const result = parseCases(JSON.stringify(value))
      return result.ok ? result.cases.map(({ kind, id }) => `${kind} ${id}`) : []
    }
    expect(count(whole)).toEqual(['evaluation ann-reads'])
    expect(count([whole, document, { ...document, id: undefined }])).toEqual(['evaluation ann-reads', 'validation doc', 'validation 3'])
  })

  it.each([
    ['{"id": "x",}', { detail: 'Expected a key in double quotes', line: 1, column: 12 }],
    ['[\n{"id":"a"\n"id":"b"}]', { detail: 'Expected , or }', line: 3, column: 1 }],
    ['{"request":1,"request":2}', { detail: 'Duplicate key request', line: 1, column: 14 }],
    ['[]', { detail: 'There must be at least one case', line: 1, column: 1 }],
    ['', { detail: 'The document ends too early', line: 1, column: 1 }],
  ])('is rejected when it is %j', (text, problem) => {
    expect(parseCases(text)).toEqual({ ok: false, problem })
  })

  it('gives every position as it is in the file, including that of a statement', () => {
    const text = JSON.stringify([whole, withPolicies({ boundry: {} })], null, 2)
    const result = parseCases(text)
    const [one, other] = result.ok ? result.cases : []
    const line = (words: string) => text.split('\n').findIndex((each) => each.includes(words)) + 1
    expect(one?.kind === 'evaluation' && one.request.policies.identity?.statements[0]?.source.span.start.line).toBe(line('"Statement"'))
    expect(other?.kind === 'unreadable' && other.problems[0]).toMatchObject({ line: line('boundry') })
  })

  it('reads text byte for byte', () => {
    const result = runCase(read({ kind: 'identity', text: '{"Version":"2012-10-17","Version":"2012-10-17"}', valid: true }))
    expect(result).toMatchObject({
      passed: false,
      got: { valid: false, problems: [{ detail: 'Duplicate key Version', line: 1, column: 25 }] },
    })
    expect(runCase(read({ kind: 'identity', text: '', valid: false })).passed).toBe(true)
  })

  it('checks a bucket policy against its bucket', () => {
    const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }
    const policy = { kind: 's3-bucket', document: { Statement: statement }, valid: true }
    expect(runCase(read({ ...policy, bucket: 'b' })).passed).toBe(true)
    expect(runCase(read({ ...policy, bucket: 'c' })).passed).toBe(false)
  })
})
