import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AccountDocument, UnitProperties } from '../apply/document/document.js'
import type { Applied } from './apply-in-process.js'
import { ApplyStopped, type Daypass, DocumentFaults, startDaypass } from './in-process.js'

let daypass: Daypass
const lines: Readonly<Record<string, unknown>>[] = []
beforeAll(async () => {
  daypass = await startDaypass({ account: '000000000000', audit: (line) => lines.push(line) })
})
afterAll(() => daypass.close())
beforeEach(async () => {
  await daypass.reset()
  lines.splice(0)
})

const policy = (Action: string, Effect = 'Allow') => ({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource: '*' }] })
const trust = (...AWS: string[]) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' },
})
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess'

/** What changed, one line for each thing. */
const told = ({ changes }: Applied): string[] =>
  changes
    .filter(({ change }) => change !== 'nothing')
    .map(({ change, kind, name, does }) => `${change} ${kind} ${name}: ${does.join('; ')}`)

/** The operations that wrote; a request that asks for two permissions has two lines. */
const written = (): unknown[] =>
  [...new Map(lines.map(({ requestId, operation }) => [requestId, String(operation)])).values()].filter(
    (name) => !/^(?:Get|List|Describe)/.test(name),
  )

async function faultsOf(document: AccountDocument | string): Promise<string[]> {
  const error = await daypass.apply(document).catch((one: unknown) => one)
  if (!(error instanceof DocumentFaults)) throw error
  return error.message.split('\n')
}

describe('apply', () => {
  it.each(['/aws-service-role/support.amazonaws.com/', '/aws-reserved/sso.amazonaws.com/'])(
    'refuses a role of AWS, with the path %s',
    async (Path) => {
      expect(await faultsOf({ roles: { r: { Path, AssumeRolePolicyDocument: trust('000000000000') } } })).toEqual([
        'roles.r.Path: AWS alone makes roles with this path: a service (CreateServiceLinkedRole), or IAM Identity Center. Leave it out.',
      ])
    },
  )

  it('makes everything, and the second time nothing', async () => {
    const document: AccountDocument = {
      alias: 'example',
      passwordPolicy: { MinimumPasswordLength: 12, MaxPasswordAge: 90 },
      policies: { read: { PolicyDocument: policy('s3:Get*'), Description: 'reads', Path: '/p/', Tags: { a: 'b' } } },
      groups: { readers: { ManagedPolicyArns: ['read'], Policies: { own: policy('s3:List*') } }, empty: null },
      users: { ann: { Path: '/team/', Groups: ['readers'], PermissionsBoundary: ADMIN, Tags: { team: 'x' } }, bob: null },
      roles: {
        app: { AssumeRolePolicyDocument: trust('000000000000'), MaxSessionDuration: 7200, Description: 'for the app', Tags: { a: 'b' } },
      },
      instanceProfiles: { app: { Roles: ['app'], Tags: { a: 'b' } } },
      buckets: { 'app-data': null, 'app-eu': { LocationConstraint: 'eu-west-1' } },
    }
    expect((await daypass.apply(document)).changes.map(({ change }) => change)).toEqual(Array(11).fill('create'))
    lines.splice(0)
    expect(told(await daypass.apply(document))).toEqual([])
    expect(written()).toEqual([])
    expect(
      lines.every(({ accessKeyId, decision }) => accessKeyId === daypass.account.credentials.accessKeyId && decision === 'allow'),
    ).toBe(true)
  })

  it('takes what a thing has and the document does not say, and leaves other things alone', async () => {
    await daypass.apply({
      policies: { p: { PolicyDocument: policy('s3:*') } },
      groups: { g: null, h: null },
      users: {
        ann: {
          Groups: ['g'],
          ManagedPolicyArns: ['p'],
          Policies: { own: policy('s3:*') },
          Tags: { a: '1', b: '2' },
          PermissionsBoundary: 'p',
        },
        bob: {},
      },
    })
    expect(
      told(await daypass.apply({ users: { ann: { Path: '/x/', Groups: ['h'], Policies: { other: policy('s3:*') }, Tags: { b: '3' } } } })),
    ).toEqual([
      'change user ann: ManagedPolicyArns: remove arn:aws:iam::000000000000:policy/p; Policies: remove own; Groups: remove g; Path: / to /x/; Tags: set b=3 remove a; Policies: add other; Groups: add h; PermissionsBoundary: remove arn:aws:iam::000000000000:policy/p',
    ])
    expect(told(await daypass.apply({ users: { bob: {} } }))).toEqual([])
  })

  it('bounds first and gives last, in one thing and over all', async () => {
    const before: AccountDocument = {
      policies: { wide: { PolicyDocument: policy('*') }, no: { PolicyDocument: policy('iam:*', 'Deny') } },
      roles: { r: { AssumeRolePolicyDocument: trust('000000000000'), ManagedPolicyArns: ['wide', 'no'] } },
      users: { ann: { ManagedPolicyArns: [ADMIN] } },
    }
    await daypass.apply(before)
    lines.splice(0)
    await daypass.apply({
      ...before,
      roles: { r: { AssumeRolePolicyDocument: trust('arn:aws:iam::000000000000:user/ann'), ManagedPolicyArns: [ADMIN] } },
      users: { ann: { PermissionsBoundary: 'wide', ManagedPolicyArns: ['wide'], Policies: { no: policy('s3:*', 'Deny') } } },
    })
    expect(written()).toEqual([
      ...['PutUserPermissionsBoundary', 'PutUserPolicy', 'DetachUserPolicy', 'DetachRolePolicy', 'UpdateAssumeRolePolicy'],
      ...['AttachUserPolicy', 'AttachRolePolicy', 'DetachRolePolicy'],
    ])
  })

  it('makes roles that trust each other: nobody may assume one of them before all exist', async () => {
    const role = (other: string) => ({ AssumeRolePolicyDocument: trust(`arn:aws:iam::000000000000:role/${other}`) })
    const document = { roles: { a: role('b'), b: role('a') } }
    await daypass.apply(document)
    expect(written()).toEqual(['CreateRole', 'CreateRole', 'UpdateAssumeRolePolicy', 'UpdateAssumeRolePolicy'])
    expect(told(await daypass.apply(document))).toEqual([])
  })

  it('makes room for the sixth version of a policy', async () => {
    for (const n of [1, 2, 3, 4, 5]) await daypass.apply({ policies: { p: { PolicyDocument: policy(`s3:${n}*`) } } })
    expect(told(await daypass.apply({ policies: { p: { PolicyDocument: policy('s3:6*') } } }))).toEqual([
      'change policy p: PolicyDocument: replace; version v1 is deleted to make room',
    ])
  })

  it('says where everything is wrong before it does anything', async () => {
    await daypass.apply({ policies: { p: { PolicyDocument: policy('s3:*') } }, users: { ann: {} }, buckets: { 'a-bucket': null } })
    lines.splice(0)
    const text = `
users:
  ann: {Groups: [nobody], ManagedPolicyArns: [none, arn:aws:iam::aws:policy/None, 'arn:aws:iam::111122223333:policy/p']}
  ANN:
instanceProfiles: {x: {Roles: [none]}}
`
    expect(await faultsOf(text)).toEqual(['4:3: users.ANN: "ANN" differs from "ann" by case alone. AWS takes them for one.'])
    expect(await faultsOf(text.replace('  ANN:\n', ''))).toEqual([
      '3:18: users.ann.Groups[0]: There is no group nobody, neither in the document nor in the account.',
      '3:47: users.ann.ManagedPolicyArns[0]: There is no managed policy none, neither in the document nor in the account. One of AWS is named by its ARN, such as arn:aws:iam::aws:policy/none.',
      '3:53: users.ann.ManagedPolicyArns[1]: AWS has no managed policy arn:aws:iam::aws:policy/None.',
      '3:83: users.ann.ManagedPolicyArns[2]: There is no managed policy arn:aws:iam::111122223333:policy/p, neither in the document nor in the account.',
      '4:32: instanceProfiles.x.Roles[0]: There is no role none, neither in the document nor in the account.',
    ])
    expect(
      await faultsOf({
        policies: { p: { Path: '/x/', Description: 'new', PolicyDocument: policy('s3:*') } },
        users: { Ann: {} },
        buckets: { 'a-bucket': { LocationConstraint: 'eu-west-1' } },
      }),
    ).toEqual([
      'users.Ann: It exists as ann. Names that differ by case alone are the same.',
      'policies.p.Path: Path of what exists cannot be changed. Delete it first, or leave Path as it is.',
      'policies.p.Description: Description of what exists cannot be changed. Delete it first, or leave Description as it is.',
      'buckets.a-bucket.LocationConstraint: LocationConstraint of what exists cannot be changed. Delete it first, or leave LocationConstraint as it is.',
    ])
    expect(
      await faultsOf({
        roles: { r: { AssumeRolePolicyDocument: trust('arn:aws:iam::000000000000:user/ann', 'arn:aws:iam::000000000000:role/x/none') } },
      }),
    ).toEqual([
      'roles.r.AssumeRolePolicyDocument: There is no arn:aws:iam::000000000000:role/x/none, neither in the document nor in the account.',
    ])
    expect(await faultsOf({ id: '111122223333' })).toEqual([
      "id: The caller's account is 000000000000. Use a key of account 111122223333, or remove id.",
    ])
    expect(written()).toEqual([])
  })

  it('stops where a call fails, says what was done, and goes on the next time', async () => {
    const document: AccountDocument = { groups: { g: null }, users: { ann: { Groups: ['g'] }, bob: null } }
    daypass.fault({ operation: 'iam:AddUserToGroup', kind: 'internal' })
    const stopped = await daypass.apply(document).catch((error: unknown) => error)
    if (!(stopped instanceof ApplyStopped)) throw stopped
    expect([stopped.done.map(({ name }) => name), stopped.failed.does, stopped.left]).toEqual([['g', 'ann', 'bob'], 'Groups: add g', 0])
    expect(stopped.message).toContain('InternalFailure')
    expect(told(await daypass.apply(document))).toEqual(['change user ann: Groups: add g'])
  })
})

describe('apply over accounts', () => {
  const scene: AccountDocument = {
    organization: {
      serviceControlPolicies: { 'no-leave': { Content: policy('organizations:LeaveOrganization', 'Deny') }, all: { Content: policy('*') } },
      root: {
        units: {
          Workloads: {
            ServiceControlPolicies: ['FullAWSAccess', 'no-leave'],
            accounts: { dev: { Tags: { a: 'b' } } },
            units: { Prod: null },
          },
        },
      },
    },
    accounts: [
      { name: 'dev', users: { bob: { ManagedPolicyArns: ['mine'] } }, policies: { mine: { PolicyDocument: policy('s3:*') } } },
      { id: '111122223333', name: 'alone', buckets: { 'alone-data': null } },
    ],
  }

  it('makes accounts, gives their keys, and puts them into the tree', async () => {
    const { accounts, changes } = await daypass.apply(scene)
    expect(accounts.map(({ name }) => name)).toEqual(['dev', 'alone'])
    expect(accounts[1]?.id).toBe('111122223333')
    for (const { id, credentials } of accounts) {
      if (credentials === undefined) throw new Error(`no key of ${id}`)
      const sts = new STSClient({ endpoint: daypass.endpoint, region: daypass.region, credentials })
      expect((await sts.send(new GetCallerIdentityCommand())).Account).toBe(id)
    }
    expect(JSON.stringify(changes)).not.toContain('{dev}')
    expect(told(await daypass.apply(scene))).toEqual([])
  })

  it('attaches before it detaches, and moves', async () => {
    await daypass.apply(scene)
    lines.splice(0)
    const { serviceControlPolicies } = scene.organization ?? {}
    const root = { units: { Workloads: { ServiceControlPolicies: ['all'], units: { Prod: { accounts: { dev: null } } } } } }
    expect(told(await daypass.apply({ ...scene, organization: { serviceControlPolicies: serviceControlPolicies ?? {}, root } }))).toEqual([
      'change unit Workloads: ServiceControlPolicies: add all; ServiceControlPolicies: remove FullAWSAccess; ServiceControlPolicies: remove no-leave',
      expect.stringMatching(/^change member account \d{12}: move from Workloads to Workloads\/Prod; Tags: remove a$/),
    ])
    expect(written()).toEqual(['AttachPolicy', 'MoveAccount', 'UntagResource', 'DetachPolicy', 'DetachPolicy'])
  })

  it('warns where a target loses what allows', async () => {
    await daypass.apply(scene)
    const { serviceControlPolicies = {} } = scene.organization ?? {}
    const withRoot = (root: UnitProperties) =>
      daypass.apply({ organization: { serviceControlPolicies, root }, accounts: [{ name: 'dev' }] })
    const bare = {
      units: { Workloads: { ServiceControlPolicies: ['no-leave'], accounts: { dev: { ServiceControlPolicies: ['no-leave'] } } } },
    }
    expect((await withRoot(bare)).warnings.map(({ path, message }) => `${path}: ${message}`)).toEqual(
      ['units.Workloads', 'units.Workloads.accounts.dev'].map(
        (place) =>
          `organization.root.${place}.ServiceControlPolicies: None of these SCPs allows anything, so everything is denied to the accounts here. Include FullAWSAccess.`,
      ),
    )
    expect((await withRoot(bare)).warnings).toEqual([])
    expect((await withRoot({ units: { Workloads: { ServiceControlPolicies: ['all'] } } })).warnings).toEqual([])
  })

  it.each([
    [{ accounts: [{}] }, 'accounts[0]: Give the id of the account, its name, or both.'],
    [{ accounts: [{ id: '000000000000' }] }, "accounts[0]: This is the caller's account. Its contents stand at the top of the document."],
    [{ accounts: [{ name: 'a' }, { name: 'a' }] }, 'accounts[1]: This account is there twice. Remove one.'],
    [{ organization: { root: { accounts: { nobody: null } } } }, 'organization.root.accounts.nobody: There is no one account nobody. '],
    [
      { organization: { root: { ServiceControlPolicies: [] } } },
      'organization.root.ServiceControlPolicies: One SCP must stay attached everywhere.',
    ],
    [
      { organization: { root: { ServiceControlPolicies: ['x'] } } },
      'organization.root.ServiceControlPolicies[0]: There is no policy x of this type',
    ],
    [
      { organization: { root: { ResourceControlPolicies: [] } } },
      'organization.root.ResourceControlPolicies: RESOURCE_CONTROL_POLICY is not in EnabledPolicyTypes.',
    ],
    [
      {
        organization: { root: { accounts: { '111122223333': null }, units: { A: { accounts: { a: null } } } } },
        accounts: [{ id: '111122223333', name: 'a' }],
      },
      'organization.root.accounts.111122223333: The account 111122223333 is in the tree twice. Remove one.',
    ],
  ] as const)('refuses %j', async (document, message) => {
    const faults = await faultsOf(document)
    expect([faults.length, faults[0]]).toEqual([1, expect.stringContaining(message)])
    expect(written()).toEqual([])
  })
})
