import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ApplyCaller } from '../apply/accounts.js'
import { prepareApply } from '../apply/apply.js'
import { clientOf } from '../apply/calls/client.js'
import type { AccountDocument } from '../apply/document/document.js'
import { exportDocument } from '../apply/export/export.js'
import { exportText } from '../apply/export/export-text.js'
import { performPlan } from '../apply/perform.js'
import { planReport } from '../apply/plan-text.js'
import { type KnownKeys, keysIn } from './apply-in-process.js'
import { type Credentials, type Daypass, startDaypass } from './in-process.js'

let daypass: Daypass
let known: KnownKeys
beforeAll(async () => {
  daypass = await startDaypass({ account: '000000000000' })
})
afterAll(() => daypass.close())
beforeEach(() => daypass.reset())

/** A client over the port, as the command is one. */
const callerWith = (key: Credentials): ApplyCaller => ({
  key,
  called: 'a key',
  transport: {
    host: new URL(daypass.endpoint).host,
    region: daypass.region,
    now: Date.now,
    async send({ method, path, headers, body }) {
      const pairs = headers.flatMap((name, i) => (i % 2 === 0 && name !== 'host' ? [[name, headers[i + 1] ?? ''] as [string, string]] : []))
      const answer = await fetch(daypass.endpoint + path, { method, headers: pairs, ...(method !== 'GET' && { body }) })
      return { status: answer.status, text: await answer.text() }
    },
  },
})
const root = () => callerWith(daypass.account.credentials)
const apply = async (document: AccountDocument | string) => performPlan(await prepareApply(document, root(), keysIn(known)))
const exported = async () => exportText(await exportDocument(root(), keysIn(known), { accounts: true, organization: true }))
const changed = async (document: string) =>
  planReport(await prepareApply(document, root(), keysIn(known))).things.filter(({ change }) => change !== 'nothing')

const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess'
const policy = (Action: string, Effect = 'Allow') => ({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource: '*' }] })

/** Small documents that fit together: what is named is there. */
function documents(): fc.Arbitrary<AccountDocument> {
  const value = fc.stringMatching(/^[\p{L}0-9 :=@-]{0,6}$/u)
  const tags = fc.dictionary(fc.constantFrom('team', 'Cost', 'yes', '12', '__proto__', 'a:b'), value, { maxKeys: 3 })
  const document = fc.oneof(
    fc.constantFrom(policy('s3:*'), policy('iam:Get*', 'Deny'), {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: ['s3:Get*', 'sts:*'], Resource: '*' },
    }),
    fc.constantFrom(
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"\\u0073qs:*","Resource":"*"}}',
      `${JSON.stringify(policy('sns:*'), null, 2)}\n`,
    ),
  )
  const some = <T>(of: fc.Arbitrary<T>, ...names: string[]) => fc.dictionary(fc.constantFrom(...names), of, { maxKeys: 3 })
  const references = fc.uniqueArray(fc.constantFrom('p', 'q', ADMIN), { maxLength: 3 })
  const inline = some(document, 'inline', 'other', '__proto__', '1')
  const holder = { Path: fc.constantFrom('/', '/team/', '/a/b/'), ManagedPolicyArns: references, Policies: inline }
  const boundary = fc.constantFrom('p', ADMIN)
  const trust = fc.constant({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' },
  })
  const contents = fc.record(
    {
      policies: fc.record({
        p: fc.record({ PolicyDocument: document, Tags: tags, Description: value }),
        q: fc.record({ PolicyDocument: document, Path: fc.constant('/q/') }),
      }),
      groups: some(fc.record(holder, { requiredKeys: [] }), 'g', 'h', 'null').map((groups) => ({ ...groups, always: {} })),
      users: some(
        fc.record({ ...holder, Tags: tags, PermissionsBoundary: boundary, Groups: fc.constantFrom([], ['always']) }, { requiredKeys: [] }),
        ...['ann', 'bob', '007', '__proto__', 'x=y'],
      ),
      roles: some(
        fc.record(
          {
            ...holder,
            AssumeRolePolicyDocument: trust,
            Description: fc.stringMatching(/^[ -~\u00a1-\u00ff]{0,6}$/),
            MaxSessionDuration: fc.constantFrom(3600, 7200),
            PermissionsBoundary: boundary,
          },
          { requiredKeys: ['AssumeRolePolicyDocument'] },
        ),
        ...['r', 's'],
      ),
      alias: fc.constantFrom('one', 'two-2'),
      passwordPolicy: fc.record(
        { MinimumPasswordLength: fc.integer({ min: 6, max: 20 }), RequireNumbers: fc.boolean() },
        { requiredKeys: [] },
      ),
      buckets: some(fc.constantFrom({}, { LocationConstraint: 'eu-west-1' }), 'bucket-a', 'bucket-b'),
    },
    { requiredKeys: ['policies', 'groups'] },
  )
  const target = {
    Tags: tags,
    ServiceControlPolicies: fc.constantFrom(['FullAWSAccess'], ['FullAWSAccess', 'no: leave']),
    ResourceControlPolicies: fc.constantFrom([], ['rcp']),
  }
  const placed = fc.constantFrom({}, { '111122223333': { Tags: { a: 'b' } } })
  const organization = fc.record({
    EnabledPolicyTypes: fc.constant(['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const),
    serviceControlPolicies: fc.record({
      'no: leave': fc.record({ Content: fc.constant(policy('organizations:Leave*', 'Deny')), Tags: tags }),
    }),
    resourceControlPolicies: fc.constant({
      rcp: { Content: { Version: '2012-10-17', Statement: { Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*' } } },
    }),
    root: fc.record({ units: fc.record({ 'A unit': fc.record({ ...target, accounts: placed }), '12': fc.record(target) }), ...target }),
  })
  return fc
    .record(
      { ...{ own: contents, organization }, other: fc.record({ users: some(fc.record({ Tags: tags }), 'eve') }) },
      { requiredKeys: ['own'] },
    )
    .map(({ own, organization: tree, other }) => ({
      ...own,
      ...(tree !== undefined && { organization: tree }),
      accounts: [{ id: '111122223333', name: 'other', ...other }],
    })) as fc.Arbitrary<AccountDocument>
}

describe('export', () => {
  beforeEach(() => {
    known = new Map()
  })

  it('gives a document that changes nothing, and that makes the same again, to the letter', async () => {
    await fc.assert(
      fc.asyncProperty(documents(), async (document) => {
        known = new Map()
        await daypass.reset()
        await apply(document)
        const first = await exported()
        expect(await changed(first)).toEqual([])
        known = new Map()
        await daypass.reset()
        await apply(first)
        expect(await exported()).toBe(first)
      }),
      { numRuns: 8, seed: 7, endOnFailure: true },
    )
  })

  it('counts what it leaves out, and has no secret', async () => {
    await apply({ users: { ann: {} }, policies: { p: { PolicyDocument: policy('s3:*') } } })
    await apply({ policies: { p: { PolicyDocument: policy('sqs:*') } } })
    const { iam } = clientOf(root().transport, daypass.account.credentials)
    const { AccessKey } = await iam('CreateAccessKey', { UserName: 'ann' })
    await iam('CreateLoginProfile', { UserName: 'ann', Password: 'Correct-Horse-9' })
    const text = await exported()
    expect(text).toContain(
      '#   account 000000000000: passwords: 1, access keys of users: 1, versions of policies that are not the default: 1\n',
    )
    for (const secret of Object.values(AccessKey as Record<string, string>).filter((one) => one !== 'ann' && one.length > 12))
      expect(text).not.toContain(secret)
  })

  it('escapes what an editor would act on, and reads it again', async () => {
    await apply({ policies: { p: { PolicyDocument: policy('s3:*'), Description: 'a\u202eb\u0007\n' } } })
    const text = await exported()
    expect(text).toContain('Description: "a\\u202eb\\a\\n"')
    expect(await changed(text)).toEqual([])
  })
})

describe('credentials for another account', () => {
  beforeEach(() => {
    known = new Map()
  })

  it('are its role where its key is not known, which the root user cannot assume', async () => {
    const { organizations, iam } = clientOf(root().transport, daypass.account.credentials)
    await organizations('CreateOrganization', {})
    const { CreateAccountStatus } = await organizations('CreateAccount', { AccountName: 'made', Email: 'made@example.com' })
    const { Id } = CreateAccountStatus as { Id: string }
    const status = (await organizations('DescribeCreateAccountStatus', { CreateAccountRequestId: Id })).CreateAccountStatus as {
      AccountId: string
    }
    const document: AccountDocument = { accounts: [{ id: status.AccountId, users: { ann: null } }] }
    await expect(apply(document)).rejects.toThrow('The root user cannot assume OrganizationAccountAccessRole; another administrator can.')
    await apply({ users: { admin: { ManagedPolicyArns: [ADMIN] } } })
    const { AccessKey } = await iam('CreateAccessKey', { UserName: 'admin' })
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey as Record<string, string>
    const prepared = await prepareApply(document, callerWith({ accessKeyId, secretAccessKey }), keysIn(known))
    expect(prepared.accesses.map(({ as }) => as)).toEqual(['a key', 'the role OrganizationAccountAccessRole'])
    expect((await performPlan(prepared)).done.map(({ account, name }) => [account, name])).toEqual([[status.AccountId, 'ann']])
  })

  it('are not made where there is no place for a key', async () => {
    const { keep: _, ...others } = keysIn(known)
    const keys = { ...others, keep: undefined, howToKeep: 'Name a file.' }
    await expect(prepareApply({ accounts: [{ name: 'new' }] }, root(), keys)).rejects.toThrow(
      'no place for the key of a new one. Name a file.',
    )
  })
})
