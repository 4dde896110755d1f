// Owns: `daypass import aws` as a user runs it: an account of some size imported, again, and read back with the SDK for JavaScript; files that cannot be read.
// What becomes of each kind of entity is tested next to the operation; organizations are imported by docs/bring-your-account.md.
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  type GetAccountAuthorizationDetailsCommandOutput,
  PutUserPolicyCommand,
  paginateGetAccountAuthorizationDetails,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ACCOUNT, syntheticAccount } from '../../benchmarks/import/synthetic-account.mjs'
import { cleanEnvironment, keyVariables, scratchFolder } from '../clean-environment.js'
import { clientsOf } from '../sdk-js/clients.js'
import { ServerProcess } from '../server-process.js'

const BIN = fileURLToPath(new URL('../../packages/daypass/bin/daypass.js', import.meta.url))
const account = syntheticAccount({ roles: 400, policies: 200, users: 100, usedAt: `${new Date().toISOString().slice(0, 13)}:00:00+00:00` })
const CREATED = { Policy: 200, Group: 20, User: 100, Role: 400, InstanceProfile: 40 }

let server: ServerProcess
const folder = scratchFolder()
beforeAll(async () => {
  server = await ServerProcess.start()
})
afterAll(async () => {
  folder.remove()
  await server.close()
})

/** Runs the command with the root key of the installation. */
function daypass(args: readonly string[], { input = '', environment = {} }: { input?: string; environment?: Record<string, string> } = {}) {
  const env = cleanEnvironment({ ...keyVariables(server.rootKey()), AWS_ENDPOINT_URL: server.endpoint, ...environment })
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, 'import', 'aws', ...args], {
    env,
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  return { status, stdout, stderr }
}

interface Reported {
  readonly accountId: string
  readonly complete: boolean
  readonly results: readonly { readonly type: string; readonly name: string; readonly outcome: string; readonly reason?: string }[]
  readonly usersWithoutSecrets: readonly string[]
  readonly accessKeyId?: string
  readonly secretAccessKey?: string
}

/** The report of a run that must succeed. */
function report(args: readonly string[], input = ''): Reported {
  const ended = daypass([...args, '--json'], { input })
  if (ended.status !== 0) throw new Error(ended.stderr)
  return JSON.parse(ended.stdout) as Reported
}

/** How many of each kind have this outcome. */
function counted({ results }: Reported, outcome: string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const one of results) if (one.outcome === outcome) counts[one.type] = (counts[one.type] ?? 0) + 1
  return counts
}

function saved(name: string, content: unknown): string {
  const path = join(folder.path, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

/** A value of an answer as the file has it: documents as objects, dates as text, lists without order by name. */
function asInFile(value: unknown, name = ''): unknown {
  if (value instanceof Date) return value.toISOString().replace('.000Z', '+00:00')
  if (name === 'GroupList') return (value as string[]).toSorted()
  if (typeof value === 'string') return name.endsWith('Document') ? JSON.parse(decodeURIComponent(value)) : value
  if (Array.isArray(value)) return value.map((one) => asInFile(one))
  if (typeof value !== 'object' || value === null) return value
  if (name.endsWith('Document')) return value
  // AWS shows no duration of a role in an instance profile.
  const shown = Object.entries(value).filter(([key]) => key !== 'MaxSessionDuration')
  return Object.fromEntries(shown.map(([key, held]) => [key, asInFile(held, key)]))
}

const byName = (list: readonly object[] | undefined, name: string) =>
  (list ?? [])
    .map((one) => asInFile(one) as Record<string, string>)
    .toSorted((one, other) => ((one[name] ?? '') < (other[name] ?? '') ? -1 : 1))

describe('daypass import aws', () => {
  let details: string
  let first: Reported
  beforeAll(() => {
    details = saved('details.json', account)
    expect(counted(report([details, '--dry-run']), 'created')).toEqual(CREATED)
    first = report([details, '--root-key'])
  })

  it('imports everything, and says that no secret came', () => {
    expect(first).toMatchObject({ accountId: ACCOUNT, complete: true })
    expect(counted(first, 'created')).toEqual(CREATED)
    expect(first.results).toHaveLength(760)
    expect(first.usersWithoutSecrets).toHaveLength(100)
  })

  it('changes nothing a second time, also from pages that overlap', () => {
    expect(counted(report([details]), 'unchanged')).toEqual(CREATED)
    const { UserDetailList, Policies, ...others } = account
    const pages = [
      { ...others, IsTruncated: true, Marker: 'm' },
      { UserDetailList, RoleDetailList: account.RoleDetailList.slice(0, 9), Policies, IsTruncated: false },
    ]
    expect(counted(report([saved('pages.json', pages)]), 'unchanged')).toEqual(CREATED)
  })

  it('brings every field, as the SDK reads it back; and what the SDK prints changes nothing', async () => {
    const key = { accessKeyId: first.accessKeyId ?? '', secretAccessKey: first.secretAccessKey ?? '' }
    const { iam } = clientsOf(server, key)
    const pages: Omit<GetAccountAuthorizationDetailsCommandOutput, '$metadata'>[] = []
    for await (const { $metadata: _, ...page } of paginateGetAccountAuthorizationDetails({ client: iam, pageSize: 500 }, {}))
      pages.push(page)
    const all = <Name extends 'UserDetailList' | 'GroupDetailList' | 'RoleDetailList' | 'Policies'>(name: Name) =>
      pages.flatMap((page): object[] => page[name] ?? [])
    expect(byName(all('UserDetailList'), 'UserName')).toEqual(byName(account.UserDetailList, 'UserName'))
    expect(byName(all('GroupDetailList'), 'GroupName')).toEqual(byName(account.GroupDetailList, 'GroupName'))
    expect(byName(all('RoleDetailList'), 'RoleName')).toEqual(byName(account.RoleDetailList, 'RoleName'))
    const policies = byName(all('Policies'), 'PolicyName').filter(({ Arn = '' }) => !Arn.startsWith('arn:aws:iam::aws:'))
    expect(policies.map(({ AttachmentCount: _attached, PermissionsBoundaryUsageCount: _bounds, ...policy }) => policy)).toEqual(
      byName(account.Policies, 'PolicyName'),
    )
    expect(counted(report(['-'], JSON.stringify(pages)), 'unchanged')).toEqual(CREATED)
  })

  it('leaves out what is not valid, in a line each, and imports the rest', () => {
    const [one, other] = account.UserDetailList
    const arn = `arn:aws:iam::${ACCOUNT}:user/`
    const UserDetailList = [
      { ...one, Path: '/', UserName: 'fine', UserId: 'AIDAFINE0000000000000', Arn: `${arn}fine`, PermissionsBoundary: undefined },
      { ...other, Path: '/', UserName: 'user-0', UserId: 'AIDATAKEN000000000000', Arn: `${arn}user-0` },
      { ...other, Path: '/', UserName: 'odd\nleft out:\u001b[2J', UserId: 'AIDAODD00000000000000', Arn: `${arn}odd`, CreateDate: 'once' },
    ]
    const { status, stdout, stderr } = daypass([saved('mixed.json', { UserDetailList })])
    expect(status).toBe(1)
    expect(stderr).toContain(
      'daypass: Left out, and here from before: user odd\\u000aleft out:\\u001b[2J, user user-0. They keep the groups',
    )
    expect(stdout.split('\n')).toEqual([
      `account ${ACCOUNT}`,
      '                           created   updated unchanged  left out',
      'users                            1         0         0         2',
      'left out:',
      '  user odd\\u000aleft out:\\u001b[2J: "once" is not a time.',
      '  user user-0: user-0 is here already with another unique id, AIDAEXAMPLE0000000000. Delete it, or leave this one out.',
      expect.stringMatching(/^here and not in the files, left as they are: group group-0, .* and 750 more$/),
      'No access keys, passwords and MFA devices were brought for fine.',
      'Make a key with: aws iam create-access-key --user-name fine',
      '',
    ])
  })

  it('fails where a user keeps a group that got more, and names it', () => {
    const CreateDate = '2024-01-02T03:04:05Z'
    const group = (GroupPolicyList: readonly object[]) => ({
      GroupName: 'staff',
      GroupId: 'AGPASTAFF000000000000',
      CreateDate,
      GroupPolicyList,
    })
    const user = (name: string, more: object) => ({
      UserName: name,
      UserId: `AIDA${name.toUpperCase()}`.padEnd(21, '0'),
      CreateDate,
      ...more,
    })
    const files = (name: string, more: object) => [saved(name, more), '--account-id', ACCOUNT]
    report(files('before.json', { GroupDetailList: [group([])], UserDetailList: [user('bob', { GroupList: ['staff'] })] }))
    const Statement = { Effect: 'Allow', Action: '*', Resource: '*' }
    const admin = { PolicyName: 'admin', PolicyDocument: { Version: '2012-10-17', Statement } }
    const AttachedManagedPolicies = [{ PolicyArn: 'arn:aws:iam::aws:policy/NotKnownHere' }]
    const trust = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } },
    }
    const profile = { InstanceProfileName: 'new', InstanceProfileId: 'AIPANEW00000000000000', CreateDate, Roles: [{ RoleName: 'new' }] }
    const role = { RoleName: 'new', RoleId: 'AROANEW00000000000000', CreateDate, AssumeRolePolicyDocument: trust, AttachedManagedPolicies }
    const version = { VersionId: 'v1', IsDefaultVersion: true, Document: {}, CreateDate }
    // Apart from bob, nothing that is left out is here.
    const after = {
      GroupDetailList: [group([admin]), { GroupName: 'new', GroupId: 'AGPANEW00000000000000', CreateDate, AttachedManagedPolicies }],
      UserDetailList: ['bob', 'carol'].map((name) => user(name, { AttachedManagedPolicies })),
      RoleDetailList: [{ ...role, InstanceProfileList: [profile] }],
      Policies: [
        { PolicyName: 'new', PolicyId: 'ANPANEW00000000000000', CreateDate, DefaultVersionId: 'v1', PolicyVersionList: [version] },
      ],
    }
    for (const [flags, words] of [
      [['--dry-run'], 'They would keep'],
      [['--json'], 'They keep'],
      [[], 'They keep'],
    ] as const) {
      const { status, stdout, stderr } = daypass([...files('after.json', after), ...flags])
      expect([status, stderr]).toEqual([1, expect.stringContaining(`Left out, and here from before: user bob. ${words} the groups`)])
      if (flags[0] !== '--json') continue
      const done = JSON.parse(stdout) as Reported
      expect(done).toMatchObject({ complete: true, kept: [{ type: 'User', name: 'bob' }], notReached: [] })
      expect(counted(done, 'left-out')).toEqual({ Policy: 1, Group: 1, User: 2, Role: 1, InstanceProfile: 1 })
      expect(done.results.find(({ name }) => name === 'staff')).toMatchObject({ outcome: 'updated', changes: ['inline policies'] })
    }
  })

  it('imports no users into an account that an old policy of its organization bounds', () => {
    const [SERVICE_CONTROL_POLICY, member, Id] = ['SERVICE_CONTROL_POLICY', '121212121212', 'p-11111111']
    const accounts = ['131313131313', member]
    const answers = (Statement: object) => [
      { Organization: { Id: 'o-boundbyroot', MasterAccountId: accounts[0], FeatureSet: 'ALL' } },
      { Roots: [{ Id: 'r-boun', PolicyTypes: [{ Type: SERVICE_CONTROL_POLICY, Status: 'ENABLED' }] }] },
      { Accounts: accounts.map((one) => ({ Id: one, Name: one, Email: `${one}@example.com`, Status: 'ACTIVE' })) },
      { ParentId: 'r-boun', Children: accounts.map((one) => ({ Id: one })) },
      { Policies: [Id, 'p-FullAWSAccess'].map((one) => ({ Id: one, Type: SERVICE_CONTROL_POLICY })) },
      { PolicyId: 'p-FullAWSAccess', Targets: ['r-boun', ...accounts].map((TargetId) => ({ TargetId })) },
      { PolicyId: Id, Targets: [{ TargetId: 'r-boun' }] },
      {
        Policy: {
          PolicySummary: { Id, Type: SERVICE_CONTROL_POLICY, Name: 'no' },
          Content: JSON.stringify({ Version: '2012-10-17', Statement }),
        },
      },
      { UserDetailList: [{ UserName: 'dan', UserId: 'AIDADAN00000000000000', CreateDate: '2024-01-02T03:04:05Z' }] },
    ]
    const run = (name: string, Statement: object) => daypass([saved(name, answers(Statement)), '--account-id', member])
    const Deny = { Effect: 'Deny', Action: 's3:DeleteBucket', Resource: '*' }
    expect(run('bound.json', Deny)).toMatchObject({ status: 0, stderr: '' })
    const { status, stdout, stderr } = run('unbound.json', { ...Deny, Unknown: 'x' })
    expect(status).toBe(1)
    expect(stdout).toContain(`  account ${member}: no, which bounds it, was left out.`)
    expect(stdout).not.toMatch(/^users/m)
    expect(stderr).toContain(`The account ${member} did not get its place in its organization, so its users and roles were not imported.`)
  })

  it.each<[what: string, content: unknown, error: RegExp]>([
    ['is cut off', '{"UserDetailList":[', /^daypass: \S+ is not JSON: /],
    ['is nested deeply', '['.repeat(200_000) + ']'.repeat(200_000), /^daypass: \S+ must hold a JSON object/],
    ['is another answer', { Buckets: [] }, /is not an answer that can be imported\. It has Buckets\./],
    ['tells no account', { UserDetailList: [] }, /do not tell which account they are of\. Name it with --account-id\./],
    [
      'is of two accounts',
      { UserDetailList: [{ Arn: 'arn:aws:iam::111111111111:user/a' }, { Arn: 'arn:aws:iam::222222222222:user/a' }] },
      /are of several accounts: 111111111111, 222222222222/,
    ],
    [
      'quotes control characters',
      { UserDetailList: [{ Arn: 'x\n\u001b[2J' }] },
      /^daypass: x\\u000a\\u001b\[2J is not the ARN of something/,
    ],
    ['goes on elsewhere', { UserDetailList: [], IsTruncated: true, Marker: 'm' }, /goes on, and no file has its end/],
    ['has members of prototypes', '{"__proto__":{"UserDetailList":[]},"constructor":{}}', /It has __proto__, constructor\./],
  ])('refuses a file that %s, and sends nothing', (_what, content, error) => {
    const before = server.audit().length
    const { status, stdout, stderr } = daypass([saved('bad.json', content)])
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(error)
    expect(server.audit()).toHaveLength(before)
  })

  it('says how far it came when it is stopped, and goes on when it is run again', async () => {
    const [SERVICE_CONTROL_POLICY, FULL, root] = ['SERVICE_CONTROL_POLICY', 'p-FullAWSAccess', 'r-exam']
    const accounts = ['777788889999', '444455556666']
    const answers = [
      { Organization: { Id: 'o-exampleorgid', MasterAccountId: accounts[0], FeatureSet: 'ALL' } },
      { Roots: [{ Id: root, PolicyTypes: [{ Type: SERVICE_CONTROL_POLICY, Status: 'ENABLED' }] }] },
      { Accounts: accounts.map((Id) => ({ Id, Name: Id, Email: `${Id}@example.com`, Status: 'ACTIVE' })) },
      { ParentId: root, Children: accounts.map((Id) => ({ Id })) },
      { Policies: [{ Id: FULL, Type: SERVICE_CONTROL_POLICY }] },
      { PolicyId: FULL, Targets: [root, ...accounts].map((TargetId) => ({ TargetId })) },
    ]
    const file = saved('organization.json', answers)
    const { iam } = clientsOf(server, server.rootKey())
    await iam.send(new CreateUserCommand({ UserName: 'operator' }))
    const Statement = { Effect: 'Allow', Action: 'daypass:ImportAccount', Resource: `arn:aws:iam::${accounts[0]}:root` }
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    await iam.send(new PutUserPolicyCommand({ UserName: 'operator', PolicyName: 'import', PolicyDocument }))
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'operator' }))
    const key = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
    // What is denied at the first call is an error and nothing else.
    const denied = daypass([details], { environment: keyVariables(key) })
    expect([denied.status, denied.stdout]).toEqual([1, ''])
    expect(denied.stderr).toContain('is not authorized to perform: daypass:ImportAccount')
    const stopped = daypass([file], { environment: keyVariables(key) })
    expect(stopped.status).toBe(1)
    expect(stopped.stdout).toMatch(/^organization +1 +0 +0 +0$/m)
    expect(stopped.stdout).toContain(
      'The import stopped here. Everything above is whole. Mend what the error says, then run the command again: it goes on.',
    )
    expect(stopped.stderr).toContain('is not authorized to perform: daypass:ImportAccount on resource: arn:aws:iam::444455556666:root')
    const again = report([file])
    expect(again.results.map(({ type, outcome }) => `${type} ${outcome}`)).toEqual([
      'Organization unchanged',
      'OrganizationRoot unchanged',
      'OrganizationAccount updated',
      'OrganizationAccount created',
    ])
    expect(counted(report([file]), 'unchanged')).toEqual({ Organization: 1, OrganizationRoot: 1, OrganizationAccount: 2 })
  })

  it('writes the key of the root user to a file, and asks first whether it can', () => {
    const file = saved('other.json', { UserDetailList: [] })
    const keys = join(folder.path, 'keys')
    const run = (...flags: readonly string[]) => daypass([file, '--account-id', '232323232323', ...flags])
    expect(run('--write-keys', folder.path)).toMatchObject({ status: 1, stdout: '' })
    expect(run('--write-keys', keys, '--dry-run').stdout).toContain('account 232323232323 would be created')
    const { status, stdout } = run('--write-keys', keys)
    expect(status).toBe(0)
    expect(stdout).toContain(`key of the root user: profile daypass-232323232323 of ${keys}`)
    expect(statSync(keys).mode & 0o777).toBe(0o600)
    const [, keyId = '', secret = ''] =
      /^\[daypass-232323232323\]\naws_access_key_id = (.*)\naws_secret_access_key = (.*)\n$/.exec(readFileSync(keys, 'utf8')) ?? []
    expect(stdout).not.toContain(secret)
    const { stderr } = daypass([file, '--account-id', '232323232323'], {
      environment: keyVariables({ accessKeyId: keyId, secretAccessKey: secret }),
    })
    expect(stderr).toContain('because only the account of the installation may')
    for (const [flags, error] of [
      [['--write-keys', keys], `But ${keys} has a profile daypass-232323232323`],
      [['--root-key'], 'AccountAlreadyExists: The root user of account 232323232323 has a key already.'],
      [['--root-key', '--dry-run'], 'AccountAlreadyExists'],
    ] as const) {
      const refused = run(...flags)
      expect([refused.status, refused.stdout]).toEqual([1, ''])
      expect(refused.stderr).toContain(error)
    }
  })

  it('says nothing but the error where nothing answers', () => {
    const environment = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }
    expect(daypass([details], { environment })).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('There is no answer'),
    })
  })

  it('is denied to the root user of the account itself', () => {
    const { accessKeyId = '', secretAccessKey = '' } = first
    const { status, stderr } = daypass([details], { environment: keyVariables({ accessKeyId, secretAccessKey }) })
    expect(status).toBe(1)
    expect(stderr).toContain('is not authorized to perform: daypass:ImportAccount because only the account of the installation may')
  })
})
