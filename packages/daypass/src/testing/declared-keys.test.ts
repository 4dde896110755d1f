import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { accounts } from '../directory/account/account.js'
import { accountAliases } from '../directory/account/account-alias.js'
import { accountEmails } from '../directory/account/account-email.js'
import { changeAccountSettings } from '../directory/account/account-settings.js'
import { credentialReports } from '../directory/account/credential-report.js'
import { passwordPolicies } from '../directory/account/password-policy.js'
import { accessKeys } from '../directory/iam/access-key.js'
import { attach, setBoundary } from '../directory/iam/attachment.js'
import { groups } from '../directory/iam/group.js'
import { addMember } from '../directory/iam/group-member.js'
import { oidcProviders } from '../directory/iam/identity-providers/oidc-provider.js'
import { putSamlProvider } from '../directory/iam/identity-providers/saml-provider.js'
import { addRoleToProfile } from '../directory/iam/instance-profile.js'
import { accessJobs } from '../directory/iam/last-use/access-job.js'
import { storedUses } from '../directory/iam/last-use/last-use.js'
import { loginProfiles } from '../directory/iam/login-profile.js'
import { enableMfaDevice, type MfaDeviceRecord, mfaDevices } from '../directory/iam/mfa-device.js'
import { rootLoginProfiles } from '../directory/iam/other-credentials/root-login-profile.js'
import { serverCertificates } from '../directory/iam/other-credentials/server-certificate.js'
import { serviceCredentials } from '../directory/iam/other-credentials/service-credential.js'
import { signingCertificates } from '../directory/iam/other-credentials/signing-certificate.js'
import { putOutbound } from '../directory/iam/outbound-federation.js'
import { type PolicyRecord, policies } from '../directory/iam/policy.js'
import type { PrincipalRecord } from '../directory/iam/principal.js'
import { roles } from '../directory/iam/role.js'
import { serviceLinkedRoleDeletions } from '../directory/iam/service-linked-role-deletion.js'
import { sshKeys } from '../directory/iam/ssh-key.js'
import { users } from '../directory/iam/user.js'
import { KeySpace } from '../directory/key-space.js'
import { accountCreations } from '../directory/organizations/account-creation.js'
import { type HandshakeRecord, handshakes } from '../directory/organizations/handshake.js'
import { type OrganizationRecord, organizationRecords } from '../directory/organizations/organization.js'
import { type OrganizationMemberRecord, organizationMembers } from '../directory/organizations/organization-member.js'
import { type OrganizationPolicyRecord, organizationPolicies } from '../directory/organizations/organization-policy.js'
import { organizationResourcePolicies } from '../directory/organizations/organization-resource-policy.js'
import { organizationalUnits } from '../directory/organizations/organizational-unit.js'
import { buckets } from '../directory/s3/bucket.js'
import { bucketCors } from '../directory/s3/bucket-cors.js'
import { deletedOwnershipControls } from '../directory/s3/bucket-ownership.js'
import { bucketPolicies } from '../directory/s3/bucket-policy.js'
import { bucketTags } from '../directory/s3/bucket-tags.js'
import { putObject } from '../directory/s3/object.js'
import { putObjectBytes } from '../directory/s3/object-bytes.js'
import { putVersion } from '../directory/s3/object-version.js'
import { accountPublicAccess, bucketPublicAccess, EVERYTHING_BLOCKED } from '../directory/s3/public-access.js'
import { beginUpload } from '../directory/s3/upload.js'
import { putPart } from '../directory/s3/upload-part.js'
import { revokeSessions } from '../directory/sts/revocation.js'
import { usedAssertions } from '../directory/sts/used-assertion.js'
import { type Meta, writeMeta, writeSharedObjects } from '../installation/meta.js'
import { inRange, prefixEnd } from '../store/key-order.js'
import { UNBOUNDED } from '../store/store.js'
import { EC2_RECORDS, type RecordRow } from './ec2/ec2-records.js'
import { ACCOUNT, world } from './world.js'

declare global {
  interface ImportMeta {
    /** Vite imports every file that matches. */
    glob(patterns: readonly string[], options: { eager: true }): Record<string, object>
  }
}

const SOURCE = new URL('../', import.meta.url)
const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && path !== 'directory/key-space.ts')
  .map((path) => readFileSync(new URL(path, SOURCE), 'utf8'))

/** Everything that is declared: what the files that declare keys export. */
const declared = Object.values(import.meta.glob(['../directory/**/*.ts', '../installation/meta.ts', '!**/*.test.ts'], { eager: true }))
  .flatMap((module): unknown[] => Object.values(module))
  .filter((value) => value instanceof KeySpace)

const overlap = (one: KeySpace, other: KeySpace): boolean =>
  inRange(one.prefix, other.prefix, prefixEnd(other.prefix)) || inRange(other.prefix, one.prefix, prefixEnd(one.prefix))

const principal: PrincipalRecord = {
  ...{ account: ACCOUNT, name: 'Ann', path: '/a/', id: 'AIDA1', createdAt: 0, tags: {}, inlinePolicies: {}, attachedPolicies: [] },
}
const policy: PolicyRecord = {
  ...{ account: ACCOUNT, name: 'P', path: '/', arn: `arn:aws:iam::${ACCOUNT}:policy/P`, id: 'ANPA1', createdAt: 0, updatedAt: 0, tags: {} },
  ...{ versions: [], defaultVersion: 'v1', nextVersion: 2, attachmentCount: 0 },
}
const device: MfaDeviceRecord = {
  ...{ account: ACCOUNT, name: 'D', path: '/m/', tags: {}, drift: 0, failures: 0, seed: { version: 1, sealed: '' } },
}
const key = { account: ACCOUNT, status: 'Active', createdAt: 0, secret: { version: 1, sealed: '' } } as const
const upload = { initiatedAt: 0, initiator: '', headers: {}, metadata: {} }
const object = { size: 0, etag: '""', modifiedAt: 0, file: 'f', headers: {}, metadata: {}, checksums: {} }

const user = { ...principal, accessKeyIds: [] }
const role = { ...principal, id: 'AROA1', trust: '', maxSessionDuration: 3_600 }
const group = { ...principal, id: 'AGPA1' }
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const password = { algorithm: 'scrypt', N: 2, r: 1, p: 1, salt: '', hash: '' } as const

const organization: OrganizationRecord = {
  ...{ id: 'o-1', managementAccount: ACCOUNT, createdAt: 0, featureSet: 'ALL', root: 'r-1', policyTypes: [], generations: {} },
  ...{ attached: {}, tags: {}, serviceAccess: {}, delegated: {}, rootFeatures: [] },
}
const member: OrganizationMemberRecord = {
  ...{ account: ACCOUNT, organization: 'o-1', parent: 'r-1', joinedMethod: 'INVITED', joinedAt: 0, attached: {}, tags: {} },
}
const organizationPolicy: OrganizationPolicyRecord = {
  ...{ organization: 'o-1', id: 'p-1', type: 'SERVICE_CONTROL_POLICY', name: 'a/b', description: '', text: '{}', stamp: 's' },
  ...{ tags: {}, uses: { generation: 0, count: 0 } },
}
const handshake: HandshakeRecord = {
  ...{ id: 'h-1', organization: 'o-1', action: 'INVITE', managementAccount: ACCOUNT, state: 'OPEN', requestedAt: 0, expiresAt: 0 },
  ...{ target: ACCOUNT, party: { id: 'a@example.com', type: 'EMAIL' }, featureSet: 'ALL', tags: {} },
}

/** Writes of every kind of record, and the keys that each adds, by their space: stored keys outlive the version that wrote them. A row for each resource. */
const RECORDS: readonly RecordRow[] = [
  [
    (state) => usedAssertions.add(state, { account: ACCOUNT, digests: ['x', 'y'], until: 1_000 }, 0),
    {
      'used-assertion/<digest>': ['used-assertion/x', 'used-assertion/y'],
      'used-assertion-end/<account>/<until>/<digest>': ['used-assertion-end/000000000000/000000000001000/x'],
    },
  ],
  ...EC2_RECORDS,
  [(state) => writeMeta(state, {} as Meta), { 'installation/meta': ['installation/meta'] }],
  [(state) => writeSharedObjects(state, 'mark'), { 'installation/shared-objects': ['installation/shared-objects'] }],
  [
    (state) => accessKeys.put(state, { ...key, id: 'AKIA1' }),
    { 'access-key/<id>': ['access-key/AKIA1'], 'root-keys/<account>': ['root-keys/000000000000'] },
  ],
  [(state) => accessKeys.put(state, { ...key, id: 'AKIA2', userId: 'AIDA1' }), { 'access-key/<id>': ['access-key/AKIA2'] }],
  [
    (state) => accountAliases.set(state, { account: ACCOUNT, alias: 'mine' }),
    { 'account-alias/<account>': ['account-alias/000000000000'], 'alias-account/<alias>': ['alias-account/mine'] },
  ],
  [
    (state) => changeAccountSettings(state, ACCOUNT, { globalTokenVersion: 1 }),
    { 'account-settings/<account>': ['account-settings/000000000000'] },
  ],
  [(state) => accounts.put(state, { id: '111111111111', name: 'other', createdAt: 0 }), { 'account/<id>': ['account/111111111111'] }],
  [(state) => users.put(state, user), { 'user-id/<id>': ['user-id/AIDA1'], 'user/<account>/<name>': ['user/000000000000/ann'] }],
  [(state) => roles.put(state, role), { 'role-id/<id>': ['role-id/AROA1'], 'role/<account>/<name>': ['role/000000000000/ann'] }],
  [(state) => groups.put(state, group), { 'group-id/<id>': ['group-id/AGPA1'], 'group/<account>/<name>': ['group/000000000000/ann'] }],
  [(state) => addMember(state, group, user), { 'group-member/<group id>/<user name>': ['group-member/AGPA1/ann'] }],
  [(state) => policies.put(state, policy), { 'policy-id/<id>': ['policy-id/ANPA1'], 'policy/<account>/<name>': ['policy/000000000000/p'] }],
  [
    (state) => {
      attach(state, 'user', { record: principal, arn: policy.arn })
      attach(state, 'group', { record: group, arn: policy.arn })
      attach(state, 'role', { record: principal, arn: readOnly })
    },
    {
      'attachment/<policy arn>/<kind>/<account>/<name>': [
        'attachment/arn:aws:iam::000000000000:policy%2FP/group/000000000000/ann',
        'attachment/arn:aws:iam::000000000000:policy%2FP/user/000000000000/ann',
        'attachment/arn:aws:iam::aws:policy%2FReadOnlyAccess/role/000000000000/ann',
      ],
    },
  ],
  [
    (state) => setBoundary(state, 'user', { record: user, arn: readOnly }),
    {
      'boundary/<policy arn>/<kind>/<account>/<name>': ['boundary/arn:aws:iam::aws:policy%2FReadOnlyAccess/user/000000000000/ann'],
    },
  ],
  [
    (state) => addRoleToProfile(state, { account: ACCOUNT, name: 'W', path: '/', id: 'AIPA1', createdAt: 0, tags: {} }, role),
    {
      'instance-profile-id/<id>': ['instance-profile-id/AIPA1'],
      'instance-profile/<account>/<name>': ['instance-profile/000000000000/w'],
      'role-profile/<role id>/<name>': ['role-profile/AROA1/w'],
    },
  ],
  [
    (state) => loginProfiles.put(state, { userId: 'AIDA1', createdAt: 0, password, passwordSetAt: 0, earlier: [], resetRequired: false }),
    { 'login-profile/<user id>': ['login-profile/AIDA1'] },
  ],
  [
    (state) => rootLoginProfiles.put(state, { account: ACCOUNT, createdAt: 0 }),
    { 'root-login-profile/<account>': ['root-login-profile/000000000000'] },
  ],
  [(state) => mfaDevices.put(state, device), { 'mfa-device/<account>/<path and name>': ['mfa-device/000000000000/%2Fm%2FD'] }],
  [
    (state) => enableMfaDevice(state, device, { holder: 'AIDA1', enabledAt: 0 }),
    { 'mfa-holder/<account>/<holder>': ['mfa-holder/000000000000/AIDA1'] },
  ],
  [
    (state) => credentialReports.put(state, { account: ACCOUNT, askedAt: 0 }),
    { 'credential-report/<account>': ['credential-report/000000000000'] },
  ],
  [
    (state) => accessJobs.add(state, { id: 'j', account: ACCOUNT, caller: 'AIDA1', arn: '', granularity: 'SERVICE_LEVEL', createdAt: 0 }),
    { 'access-job/<account>/<id>': ['access-job/000000000000/j'] },
  ],
  [(state) => storedUses.putKey(state, 'AKIA1', { at: 0, region: 'us-east-1', service: 's3' }), { 'key-use/<key id>': ['key-use/AKIA1'] }],
  [(state) => storedUses.putPrincipal(state, 'AIDA1', { services: {}, actions: {} }), { 'principal-use/<id>': ['principal-use/AIDA1'] }],
  [
    (state) => putOutbound(state, { account: ACCOUNT, issuerId: 'u-u', keys: [] }),
    { 'outbound-issuer/<uuid>': ['outbound-issuer/u-u'], 'outbound/<account>': ['outbound/000000000000'] },
  ],
  [
    (state) =>
      putSamlProvider(
        state,
        { account: ACCOUNT, name: 'Corp', uuid: 'F', createdAt: 0, tags: {}, validUntil: 0, privateKeys: [] },
        { document: '', entityId: 'e', signingCertificates: [] },
      ),
    {
      'saml-metadata/<account>/<name>': ['saml-metadata/000000000000/Corp'],
      'saml-provider/<account>/<name>': ['saml-provider/000000000000/Corp'],
    },
  ],
  [
    (state) => oidcProviders.put(state, { account: ACCOUNT, name: 'id.example/A', createdAt: 0, tags: {}, clientIds: [], thumbprints: [] }),
    { 'oidc-provider/<account>/<host and path>': ['oidc-provider/000000000000/id.example%2FA'] },
  ],
  [
    (state) =>
      passwordPolicies.put(state, {
        ...{ account: ACCOUNT, minimumLength: 6, requiresSymbols: false, requiresNumbers: false, requiresUppercase: false },
        ...{ requiresLowercase: false, letsUsersChangeTheirs: false },
      }),
    { 'password-policy/<account>': ['password-policy/000000000000'] },
  ],
  [
    (state) => serviceLinkedRoleDeletions.put(state, { account: ACCOUNT, role: 'Linked', taskId: 'task/x' }),
    { 'service-linked-role-deletion/<account>/<role>': ['service-linked-role-deletion/000000000000/linked'] },
  ],
  [
    (state) =>
      serverCertificates.add(
        state,
        {
          ...{ account: ACCOUNT, name: 'Web', path: '/', id: 'ASCA1', uploadedAt: 0, expiresAt: 0, tags: {} },
        },
        { body: '' },
      ),
    {
      'server-certificate/<account>/<name>': ['server-certificate/000000000000/web'],
      'server-certificate-text/<account>/<id>': ['server-certificate-text/000000000000/ASCA1'],
    },
  ],
  [
    (state) => signingCertificates.add(state, user, { id: 'C1', body: '', fingerprint: 'ab', status: 'Active', uploadedAt: 0 }),
    {
      'signing-certificates/<account>/<holder>': ['signing-certificates/000000000000/AIDA1'],
      'signing-fingerprint/<account>/<fingerprint>': ['signing-fingerprint/000000000000/ab'],
    },
  ],
  [
    (state) =>
      serviceCredentials.add(state, user, {
        ...{ id: 'ACCA1', service: 'logs.amazonaws.com', name: 'Ann-at-000000000000', status: 'Active', createdAt: 0, digest: '' },
      }),
    {
      'service-credentials/<account>/<user id>': ['service-credentials/000000000000/AIDA1'],
      'service-user-name/<service>/<name>': ['service-user-name/logs.amazonaws.com/ann-at-000000000000'],
    },
  ],
  [
    (state) => sshKeys.set(state, user, [{ id: 'APKA1', body: '', encoding: 'SSH', fingerprint: '', status: 'Active', uploadedAt: 0 }]),
    { 'ssh-keys/<user id>': ['ssh-keys/AIDA1'] },
  ],
  [
    (state) => revokeSessions(state, ACCOUNT, { sessions: { kind: 'source-identity', value: 'a/b%' }, before: undefined, now: 0 }),
    {
      'revocation/<account>/<kind>/<value>': ['revocation/000000000000/source-identity-now/a%2Fb%25'],
      'revoked/<account>': ['revoked/000000000000'],
    },
  ],
  [
    (state) => revokeSessions(state, ACCOUNT, { sessions: { kind: 'all' }, before: 1, now: 0 }),
    { 'revocation/<account>/<kind>/<value>': ['revocation/000000000000/all/'] },
  ],
  [
    (state) => buckets.put(state, { name: 'data', account: ACCOUNT, region: 'us-east-1', createdAt: 0 }),
    { 'account-bucket/<account>/<bucket>': ['account-bucket/000000000000/data'], 'bucket/<bucket>': ['bucket/data'] },
  ],
  [
    (state) => bucketPolicies.put(state, bucketPolicies.recordOf({ bucket: 'data', account: ACCOUNT, text: '{}' })),
    { 'bucket-policy/<bucket>': ['bucket-policy/data'] },
  ],
  [
    (state) => bucketPublicAccess.put(state, { bucket: 'data', ...EVERYTHING_BLOCKED }),
    { 'bucket-public-access/<bucket>': ['bucket-public-access/data'] },
  ],
  [
    (state) => accountPublicAccess.put(state, { account: ACCOUNT, ...EVERYTHING_BLOCKED }),
    { 'account-public-access/<account>': ['account-public-access/000000000000'] },
  ],
  [
    (state) => deletedOwnershipControls.put(state, { bucket: 'data' }),
    { 'bucket-without-ownership-controls/<bucket>': ['bucket-without-ownership-controls/data'] },
  ],
  [
    (state) => accountEmails.put(state, { email: 'A@example.com', account: ACCOUNT }),
    { 'account-email/<email>': ['account-email/a@example.com'] },
  ],
  [(state) => organizationRecords.put(state, organization), { 'organization/<id>': ['organization/o-1'] }],
  [
    (state) => organizationMembers.add(state, member),
    {
      'organization-account/<account>': ['organization-account/000000000000'],
      'organization-accounts/<organization>/<account>': ['organization-accounts/o-1/000000000000'],
      'organization-child/<organization>/<parent>/<account>': ['organization-child/o-1/r-1/000000000000'],
    },
  ],
  [
    (state) =>
      organizationalUnits.put(state, { organization: 'o-1', id: 'ou-1', name: 'U', parent: 'r-1', above: [], attached: {}, tags: {} }),
    {
      'organizational-unit/<organization>/<id>': ['organizational-unit/o-1/ou-1'],
      'organizational-unit-name/<organization>/<parent>/<name>': ['organizational-unit-name/o-1/r-1/U'],
    },
  ],
  [
    (state) => organizationPolicies.put(state, organizationPolicy),
    {
      'organization-policy/<organization>/<id>': ['organization-policy/o-1/p-1'],
      'organization-policy-name/<organization>/<type>/<name>': ['organization-policy-name/o-1/SERVICE_CONTROL_POLICY/a%2Fb'],
    },
  ],
  [
    (state) => organizationResourcePolicies.put(state, { organization: 'o-1', id: 'rp-1', text: '{}', tags: {} }),
    { 'organization-resource-policy/<organization>': ['organization-resource-policy/o-1'] },
  ],
  [
    (state) => accountCreations.put(state, { organization: 'o-1', id: 'car-1', name: 'n', requestedAt: 0, completedAt: 0 }),
    { 'account-creation/<organization>/<id>': ['account-creation/o-1/car-1'] },
  ],
  [
    (state) => handshakes.add(state, handshake),
    {
      'handshake/<id>': ['handshake/h-1'],
      'organization-handshake/<organization>/<id>': ['organization-handshake/o-1/h-1'],
      'target-handshake/<account>/<id>': ['target-handshake/000000000000/h-1'],
      'pending-handshake/<organization>/<id>': ['pending-handshake/o-1/h-1'],
    },
  ],
  [(state) => bucketCors.put(state, { bucket: 'da/ta', rules: [] }), { 'bucket-cors/<bucket>': ['bucket-cors/da%2Fta'] }],
  [(state) => putObject(state, 'data', { ...object, key: 'a/b%' }), { 'object/<bucket>/<raw key>': ['object/data/a/b%'] }],
  [(state) => bucketTags.put(state, { bucket: 'data', tags: { a: 'b' } }), { 'bucket-tags/<bucket>': ['bucket-tags/data'] }],
  [
    (state) => putVersion(state, 'data', { key: 'a/b%', isDeleteMarker: true, modifiedAt: 0, sequence: 1 }),
    {
      'object-version/<bucket>/<raw key, NUL, descending sequence>': ['object-version/data/a/b%\0fffffffffffe'],
      'object-null-version/<bucket>/<raw key>': ['object-null-version/data/a/b%'],
    },
  ],
  [
    (state) => beginUpload(state, { ...upload, id: 'u1', bucket: 'data', key: 'a/b%' }),
    { 'upload/<id>': ['upload/u1'], 'bucket-upload/<bucket>/<raw key, NUL, id>': ['bucket-upload/data/a/b%\0u1'] },
  ],
  [(state) => putPart(state, 'u1', { ...object, md5: '', number: 7 }), { 'upload-part/<upload id>/<number>': ['upload-part/u1/00007'] }],
  [(state) => putObjectBytes(state, '00ff', Buffer.from('sealed')), { 'object-bytes/<file>': ['object-bytes/00ff'] }],
]

const stored = (w: Awaited<ReturnType<typeof world>>): string[] =>
  w.read((state) => state.range({ start: 'a', end: UNBOUNDED, limit: 100 })).map((entry) => entry.key)
/** A world begins with the ring of the keys that seal. */
const RING = { 'installation/key-ring': ['installation/key-ring'] }

describe('the keys of the store', () => {
  it('are exported by the files that declare them, and no two spaces overlap', () => {
    const written = sources.flatMap((text) => text.match(/ defineKeys\('/g) ?? [])
    expect(declared).toHaveLength(written.length)
    for (const [at, one] of declared.entries())
      for (const other of declared.slice(at + 1))
        expect([one.pattern, other.pattern, overlap(one, other)]).toEqual([one.pattern, other.pattern, false])
  })

  it('are of the spaces that records are written in, and of no others', () => {
    const written = new Set([RING, ...RECORDS.map(([, keys]) => keys)].flatMap((keys) => Object.keys(keys)))
    expect(declared.map(({ pattern }) => pattern).toSorted()).toEqual([...written].toSorted())
  })

  it('say what they contain, and for how long', () => {
    for (const { content } of declared) expect(Object.values(content).every((text) => text.length > 0)).toBe(true)
  })

  it('are those that earlier versions wrote', async () => {
    const w = await world()
    const before = new Set<string>()
    for (const [put, keys] of [[() => {}, RING], ...RECORDS] as const) {
      await w.change(put)
      expect(stored(w).filter((name) => !before.has(name))).toEqual(Object.values(keys).flat().toSorted())
      for (const name of stored(w)) before.add(name)
    }
  })

  it.each([RING, ...RECORDS.map(([, keys]) => keys)].flatMap((keys) => Object.entries(keys)))(
    'are each of one space: %s',
    (pattern, keys) => {
      for (const name of keys) {
        const spaces = declared.filter(({ prefix }) => name.startsWith(prefix))
        expect([name, spaces.map((space) => space.pattern)]).toEqual([name, [pattern]])
      }
    },
  )
})
