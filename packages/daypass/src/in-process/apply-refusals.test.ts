import { DeleteUserCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AccountDocument, type Daypass, DocumentFaults, startDaypass } from './in-process.js'

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

const statement = (Action: string, Effect = 'Allow') => ({ Effect, Action, Resource: '*' })
const policy = (Action: string, Effect = 'Allow') => ({ Version: '2012-10-17', Statement: [statement(Action, Effect)] })
const trust = (...AWS: string[]) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' },
})
const eleven = Array.from({ length: 11 }, (_, at) => `p${at}`)
const elevenPolicies = Object.fromEntries(eleven.map((name) => [name, { PolicyDocument: policy('s3:*') }]))
const large = (size: number) => policy(`s3:${'x'.repeat(size)}`)

async function faultsOf(document: AccountDocument | string): Promise<string[]> {
  const error = await daypass.apply(document).catch((one: unknown) => one)
  if (!(error instanceof DocumentFaults)) throw error
  return error.message.split('\n')
}

describe('apply refuses before the first change', () => {
  it.each([
    [
      { policies: elevenPolicies, groups: { g: { ManagedPolicyArns: eleven } } },
      'groups.g.ManagedPolicyArns: The limit is 10 managed policies, and there would be 11.',
    ],
    [{ policies: { p: { PolicyDocument: large(6_144) } } }, 'policies.p.PolicyDocument: The limit is 6144 characters without white space'],
    [
      { policies: { p: { PolicyDocument: { ...policy('s3:*'), Version: '2008-10-17' } } } },
      'policies.p.PolicyDocument: Version must be "2012-10-17" in this kind of policy.',
    ],
    [{ users: { ann: { Policies: { a: large(1_500), b: large(600) } } } }, 'users.ann.Policies: The limit is 2048 characters without'],
    [
      { roles: { r: { AssumeRolePolicyDocument: trust('000000000000', ...Array(80).fill('arn:aws:iam::111122223333:root')) } } },
      'roles.r.AssumeRolePolicyDocument: The limit is 2048 characters without white space',
    ],
    [
      {
        groups: Object.fromEntries(eleven.map((name) => [name, null])),
        users: { ann: { Groups: eleven } },
      },
      'users.ann.Groups: A user can be in 10 groups, and these are 11.',
    ],
    [{ groups: Object.fromEntries(Array.from({ length: 301 }, (_, at) => [`g${at}`, null])) }, 'groups: The account can have 300, and'],
    [
      { roles: { AWSReservedSSO_Admin_0123456789abcdef: { AssumeRolePolicyDocument: trust('000000000000') } } },
      'roles.AWSReservedSSO_Admin_0123456789abcdef: Names that begin with AWSReservedSSO_ are for roles of IAM Identity Center.',
    ],
    [
      { users: { ann: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/aws-service-role/AWSSupportServiceRolePolicy'] } } },
      'users.ann.ManagedPolicyArns[0]: This policy is for service-linked roles alone. Leave it out.',
    ],
    [
      { roles: { r: { AssumeRolePolicyDocument: trust('AROAQAAAAAAAADELETED1') } } },
      'roles.r.AssumeRolePolicyDocument: AROAQAAAAAAAADELETED1 is not the id of a user or role of this account.',
    ],
    [
      { roles: { r: { AssumeRolePolicyDocument: trust('arn:aws:sts::000000000000:assumed-role/none/session') } } },
      'roles.r.AssumeRolePolicyDocument: There is no role none, neither in the document nor in the account.',
    ],
    [
      {
        organization: {
          EnabledPolicyTypes: ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'],
          resourceControlPolicies: {
            x: { Content: { Version: '2012-10-17', Statement: { ...statement('iam:*', 'Deny'), Principal: '*' } } },
          },
        },
      },
      'organization.resourceControlPolicies.x.Content: iam:* is not an action of a service that supports resource control policies.',
    ],
    [
      { organization: { serviceControlPolicies: { x: { Content: large(10_240) } } } },
      'organization.serviceControlPolicies.x.Content: It has 10327 characters, and can have 10240.',
    ],
  ] satisfies [AccountDocument, string][])('what only a service would refuse half-way: %#', async (document, message) => {
    const faults = await faultsOf(document)
    expect(faults).toEqual([expect.stringContaining(message)])
    expect(lines.filter(({ operation }) => !/^(?:Get|List|Describe)/.test(String(operation)))).toEqual([])
  })

  it('with line and column of the text', async () => {
    const text = `roles:\n  r:\n    AssumeRolePolicyDocument: ${JSON.stringify(trust('AIDAQAAAAAAAADELETED1'))}\n`
    expect(await faultsOf(text)).toEqual([expect.stringMatching(/^3:5: roles\.r\.AssumeRolePolicyDocument: AIDAQAAAAAAAADELETED1 is not/)])
  })

  it('but for what exists already, such as an id in a trust policy that is replaced', async () => {
    await daypass.apply({ users: { ann: null }, roles: { r: { AssumeRolePolicyDocument: trust('arn:aws:iam::000000000000:user/ann') } } })
    const iam = new IAMClient({ endpoint: daypass.endpoint, region: daypass.region, credentials: daypass.account.credentials })
    await iam.send(new DeleteUserCommand({ UserName: 'ann' }))
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'r' }))
    const stored = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))
    const [deleted] = stored.Statement.Principal.AWS
    expect(deleted).toMatch(/^AIDA/)
    const replaced = trust(deleted, '111122223333')
    expect((await daypass.apply({ roles: { r: { AssumeRolePolicyDocument: replaced } } })).changes).toMatchObject([{ change: 'change' }])
  })

  it('a role that AWS made', async () => {
    await daypass.apply({ organization: {} })
    expect(await faultsOf({ roles: { awsserviceRoleForOrganizations: { AssumeRolePolicyDocument: trust('000000000000') } } })).toEqual([
      expect.stringContaining('AWS made the role AWSServiceRoleForOrganizations, and nobody else changes it. Leave it out.'),
    ])
  })

  it('what would be too much for a moment', async () => {
    const denying = Object.fromEntries(eleven.slice(0, 10).map((name) => [name, { PolicyDocument: policy('iam:*', 'Deny') }]))
    const policies = { ...denying, other: { PolicyDocument: policy('s3:*') } }
    await daypass.apply({ policies, users: { ann: { ManagedPolicyArns: Object.keys(denying) } } })
    expect(await faultsOf({ users: { ann: { ManagedPolicyArns: ['other'] } } })).toEqual([
      expect.stringContaining('there would be 11 for a moment: what denies is detached last.'),
    ])
  })
})
