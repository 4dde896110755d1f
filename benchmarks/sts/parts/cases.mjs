// Owns: the cases: pools of signed requests, and how a right answer is recognised. Signatures are valid for 15 minutes: pools are signed again
// before that.

import { signedRequest, withFalseSignature } from '../load/signed-request.mjs'
import { call, roleName } from './installation.mjs'

const POOL = 256
const SESSION_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: ['arn:aws:s3:::releases', 'arn:aws:s3:::releases/team-7/*'] },
    { Effect: 'Deny', Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
  ],
})

/** @typedef {{ name: string, status: number, marker: string, make: (index: number, session: import('../load/signed-request.mjs').Key) => Buffer }} Case */

/** @param {import('./installation.mjs').Made} made @param {number} port @returns {Case[]} */
function casesOf(made, port) {
  const { key, account, count } = made
  const sts = (by, parameters) => signedRequest(by, { service: 'sts', port, parameters })
  const stride = Math.max(1, Math.floor(count / POOL))
  const roleArn = (index) => `arn:aws:iam::${account}:role/${roleName((index * stride) % count)}`
  const assume = (index) => sts(key, { Action: 'AssumeRole', RoleArn: roleArn(index), RoleSessionName: `job-${index}` })
  const full = (index) =>
    sts(key, {
      Action: 'AssumeRole',
      RoleArn: made.partner,
      RoleSessionName: `job-${index}`,
      ExternalId: 'c2f1-7a90-41d3',
      DurationSeconds: '3600',
      Policy: SESSION_POLICY,
      'Tags.member.1.Key': 'team',
      'Tags.member.1.Value': 'payments',
      'Tags.member.2.Key': 'cost-center',
      'Tags.member.2.Value': '4711',
    })
  return [
    { name: 'GetCallerIdentity, key', status: 200, marker: ':user/worker</Arn>', make: () => sts(key, { Action: 'GetCallerIdentity' }) },
    {
      name: 'GetCallerIdentity, session',
      status: 200,
      marker: ':assumed-role/deploy/',
      make: (_, session) => sts(session, { Action: 'GetCallerIdentity' }),
    },
    { name: 'AssumeRole', status: 200, marker: '<SessionToken>IQoJ', make: assume },
    { name: 'AssumeRole, external id, session policy, tags', status: 200, marker: '<PackedPolicySize>', make: full },
    {
      name: 'AssumeRole, chained',
      status: 200,
      marker: ':assumed-role/next/',
      make: (index, session) => sts(session, { Action: 'AssumeRole', RoleArn: made.next, RoleSessionName: `job-${index}` }),
    },
    {
      name: 'bad signature',
      status: 403,
      marker: '<Code>SignatureDoesNotMatch</Code>',
      make: () => withFalseSignature(sts(key, { Action: 'GetCallerIdentity' })),
    },
  ]
}

/** A session of the role `deploy`. */
async function newSession(made, port, index) {
  const got = await call(made.key, {
    service: 'sts',
    port,
    parameters: { Action: 'AssumeRole', RoleArn: made.arn, RoleSessionName: `job-${index}` },
  })
  return { accessKeyId: got('AccessKeyId'), secretAccessKey: got('SecretAccessKey'), sessionToken: got('SessionToken') }
}

/** The cases on one server, each with a newly signed pool. @param {import('./installation.mjs').Made} made @param {number} port */
export async function signCases(made, port) {
  const sessions = []
  for (let index = 0; index < 32; index++) sessions.push(await newSession(made, port, index))
  return casesOf(made, port).map(({ make, ...rest }) => ({
    ...rest,
    requests: Array.from({ length: POOL }, (_, index) => make(index, sessions[index % sessions.length])),
  }))
}

const SWEEP = 20_000

/** Another role for every request, twice as many as the server's cache of compiled policies holds: each trust policy is parsed again. */
export function signSweep(made, port) {
  const { key, account, count } = made
  const roles = Math.min(SWEEP, count)
  const stride = Math.floor(count / roles)
  const requests = Array.from({ length: roles }, (_, index) => {
    const RoleArn = `arn:aws:iam::${account}:role/${roleName(index * stride)}`
    return signedRequest(key, { service: 'sts', port, parameters: { Action: 'AssumeRole', RoleArn, RoleSessionName: `job-${index}` } })
  })
  return { name: 'AssumeRole, another role every time', status: 200, marker: '<SessionToken>IQoJ', requests }
}
