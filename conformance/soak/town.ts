import type { Key } from '../clean-environment.js'
import { call } from '../query-form.js'
import { keyOf } from '../requests/bench.js'
import { allow, policy, trust } from '../sts/principals.js'
import { each } from './crowd.js'
import type { Ledger } from './ledger.js'

/** Who makes requests all day. */
export interface Town {
  readonly admins: readonly Key[]
  /** Users with objects of their own. Their keys are exchanged now and then. */
  readonly users: Citizen[]
  /** Whoever asks too often. */
  readonly noisy: Key
}

/** A user and its key. */
export interface Citizen {
  readonly name: string
  key: Key
}

const ACCOUNT = '000000000000'
export const BUCKET = '/day'
/** The issuer whose tokens the test issuer of `--dev` makes. */
export const ISSUER = 'https://id.example.com/day'
export const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`
export const ANYONE = policy(trust(ACCOUNT))

const COUNTS = { admins: 16, users: 60 }
const EVERYTHING = policy(allow('*'))
/** The roles `first` and `second`: who has the first may get the second, which reads. */
const ROLES = { first: policy(allow('sts:AssumeRole', roleArn('second'))), second: policy(allow(['s3:GetObject', 's3:ListBucket'])) }

const ownRights = (name: string): string =>
  policy(
    allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'], `arn:aws:s3:::day/${name}/*`),
    allow('s3:ListBucket', 'arn:aws:s3:::day'),
    allow('sts:AssumeRole', roleArn('*')),
  )

async function makeUser(ledger: Ledger, by: Key, made: { name: string; rights: string }): Promise<Key> {
  const UserName = made.name
  await ledger.ask(by, call('iam', 'CreateUser', { UserName }))
  await ledger.ask(by, call('iam', 'PutUserPolicy', { UserName, PolicyName: 'own', PolicyDocument: made.rights }))
  return keyOf(await ledger.ask(by, call('iam', 'CreateAccessKey', { UserName })))
}

/** Makes all of it. */
export async function foundTown(ledger: Ledger, root: Key): Promise<Town> {
  const admins = await each(COUNTS.admins, 4, (at) => makeUser(ledger, root, { name: `admin-${at}`, rights: EVERYTHING }))
  const adminOf = (at: number): Key => admins[at % admins.length] as Key
  await ledger.ask(adminOf(0), { service: 's3', method: 'PUT', path: BUCKET })
  for (const [RoleName, PolicyDocument] of Object.entries(ROLES)) {
    await ledger.ask(adminOf(1), call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: ANYONE }))
    await ledger.ask(adminOf(1), call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'own', PolicyDocument }))
  }
  await ledger.ask(adminOf(2), call('iam', 'CreateOpenIDConnectProvider', { Url: ISSUER, ClientIDList: ['day'] }))
  const Federated = `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER.slice('https://'.length)}`
  const login = {
    ...{ Effect: 'Allow', Principal: { Federated }, Action: 'sts:AssumeRoleWithWebIdentity' },
    Condition: { StringEquals: { [`${ISSUER.slice('https://'.length)}:aud`]: 'day' } },
  }
  await ledger.ask(adminOf(2), call('iam', 'CreateRole', { RoleName: 'visitor', AssumeRolePolicyDocument: policy(login) }))
  const users = await each(COUNTS.users, 8, async (at) => {
    const name = `user-${at}`
    return { name, key: await makeUser(ledger, adminOf(at), { name, rights: ownRights(name) }) }
  })
  const noisy = await makeUser(ledger, adminOf(3), { name: 'noisy', rights: policy(allow('s3:ListBucket')) })
  return { admins, users, noisy }
}
