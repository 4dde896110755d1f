// Owns: what the measured accounts have besides their roles: an administrator, and a user in ten groups with a boundary. Made by signed calls.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { call } from '../sts/parts/installation.mjs'

const GROUPS = 10
const allow = (Action, Resource) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] })

/** @param {{ dataDir: string, account: string }} made @param {number} port */
export async function peopleIn({ dataDir, account }, port) {
  const root = JSON.parse(readFileSync(join(dataDir, 'root-credentials.json'), 'utf8'))
  const iam = (Action, parameters) => call(root, { service: 'iam', port, parameters: { Action, ...parameters } })
  const keyOf = async (UserName) => {
    const made = await iam('CreateAccessKey', { UserName })
    return { accessKeyId: made('AccessKeyId'), secretAccessKey: made('SecretAccessKey') }
  }
  await iam('CreateUser', { UserName: 'administrator' })
  await iam('AttachUserPolicy', { UserName: 'administrator', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' })
  await iam('CreateUser', { UserName: 'member', PermissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess' })
  for (let at = 0; at < GROUPS; at++) {
    const name = { GroupName: `group-${at}` }
    const managed = await iam('CreatePolicy', {
      PolicyName: `managed-${at}`,
      PolicyDocument: allow(['s3:GetObject', 's3:ListBucket'], [`arn:aws:s3:::team-${at}`, `arn:aws:s3:::team-${at}/*`]),
    })
    await iam('CreateGroup', name)
    await iam('PutGroupPolicy', {
      ...name,
      PolicyName: 'inline',
      PolicyDocument: allow('sqs:SendMessage', `arn:aws:sqs:*:${account}:queue-${at}`),
    })
    await iam('AttachGroupPolicy', { ...name, PolicyArn: managed('Arn') })
    await iam('AddUserToGroup', { ...name, UserName: 'member' })
  }
  await iam('PutGroupPolicy', {
    GroupName: `group-${GROUPS - 1}`,
    PolicyName: 'assume',
    PolicyDocument: allow('sts:AssumeRole', `arn:aws:iam::${account}:role/*`),
  })
  const trust = { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }
  const shared = await iam('CreateRole', {
    RoleName: 'shared',
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
  })
  return { administrator: await keyOf('administrator'), member: await keyOf('member'), shared: shared('Arn') }
}
