// Owns: the measured organization: three levels with five service control policies each, a member account with a user and a role, and any number of
// other accounts. All of it is made by signed calls.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { converse } from '../sts/load/connection.mjs'
import { signedRequest } from '../sts/load/signed-request.mjs'
import { call } from '../sts/parts/installation.mjs'

/** Besides FullAWSAccess. */
const POLICIES = 4
const CALLS_AT_ONCE = 500

/** Calls of Organizations, one after another on one connection; their answers. @param {[operation: string, parameters: object][]} asked */
async function organizations(key, port, asked) {
  const answers = []
  let sent = 0
  await converse(port, {
    next: () => {
      const one = asked[sent++]
      if (one === undefined) return undefined
      return signedRequest(key, { service: 'organizations', port, target: `AWSOrganizationsV20161128.${one[0]}`, parameters: one[1] })
    },
    seen: (status, answer) => {
      const text = answer.toString('utf8')
      if (status !== 200) throw new Error(text)
      const body = text.slice(text.indexOf('\r\n\r\n') + 4)
      answers.push(body === '' ? {} : JSON.parse(body))
    },
  })
  return answers
}

/** A policy such as teams have: what may not be done outside of two regions, and a few actions that nobody may do but a role. */
const guardrail = (level, at) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        NotAction: ['iam:*', 'sts:*', 'organizations:*', `service${level}${at}:*`],
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', `eu-west-${at}`] } },
      },
      {
        Effect: 'Deny',
        Action: ['iam:CreateUser', 'iam:CreateAccessKey', `s3:PutBucket${level}${at}`],
        Resource: '*',
        Condition: { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::*:role/admin-${at}` } },
      },
    ],
  })

const allowAll = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } })

/**
 * Makes the organization with `count` accounts. @param {{ dataDir: string }} made @param {number} port @param {number} count @returns {Promise<{ key:
 * import('../sts/load/signed-request.mjs').Key, role: string }>} the key of the member's user, and the role that it may assume
 */
export async function organizationIn({ dataDir }, port, count) {
  const root = JSON.parse(readFileSync(join(dataDir, 'root-credentials.json'), 'utf8'))
  const one = async (operation, parameters) => (await organizations(root, port, [[operation, parameters]]))[0]
  await one('CreateOrganization', {})
  const rootId = (await one('ListRoots', {})).Roots[0].Id
  const unit = (await one('CreateOrganizationalUnit', { ParentId: rootId, Name: 'workloads' })).OrganizationalUnit.Id
  const account = (index) => ['CreateAccount', { AccountName: `account-${index}`, Email: `account-${index}@example.com` }]
  const [{ CreateAccountStatus }] = await organizations(root, port, [account(0)])
  const { CreateAccountStatus: status } = await one('DescribeCreateAccountStatus', { CreateAccountRequestId: CreateAccountStatus.Id })
  const member = status.AccountId
  await one('MoveAccount', { AccountId: member, SourceParentId: rootId, DestinationParentId: unit })
  const worker = await workerIn(root, port, member)
  for (const [level, target] of [rootId, unit, member].entries())
    for (let at = 0; at < POLICIES; at++) {
      const parameters = {
        Type: 'SERVICE_CONTROL_POLICY',
        Name: `guardrail-${level}-${at}`,
        Description: '',
        Content: guardrail(level, at),
      }
      const { Policy } = await one('CreatePolicy', parameters)
      await one('AttachPolicy', { PolicyId: Policy.PolicySummary.Id, TargetId: target })
    }
  // The management account and the member are there.
  for (let from = 2; from < count; from += CALLS_AT_ONCE) {
    const calls = Array.from({ length: Math.min(CALLS_AT_ONCE, count - from) }, (_, index) => account(from + index))
    await organizations(root, port, calls)
  }
  return worker
}

/** A user of the member account that may do everything, and a role that trusts it. */
async function workerIn(root, port, member) {
  const own = (Action, parameters) => call(root, { service: 'iam', port, parameters: { Action, ...parameters } })
  await own('CreateUser', { UserName: 'admin' })
  await own('PutUserPolicy', { UserName: 'admin', PolicyName: 'all', PolicyDocument: allowAll })
  const admin = await keyOf(await own('CreateAccessKey', { UserName: 'admin' }))
  const RoleArn = `arn:aws:iam::${member}:role/OrganizationAccountAccessRole`
  const assumed = await call(admin, { service: 'sts', port, parameters: { Action: 'AssumeRole', RoleArn, RoleSessionName: 'setup' } })
  const session = { ...keyOf(assumed), sessionToken: assumed('SessionToken') }
  const iam = (Action, parameters) => call(session, { service: 'iam', port, parameters: { Action, ...parameters } })
  await iam('CreateUser', { UserName: 'worker' })
  await iam('PutUserPolicy', { UserName: 'worker', PolicyName: 'all', PolicyDocument: allowAll })
  const trust = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${member}:user/worker` }, Action: 'sts:AssumeRole' }
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] })
  const role = (await iam('CreateRole', { RoleName: 'deploy', AssumeRolePolicyDocument }))('Arn')
  return { key: keyOf(await iam('CreateAccessKey', { UserName: 'worker' })), role }
}

const keyOf = (answer) => ({ accessKeyId: answer('AccessKeyId'), secretAccessKey: answer('SecretAccessKey') })
