import type { Key } from '../clean-environment.js'
import { call } from '../query-form.js'
import { keyOf } from '../requests/bench.js'
import { allow, policy } from '../sts/principals.js'
import { form, type Unsigned } from '../signed-request.js'
import { objectStories } from './object-stories.js'
import type { Ledger } from './ledger.js'
import { ANYONE, BUCKET, type Citizen, ISSUER, roleArn, type Town } from './town.js'

/** Where a story plays: its number makes its names unique. */
export interface Scene {
  readonly ledger: Ledger
  readonly town: Town
  readonly number: number
  /** A token of the test issuer with these claims. */
  readonly mint: (claims: object) => Promise<string>
  /** Keeps a session for later: it is used until it has expired, and then once more. */
  readonly hold: (session: Key, seconds: number) => void
}

export const WHO: Unsigned = call('sts', 'GetCallerIdentity')
export const adminOf = ({ town, number }: Scene): Key => town.admins[number % town.admins.length] as Key
export const userOf = ({ town, number }: Scene): Citizen => town.users[(number * 7) % town.users.length] as Citizen

/** Different texts of policies in a day: what is compiled of each is kept. */
const TEXTS = 300

/** Requests that belong together. */
export type Story = (scene: Scene) => Promise<void>

async function chain(scene: Scene): Promise<void> {
  const { ledger, number } = scene
  const assume = async (key: Key, name: string) =>
    keyOf(await ledger.ask(key, call('sts', 'AssumeRole', { RoleArn: roleArn(name), RoleSessionName: `s${number}` })))
  const second = await assume(await assume(userOf(scene).key, 'first'), 'second')
  await ledger.ask(second, { service: 's3', method: 'GET', path: BUCKET, query: 'list-type=2&max-keys=10' })
  await ledger.ask(second, { service: 's3', method: 'PUT', path: `${BUCKET}/denied`, body: Buffer.from('x') }, [403])
}

async function login(scene: Scene): Promise<void> {
  const { ledger, number } = scene
  const WebIdentityToken = await scene.mint({ iss: ISSUER, aud: number % 10 === 0 ? 'another' : 'day', sub: `visitor-${number % 50}` })
  const parameters = { Action: 'AssumeRoleWithWebIdentity', RoleArn: roleArn('visitor'), RoleSessionName: `v${number}`, WebIdentityToken }
  const { method, path, headers = [], body = new Uint8Array(0) } = form('sts', parameters)
  const raw = { method, target: path, headers: ['host', new URL(ledger.line.endpoint).host, ...headers], body }
  const reply = await ledger.raw(raw, number % 10 === 0 ? [400] : [200])
  if (reply.status === 200) await ledger.ask(keyOf(reply), WHO)
}

async function shortSession(scene: Scene): Promise<void> {
  const DurationSeconds = 900 + 900 * (scene.number % 4)
  const asked =
    scene.number % 2 === 0
      ? call('sts', 'GetSessionToken', { DurationSeconds })
      : call('sts', 'AssumeRole', { RoleArn: roleArn('second'), RoleSessionName: `h${scene.number % 40}`, DurationSeconds })
  scene.hold(keyOf(await scene.ledger.ask(userOf(scene).key, asked)), DurationSeconds)
}

/** A role comes, changes and goes, and its session with it. */
async function shortRole(scene: Scene): Promise<void> {
  const { ledger, number } = scene
  const admin = adminOf(scene)
  const RoleName = `short-${number}`
  const PolicyDocument = policy(allow('s3:ListBucket', `arn:aws:s3:::day-${number % TEXTS}`))
  await ledger.ask(
    admin,
    call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: ANYONE, Tags: [{ Key: 'n', Value: `${number}` }] }),
  )
  await ledger.ask(admin, call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'own', PolicyDocument }))
  const session = keyOf(await ledger.ask(admin, call('sts', 'AssumeRole', { RoleArn: roleArn(RoleName), RoleSessionName: 'short' })))
  await ledger.ask(session, WHO)
  await ledger.ask(admin, call('iam', 'DeleteRolePolicy', { RoleName, PolicyName: 'own' }))
  await ledger.ask(admin, call('iam', 'DeleteRole', { RoleName }))
  await ledger.ask(session, WHO, [403])
}

/** A user comes, works and goes, and its key with it. */
async function shortUser(scene: Scene): Promise<void> {
  const { ledger, number } = scene
  const admin = adminOf(scene)
  const UserName = `short-${number}`
  await ledger.ask(admin, call('iam', 'CreateUser', { UserName }))
  const key = keyOf(await ledger.ask(admin, call('iam', 'CreateAccessKey', { UserName })))
  await ledger.ask(key, WHO)
  await ledger.ask(key, call('iam', 'GetUser', { UserName: 'user-1' }), [403])
  await ledger.ask(admin, call('iam', 'DeleteAccessKey', { UserName, AccessKeyId: key.accessKeyId }))
  await ledger.ask(admin, call('iam', 'DeleteUser', { UserName }))
  await ledger.ask(key, WHO, [403])
}

async function revocation(scene: Scene): Promise<void> {
  const { ledger, number } = scene
  // Few names, so that records of revocations are replaced and do not become more all day.
  const RoleSessionName = `revoked-${number % 20}`
  const session = keyOf(await ledger.ask(userOf(scene).key, call('sts', 'AssumeRole', { RoleArn: roleArn('second'), RoleSessionName })))
  const SessionArn = `arn:aws:sts::000000000000:assumed-role/second/${RoleSessionName}`
  const body = Buffer.from(new URLSearchParams({ Action: 'RevokeSessions', Version: '2026-11-23', SessionArn }).toString())
  const headers = ['content-type', 'application/x-www-form-urlencoded; charset=utf-8']
  await ledger.ask(adminOf(scene), { service: 'daypass', method: 'POST', path: '/', headers, body })
  await ledger.ask(session, WHO, [403])
}

async function refused(scene: Scene): Promise<void> {
  const { ledger, number } = scene
  const { key } = userOf(scene)
  await ledger.ask({ ...key, secretAccessKey: `${key.secretAccessKey.slice(1)}x` }, WHO, [403])
  await ledger.ask({ ...key, accessKeyId: `AKIAQAAAAAAA${String(number).padStart(8, '0')}` }, WHO, [403])
  await ledger.ask(key, call('iam', 'ListUsers'), [403])
  await ledger.ask(key, call('sts', 'AssumeRole', { RoleArn: roleArn(`none-${number}`), RoleSessionName: 'short' }), [403])
  const host = ['host', new URL(ledger.line.endpoint).host]
  await ledger.raw({ method: 'GET', target: `${BUCKET}/nobody-${number}`, headers: host, body: new Uint8Array(0) }, [403])
}

/** A user gets another policy. */
async function newRights(scene: Scene): Promise<void> {
  const { ledger, number } = scene
  const { name } = userOf(scene)
  const more = {
    UserName: name,
    PolicyName: 'more',
    PolicyDocument: policy(allow('s3:ListBucket', `arn:aws:s3:::other-${number % TEXTS}`)),
  }
  await ledger.ask(adminOf(scene), call('iam', 'PutUserPolicy', more))
  await ledger.ask(adminOf(scene), call('iam', 'GetUserPolicy', { UserName: name, PolicyName: 'more' }))
}

/** In this order, again and again: what is often has several places. */
export const STORIES: readonly Story[] = [
  ...objectStories,
  chain,
  login,
  ...objectStories,
  shortSession,
  shortRole,
  refused,
  ...objectStories,
  revocation,
  shortUser,
  newRights,
]
