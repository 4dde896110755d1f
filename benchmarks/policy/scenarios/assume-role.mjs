// Owns: requests of a role session to assume another role. As in s3.mjs, with the role's trust policy instead of a bucket policy.
import { account, conditionOf, factsFor, isBeyondBoundary, isDeny, plainIndices } from './facts.mjs'
import { organizationLayers } from './s3.mjs'

/** @typedef {import('./facts.mjs').Asked} Asked @typedef {import('./facts.mjs').Statement} Statement */

const action = 'sts:AssumeRole'

/** @param {number} index */
export const roleOf = (index) => `${isBeyondBoundary(index) ? 'ops' : 'app'}-${index}`
/** @param {string} role */
const arnOf = (role) => `arn:aws:iam::${account}:role/${role}`

/** @param {number} index @returns {Statement} */
function identityStatement(index) {
  if (isDeny(index)) {
    const Condition = { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }
    return { Effect: 'Deny', Action: action, Resource: arnOf(roleOf(index - 2)), Condition }
  }
  return { Effect: 'Allow', Action: action, Resource: arnOf(roleOf(index)), Condition: conditionOf(index) }
}

const trust = [
  {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: action,
    Condition: { StringEquals: { 'sts:ExternalId': 'partner-7' } },
  },
]

const boundary = [{ Effect: 'Allow', Action: ['sts:AssumeRole', 's3:*'], Resource: [arnOf('app-*'), 'arn:aws:s3:::*'] }]

const session = [
  { Effect: 'Allow', Action: 'sts:*', Resource: '*', Condition: { StringLike: { 'aws:PrincipalTag/team': 'team-*' } } },
  { Effect: 'Deny', Action: action, Resource: '*', Condition: { StringEquals: { 'sts:RoleSessionName': 'root' } } },
]

/** @param {number} size @returns {Asked[]} */
function questions(size) {
  const { first, middle, last } = plainIndices(size)
  /** @param {string} name @param {{ index: number, role?: string, but?: object }} about @param {[boolean, boolean]} expected */
  const ask = (name, { index, role = roleOf(index), but }, [allowed, allowedByIdentity]) => ({
    name,
    action,
    resource: arnOf(role),
    facts: factsFor(index, { mfa: true, ...but }),
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
    ask('allowed: sts is exempt from the rule on regions', { index: first, but: { region: 'us-east-1' } }, both),
    ask('denied: another team', { index: last, but: { team: 'team-none' } }, neither),
    ask('denied: another network', { index: middle, but: { ip: '192.0.2.7' } }, neither),
    ask('denied: no statement about the role', { index: first, role: 'app-x' }, neither),
    ask('denied by RCP: another organization', { index: last, but: { org: 'o-stranger99' } }, otherLayer),
    ask('denied by the trust policy: another external id', { index: first, but: { externalId: 'guess' } }, otherLayer),
    ask('denied by the session: its name', { index: middle, but: { sessionName: 'root' } }, otherLayer),
  ]
  if (size < 10) return always
  return [
    ...always,
    ask('denied by the boundary', { index: 8 }, otherLayer),
    ask('denied by a statement: no MFA', { index: size - 3, but: { mfa: false } }, neither),
  ]
}

/** @param {number} size how many identity statements */
export function assumeRoleScenario(size) {
  return {
    name: 'AssumeRole',
    size,
    identity: Array.from({ length: size }, (_, index) => identityStatement(index)),
    boundary,
    session,
    ...organizationLayers,
    trust,
    questions: questions(size),
  }
}
