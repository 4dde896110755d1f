// Accounts, users, roles and sessions, created over the wire, for tests that tell a story.
import { type Key, keyVariables } from '../clean-environment.js'
import { call, type Parameters } from '../query-form.js'
import { ask, keyOf, signerOf } from '../requests/bench.js'
import { type Ended, runDaypass, type ServerProcess } from '../server-process.js'
import { errorOf, type Reply, type Signer, send, signed, type Unsigned } from '../signed-request.js'

/** An account and its root user. */
export interface Account {
  readonly id: string
  readonly root: Signer
}

/** A policy document of these statements. */
export const policy = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement })

/** An Allow statement. */
export const allow = (Action: string | readonly string[], Resource: string | readonly string[] = '*'): object => ({
  Effect: 'Allow',
  Action,
  Resource,
})

/** A statement of a trust policy. */
export const trust = (AWS: string, more: object = {}): object => ({
  Effect: 'Allow',
  Principal: { AWS },
  Action: 'sts:AssumeRole',
  ...more,
})

/** Runs `daypass …` as this caller. */
export const daypassAs = ({ endpoint, key }: Signer, ...args: readonly string[]): Promise<Ended> =>
  runDaypass(args, { AWS_ENDPOINT_URL: endpoint, ...keyVariables(key) })

/** The account that the server has from the start. */
export const homeOf = (server: ServerProcess): Account => ({ id: '000000000000', root: signerOf(server, server.rootKey()) })

/** Another account, created with the command line. */
export async function anotherAccount(server: ServerProcess, name: string): Promise<Account> {
  const { code, stdout, stderr } = await daypassAs(homeOf(server).root, 'account', 'create', '--name', name, '--json')
  if (code !== 0) throw new Error(`daypass account create: ${code} ${stderr}`)
  const made = JSON.parse(stdout) as Key & { readonly accountId: string }
  return { id: made.accountId, root: signerOf(server, { accessKeyId: made.accessKeyId, secretAccessKey: made.secretAccessKey }) }
}

/** A user of the account with one inline policy, if any, and a key. */
export async function makeUser({ root }: Account, UserName: string, PolicyDocument?: string): Promise<Signer> {
  await ask(root, call('iam', 'CreateUser', { UserName }))
  if (PolicyDocument !== undefined) await ask(root, call('iam', 'PutUserPolicy', { UserName, PolicyName: 'own', PolicyDocument }))
  return signerLike(root, keyOf(await ask(root, call('iam', 'CreateAccessKey', { UserName }))))
}

/** A role of the account; its ARN. */
export async function makeRole(
  { root }: Account,
  RoleName: string,
  made: { trust: string; policy?: string } & Parameters,
): Promise<string> {
  const { trust: AssumeRolePolicyDocument, policy: PolicyDocument, ...more } = made
  const reply = await ask(root, call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument, ...more }))
  if (PolicyDocument !== undefined) await ask(root, call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'own', PolicyDocument }))
  return /<Arn>([^<]+)</.exec(reply.text)?.[1] ?? ''
}

/** Another caller of the same server. */
export const signerLike = (at: Signer, key: Key): Signer => ({
  get endpoint() {
    return at.endpoint
  },
  key,
})

/** Signs and sends, whatever the answer is. */
export const tell = (signer: Signer, request: Unsigned): Promise<Reply> => send(signer.endpoint, signed(signer, request))

/** AssumeRole that must succeed; returns the session. */
export async function assumed(signer: Signer, RoleArn: string, more: Parameters = {}): Promise<Signer> {
  return signerLike(signer, keyOf(await ask(signer, call('sts', 'AssumeRole', { RoleArn, RoleSessionName: 'told', ...more }))))
}

/** The result of a request: `allowed`, or status, code and message. */
export async function fate(signer: Signer, request: Unsigned): Promise<string> {
  const reply = await tell(signer, request)
  if (reply.status < 300) return 'allowed'
  const { code, message } = errorOf(reply)
  return `${reply.status} ${code}: ${message}`
}

/** The result of AssumeRole. */
export const fateOfAssuming = (signer: Signer, RoleArn: string, more: Parameters = {}): Promise<string> =>
  fate(signer, call('sts', 'AssumeRole', { RoleArn, RoleSessionName: 'told', ...more }))

/** The error that reveals nothing about the role. */
export const notAuthorized = (arn: string, role: string, action = 'sts:AssumeRole'): string =>
  `403 AccessDenied: User: ${arn} is not authorized to perform: ${action} on resource: ${role}`
