// Owns: requests of a role session for objects. SCPs at two levels, an RCP, the bucket's policy, N identity statements, a boundary and session
// policies all apply to every request. The same rules for Cedar and for casbin are in cedar-policies.mjs and casbin-policies.mjs.
import { conditionOf, factsFor, isBeyondBoundary, isDeny, organization, plainIndices, regions, roleArn } from './facts.mjs'

/** @typedef {import('./facts.mjs').Asked} Asked @typedef {import('./facts.mjs').Statement} Statement */

const get = 's3:GetObject'
const put = 's3:PutObject'

/** Reading and writing alternate. @param {number} index */
export const actionOf = (index) => (index % 2 === 0 ? get : put)
/** @param {number} index */
export const bucketOf = (index) => `${isBeyondBoundary(index) ? 'logs' : 'data'}-${index}`

/** @param {number} index @returns {Statement} */
function identityStatement(index) {
  if (isDeny(index)) {
    const locked = `arn:aws:s3:::${bucketOf(index - 2)}/locked/*`
    return { Effect: 'Deny', Action: put, Resource: locked, Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }
  }
  return { Effect: 'Allow', Action: actionOf(index), Resource: `arn:aws:s3:::${bucketOf(index)}/*`, Condition: conditionOf(index) }
}

const fullAccess = [{ Effect: 'Allow', Action: '*', Resource: '*' }]

const ownRegions = {
  Effect: 'Deny',
  NotAction: ['iam:*', 'sts:*', 'organizations:*', 'support:*'],
  Resource: '*',
  Condition: { StringNotEquals: { 'aws:RequestedRegion': regions } },
}

const stayInOrganization = { Effect: 'Deny', Action: ['organizations:LeaveOrganization', 'account:CloseAccount'], Resource: '*' }

const strangers = {
  Effect: 'Deny',
  Principal: '*',
  Action: ['s3:*', 'sts:AssumeRole'],
  Resource: '*',
  Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organization }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } },
}

/** The policies of the organization above every account, for both scenarios. */
export const organizationLayers = { scps: [fullAccess, [...fullAccess, ownRegions, stayInOrganization]], rcps: [[strangers]] }

/** @param {string} bucket @returns {Statement[]} */
function bucketPolicy(bucket) {
  const all = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`]
  const team = { StringLike: { 'aws:PrincipalTag/team': 'team-*' } }
  return [
    { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: all, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    { Effect: 'Allow', Principal: { AWS: roleArn }, Action: get, Resource: `arn:aws:s3:::${bucket}/shared/*`, Condition: team },
  ]
}

const boundary = [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'], Resource: 'arn:aws:s3:::data-*' }]

const session = [
  { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::*/*', Condition: { StringLike: { 'aws:PrincipalTag/team': 'team-*' } } },
  { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::*/private/*' },
]

/** @param {number} size @returns {Asked[]} */
function questions(size) {
  const { first, middle, last } = plainIndices(size)
  /**
   * @param {string} name @param {{ index: number, key?: string, action?: string, bucket?: string, but?: object }} about @param {[boolean, boolean]}
   * expected
   */
  const ask = (
    name,
    { index, key = '2026/q1.csv', action = actionOf(index), bucket = bucketOf(index), but },
    [allowed, allowedByIdentity],
  ) => ({
    name,
    action,
    resource: `arn:aws:s3:::${bucket}/${key}`,
    facts: factsFor(index, but),
    allowed,
    allowedByIdentity,
  })
  const both = /** @type {[boolean, boolean]} */ ([true, true])
  const neither = /** @type {[boolean, boolean]} */ ([false, false])
  const otherLayer = /** @type {[boolean, boolean]} */ ([false, true])
  const always = [
    ask('allowed by the first statement', { index: first }, both),
    ask('allowed by a middle statement', { index: middle }, both),
    ask('allowed by the last statement', { index: last }, both),
    ask('allowed by the bucket', { index: first, key: 'shared/x', but: { ip: '192.0.2.7' } }, [true, false]),
    ask('denied: another team', { index: last, but: { team: 'team-none' } }, neither),
    ask('denied: another network', { index: middle, but: { ip: '192.0.2.7' } }, neither),
    ask('denied: no statement about the bucket', { index: first, bucket: 'data-x' }, neither),
    ask('denied: no statement about the action', { index: first, action: 's3:DeleteObject' }, neither),
    ask('denied by SCP: another region', { index: middle, but: { region: 'us-east-1' } }, otherLayer),
    ask('denied by RCP: another organization', { index: last, but: { org: 'o-stranger99' } }, otherLayer),
    ask('denied by the bucket: no TLS', { index: first, but: { secure: false } }, otherLayer),
    ask('denied by the session: private', { index: middle, key: 'private/x' }, otherLayer),
  ]
  if (size < 10) return always
  return [
    ...always,
    ask('denied by the boundary', { index: 8 }, otherLayer),
    ask('denied by a statement: locked, no MFA', { index: size - 3, key: 'locked/x' }, neither),
    ask('allowed: locked, with MFA', { index: size - 3, key: 'locked/x', but: { mfa: true } }, both),
  ]
}

/** @param {number} size how many identity statements */
export function s3Scenario(size) {
  return {
    name: 'S3 object',
    size,
    identity: Array.from({ length: size }, (_, index) => identityStatement(index)),
    boundary,
    session,
    ...organizationLayers,
    /** @param {Asked} asked */
    resource: ({ resource }) => bucketPolicy(resource.slice('arn:aws:s3:::'.length).split('/')[0] ?? ''),
    questions: questions(size),
  }
}
