import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { accounts } from '../directory/account/account.js'
import { accountAliases } from '../directory/account/account-alias.js'
import { changeAccountSettings } from '../directory/account/account-settings.js'
import { passwordPolicies } from '../directory/account/password-policy.js'
import { accessKeys } from '../directory/iam/access-key.js'
import { attach, setBoundary } from '../directory/iam/attachment.js'
import { groups } from '../directory/iam/group.js'
import { addMember } from '../directory/iam/group-member.js'
import { addRoleToProfile } from '../directory/iam/instance-profile.js'
import { loginProfiles } from '../directory/iam/login-profile.js'
import { enableMfaDevice, type MfaDeviceRecord, mfaDevices } from '../directory/iam/mfa-device.js'
import { putOutbound } from '../directory/iam/outbound-federation.js'
import { type PolicyRecord, policies } from '../directory/iam/policy.js'
import type { PrincipalRecord } from '../directory/iam/principal.js'
import { roles } from '../directory/iam/role.js'
import { sshKeys } from '../directory/iam/ssh-key.js'
import { users } from '../directory/iam/user.js'
import { KeySpace } from '../directory/key-space.js'
import { buckets } from '../directory/s3/bucket.js'
import { putObject } from '../directory/s3/object.js'
import type { Writer } from '../directory/state.js'
import { revokeSessions } from '../directory/sts/revocation.js'
import { type Meta, writeMeta } from '../installation/meta.js'
import { inRange, prefixEnd } from '../store/key-order.js'
import { UNBOUNDED } from '../store/store.js'
import { ACCOUNT, world } from './world.js'

const SOURCE = new URL('../', import.meta.url)
const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && path !== 'directory/key-space.ts')
  .map((path) => ({ path, text: readFileSync(new URL(path, SOURCE), 'utf8') }))

/** Everything that is declared: what the files that declare keys export. */
const declared: readonly KeySpace[] = await Promise.all(
  sources.filter(({ text }) => text.includes(" defineKeys('")).map(({ path }) => import(/* @vite-ignore */ new URL(path, SOURCE).pathname)),
).then((modules) => modules.flatMap((module) => Object.values(module as object).filter((value) => value instanceof KeySpace)))

/** Every key space, so that none comes or goes unseen: stored keys outlive the version that wrote them. */
const PATTERNS: readonly string[] = [
  'access-key/<id>',
  'account-alias/<account>',
  'account-bucket/<account>/<bucket>',
  'account-settings/<account>',
  'account/<id>',
  'alias-account/<alias>',
  'attachment/<policy arn>/<kind>/<account>/<name>',
  'boundary/<policy arn>/<kind>/<account>/<name>',
  'bucket/<bucket>',
  'group-id/<id>',
  'group-member/<group id>/<user name>',
  'group/<account>/<name>',
  'installation/key-ring',
  'installation/meta',
  'instance-profile/<account>/<name>',
  'login-profile/<user id>',
  'mfa-device/<account>/<path and name>',
  'mfa-holder/<account>/<holder>',
  'object/<bucket>/<raw key>',
  'outbound-issuer/<uuid>',
  'outbound/<account>',
  'password-policy/<account>',
  'policy/<account>/<name>',
  'revocation/<account>/<kind>/<value>',
  'revoked/<account>',
  'role-id/<id>',
  'role-profile/<role id>/<name>',
  'role/<account>/<name>',
  'root-keys/<account>',
  'ssh-keys/<user id>',
  'user-id/<id>',
  'user/<account>/<name>',
]

const overlap = (one: KeySpace, other: KeySpace): boolean =>
  inRange(one.prefix, other.prefix, prefixEnd(other.prefix)) || inRange(other.prefix, one.prefix, prefixEnd(one.prefix))

const principal: PrincipalRecord = {
  account: ACCOUNT,
  name: 'Ann',
  path: '/a/',
  id: 'AIDA1',
  createdAt: 0,
  tags: {},
  inlinePolicies: {},
  attachedPolicies: [],
}
const policy: PolicyRecord = {
  ...{ account: ACCOUNT, name: 'P', path: '/', arn: `arn:aws:iam::${ACCOUNT}:policy/P`, id: 'ANPA1', createdAt: 0, updatedAt: 0, tags: {} },
  ...{ versions: [], defaultVersion: 'v1', nextVersion: 2, attachmentCount: 0 },
}
const device: MfaDeviceRecord = {
  ...{ account: ACCOUNT, name: 'D', path: '/m/', tags: {}, drift: 0, failures: 0, seed: { version: 1, sealed: '' } },
}
const key = { account: ACCOUNT, status: 'Active', createdAt: 0, secret: { version: 1, sealed: '' } } as const
const object = { size: 0, etag: '""', modifiedAt: 0, file: 'f', headers: {}, metadata: {}, checksums: {} }

/** Writes one record of every kind. */
function putEverything(state: Writer): void {
  writeMeta(state, {} as Meta)
  const user = { ...principal, accessKeyIds: [] }
  users.put(state, user)
  sshKeys.set(state, user, [{ id: 'APKA1', body: '', encoding: 'SSH', fingerprint: '', status: 'Active', uploadedAt: 0 }])
  const role = { ...principal, id: 'AROA1', trust: '', maxSessionDuration: 3_600 }
  roles.put(state, role)
  addRoleToProfile(state, { account: ACCOUNT, name: 'W', path: '/', id: 'AIPA1', createdAt: 0, tags: {} }, role)
  setBoundary(state, 'user', { record: user, arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' })
  const group = { ...principal, id: 'AGPA1' }
  groups.put(state, group)
  policies.put(state, policy)
  attach(state, 'user', { record: principal, arn: policy.arn })
  attach(state, 'role', { record: principal, arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' })
  mfaDevices.put(state, device)
  enableMfaDevice(state, device, { holder: 'AIDA1', enabledAt: 0 })
  accessKeys.put(state, { ...key, id: 'AKIA1' })
  accessKeys.put(state, { ...key, id: 'AKIA2', userId: 'AIDA1' })
  addMember(state, group, { ...principal, accessKeyIds: [] })
  attach(state, 'group', { record: group, arn: policy.arn })
  accounts.put(state, { id: '111111111111', name: 'other', createdAt: 0 })
  const password = { algorithm: 'scrypt', N: 2, r: 1, p: 1, salt: '', hash: '' } as const
  loginProfiles.put(state, { userId: 'AIDA1', createdAt: 0, password, passwordSetAt: 0, earlier: [], resetRequired: false })
  passwordPolicies.put(state, {
    ...{ account: ACCOUNT, minimumLength: 6, requiresSymbols: false, requiresNumbers: false, requiresUppercase: false },
    ...{ requiresLowercase: false, letsUsersChangeTheirs: false },
  })
  accountAliases.set(state, { account: ACCOUNT, alias: 'mine' })
  changeAccountSettings(state, ACCOUNT, { globalTokenVersion: 1 })
  revokeSessions(state, ACCOUNT, { sessions: { kind: 'source-identity', value: 'a/b%' }, before: undefined, now: 0 })
  revokeSessions(state, ACCOUNT, { sessions: { kind: 'all' }, before: 1, now: 0 })
  putOutbound(state, { account: ACCOUNT, issuerId: 'u-u', keys: [] })
  buckets.put(state, { name: 'data', account: ACCOUNT, region: 'us-east-1', createdAt: 0 })
  putObject(state, 'data', { ...object, key: 'a/b%' })
}

describe('the keys of the store', () => {
  it('are exported by the files that declare them, and no two spaces overlap', () => {
    const written = sources.flatMap(({ text }) => text.match(/ defineKeys\('/g) ?? [])
    expect(declared).toHaveLength(written.length)
    for (const [at, one] of declared.entries())
      for (const other of declared.slice(at + 1))
        expect([one.pattern, other.pattern, overlap(one, other)]).toEqual([one.pattern, other.pattern, false])
  })

  it('are of these spaces', () => {
    expect(declared.map(({ pattern }) => pattern).toSorted()).toEqual(PATTERNS)
  })

  it('say what they contain, and for how long', () => {
    for (const { content } of declared) expect(Object.values(content).every((text) => text.length > 0)).toBe(true)
  })

  it('are those that earlier versions wrote, each of one declared space', async () => {
    const w = await world()
    await w.change(putEverything)
    const keys = w.read((state) => state.range({ start: 'a', end: UNBOUNDED, limit: 100 })).map((entry) => entry.key)
    expect(keys).toEqual([
      'access-key/AKIA1',
      'access-key/AKIA2',
      'account-alias/000000000000',
      'account-bucket/000000000000/data',
      'account-settings/000000000000',
      'account/111111111111',
      'alias-account/mine',
      'attachment/arn:aws:iam::000000000000:policy%2FP/group/000000000000/ann',
      'attachment/arn:aws:iam::000000000000:policy%2FP/user/000000000000/ann',
      'attachment/arn:aws:iam::aws:policy%2FReadOnlyAccess/role/000000000000/ann',
      'boundary/arn:aws:iam::aws:policy%2FReadOnlyAccess/user/000000000000/ann',
      'bucket/data',
      'group-id/AGPA1',
      'group-member/AGPA1/ann',
      'group/000000000000/ann',
      'installation/key-ring',
      'installation/meta',
      'instance-profile/000000000000/w',
      'login-profile/AIDA1',
      'mfa-device/000000000000/%2Fm%2FD',
      'mfa-holder/000000000000/AIDA1',
      'object/data/a/b%',
      'outbound-issuer/u-u',
      'outbound/000000000000',
      'password-policy/000000000000',
      'policy/000000000000/p',
      'revocation/000000000000/all/',
      'revocation/000000000000/source-identity-now/a%2Fb%25',
      'revoked/000000000000',
      'role-id/AROA1',
      'role-profile/AROA1/w',
      'role/000000000000/ann',
      'root-keys/000000000000',
      'ssh-keys/AIDA1',
      'user-id/AIDA1',
      'user/000000000000/ann',
    ])
    const spaceOf = (name: string) => declared.filter(({ prefix }) => name.startsWith(prefix)).map(({ pattern }) => pattern)
    for (const name of keys) expect([name, spaceOf(name).length]).toEqual([name, 1])
  })
})
