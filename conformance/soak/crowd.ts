import type { Agent } from 'node:http'
import type { Key } from '../clean-environment.js'
import { keyOf } from '../requests/bench.js'
import { form, type Raw, type Reply, type Signer, send, signed, type Unsigned } from '../signed-request.js'

/** The callers of a soak test: users with a key each, and sessions of roles and of federated users. */
export interface Crowd {
  readonly users: readonly Key[]
  readonly roles: readonly string[]
  readonly sessions: readonly Key[]
}

/** A server, and the connections to it. */
export interface Line {
  readonly endpoint: string
  readonly agent: Agent
}

/** How many of each; `atOnce` requests run in parallel. */
export interface CrowdSize {
  readonly users: number
  readonly roles: number
  readonly sessions: number
  readonly atOnce: number
}

const ACCOUNT = 'arn:aws:iam::000000000000:'
const MANAGED = ['ReadOnlyAccess', 'PowerUserAccess', 'AmazonS3ReadOnlyAccess'].map((name) => `arn:aws:iam::aws:policy/${name}`)

/** The results of `work` for 0 to `count` - 1, in this order, `atOnce` in parallel; the first failure ends it. */
export async function each<T>(count: number, atOnce: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const one = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) results[index] = await work(index)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, one))
  return results
}

/** Signs a request as `key` and sends it. */
export const sendAs = ({ endpoint, agent }: Line, key: Key, request: Unsigned): Promise<Reply> =>
  send(endpoint, signedBy({ endpoint, key }, request), agent)

const signedBy = (signer: Signer, request: Unsigned): Raw => signed(signer, request)

async function must(line: Line, key: Key, request: Unsigned): Promise<Reply> {
  const reply = await sendAs(line, key, request)
  if (reply.status !== 200) throw new Error(`${reply.status} ${reply.text}`)
  return reply
}

const statement = (of: object): string => JSON.stringify({ Version: '2012-10-17', Statement: [of] })

/** A policy that is unique in the crowd: each user and each session is limited to its own objects. */
export const ownObjects = (index: number): string =>
  statement({ Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::soak/own-${index}/*` })

async function makeUser(line: Line, root: Key, index: number): Promise<Key> {
  const UserName = `user-${index}`
  const iam = (parameters: Record<string, string>) => must(line, root, form('iam', { UserName, ...parameters }))
  await iam({ Action: 'CreateUser' })
  const rights = { Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:GetFederationToken'], Resource: '*' }
  const own = { Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::soak/own-${index}/*` }
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [rights, own] })
  await iam({ Action: 'PutUserPolicy', PolicyName: 'own', PolicyDocument })
  if (index % 10 === 0) await iam({ Action: 'AttachUserPolicy', PolicyArn: MANAGED[(index / 10) % MANAGED.length] ?? '' })
  return keyOf(await iam({ Action: 'CreateAccessKey' }))
}

async function makeRole(line: Line, root: Key, index: number): Promise<string> {
  const RoleName = `role-${index}`
  const trust = statement({ Effect: 'Allow', Principal: { AWS: `${ACCOUNT}root` }, Action: 'sts:AssumeRole' })
  await must(line, root, form('iam', { Action: 'CreateRole', RoleName, AssumeRolePolicyDocument: trust }))
  const PolicyDocument = statement({ Effect: 'Allow', Action: 's3:*', Resource: ['arn:aws:s3:::soak', 'arn:aws:s3:::soak/*'] })
  await must(line, root, form('iam', { Action: 'PutRolePolicy', RoleName, PolicyName: 'soak', PolicyDocument }))
  return `${ACCOUNT}role/${RoleName}`
}

/** The form of a call for a session: of a role under a policy of its own, or of a federated user under managed policies. */
export function sessionCall({ roles }: Pick<Crowd, 'roles'>, index: number): Unsigned {
  if (index % 2 === 0) {
    const RoleArn = roles[index % roles.length] ?? ''
    return form('sts', { Action: 'AssumeRole', RoleArn, RoleSessionName: `soak-${index}`, Policy: ownObjects(index) })
  }
  const arns = Object.fromEntries(MANAGED.map((arn, at) => [`PolicyArns.member.${at + 1}.arn`, arn]))
  return form('sts', { Action: 'GetFederationToken', Name: `soak-${index}`, ...arns })
}

/** Creates all of them, by calls that root and the users sign. */
export async function makeCrowd(line: Line, root: Key, size: CrowdSize): Promise<Crowd> {
  const users = await each(size.users, size.atOnce, (index) => makeUser(line, root, index))
  const roles = await each(size.roles, size.atOnce, (index) => makeRole(line, root, index))
  const sessions = await each(size.sessions, size.atOnce, async (index) =>
    keyOf(await must(line, users[index % users.length] ?? root, sessionCall({ roles }, index))),
  )
  return { users, roles, sessions }
}
