// Owns: an organization and its guardrails as users meet them, with the AWS CLI and boto3: made, polled, denied, moved. Who may call which operation,
// and every error, is tested next to the operations.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Key, without } from '../clean-environment.js'
import { CLIENTS, type IamClient } from '../iam/clients.js'
import { runDaypass, ServerProcess } from '../server-process.js'

const ACCOUNT = '000000000000'
const OLD = '111122223333'
const SCP = 'SERVICE_CONTROL_POLICY'
const FULL = 'p-FullAWSAccess'
const deny = (Action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'No', Effect: 'Deny', Action, Resource: '*' }] })
const text = (pattern: RegExp): unknown => expect.stringMatching(pattern)

let server: ServerProcess
beforeAll(async () => {
  server = await ServerProcess.start({ flags: ['--dev'] })
})
afterAll(() => server.close())

/** The newest operations are those of clients that are not here; AWS CLI 2.9 and boto3 1.26 have all that this needs. */
const PROGRAMS = CLIENTS.filter(([, debianPackage]) => debianPackage !== undefined)

describe.each(PROGRAMS)('an organization, with the %s', (_name, debianPackage, start) => {
  const missing = debianPackage !== undefined && without(debianPackage)
  let client: IamClient
  beforeAll(async () => {
    if (missing) return
    await server.admin('reset', {})
    client = await start(server)
  }, 60_000)
  afterAll(() => client?.close())

  /** The output of a call that must succeed. */
  async function done(service: string, operation: string, parameters: object, key?: Key): Promise<Record<string, never>> {
    const came = await client.call(operation, parameters, key === undefined ? { service } : { service, key })
    if ('refused' in came) throw new Error(`${operation}: ${came.refused.join(' ')}`)
    return came.output as Record<string, never>
  }

  const refused = async (service: string, operation: string, parameters: object, key?: Key) => {
    const came = await client.call(operation, parameters, key === undefined ? { service } : { service, key })
    return 'refused' in came ? came.refused : 'served'
  }

  const organizations = (operation: string, parameters: object = {}): Promise<Record<string, never>> =>
    done('organizations', operation, parameters)
  const id = (output: object, ...path: string[]): string =>
    path.reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], output) as string

  const sessionKey = (output: object): Key => ({
    accessKeyId: id(output, 'Credentials', 'AccessKeyId'),
    secretAccessKey: id(output, 'Credentials', 'SecretAccessKey'),
    sessionToken: id(output, 'Credentials', 'SessionToken'),
  })

  /** An administrator of the management account, and of the account that it makes; one that exists already, and joins. */
  async function scene() {
    const { Organization } = await organizations('CreateOrganization', { FeatureSet: 'ALL' })
    const root = id(await organizations('ListRoots'), 'Roots', '0', 'Id')
    const unit = id(await organizations('CreateOrganizationalUnit', { ParentId: root, Name: 'Workloads' }), 'OrganizationalUnit', 'Id')
    const request = await organizations('CreateAccount', { Email: 'dev@example.com', AccountName: 'dev' })
    expect(request).toMatchObject({ CreateAccountStatus: { State: 'IN_PROGRESS', AccountName: 'dev' } })
    const CreateAccountRequestId = id(request, 'CreateAccountStatus', 'Id')
    const { CreateAccountStatus: made } = await organizations('DescribeCreateAccountStatus', { CreateAccountRequestId })
    expect(made).toMatchObject({ State: 'SUCCEEDED', AccountId: text(/^\d{12}$/) })
    const dev = id(made as unknown as object, 'AccountId')
    await done('iam', 'CreateUser', { UserName: 'admin' })
    await done('iam', 'AttachUserPolicy', { UserName: 'admin', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' })
    const { AccessKey } = await done('iam', 'CreateAccessKey', { UserName: 'admin' })
    const admin: Key = {
      accessKeyId: id({ AccessKey }, 'AccessKey', 'AccessKeyId'),
      secretAccessKey: id({ AccessKey }, 'AccessKey', 'SecretAccessKey'),
    }
    const role = { RoleArn: `arn:aws:iam::${dev}:role/OrganizationAccountAccessRole`, RoleSessionName: 'story' }
    const devAdmin = sessionKey(await done('sts', 'AssumeRole', role, admin))
    return { organization: id({ Organization }, 'Organization', 'Id'), root, unit, dev, devAdmin, admin }
  }

  /** The root user of an account that was made before, and has joined by invitation. */
  async function oldRoot(): Promise<Key> {
    const { accessKeyId, secretAccessKey } = server.rootKey()
    const environment = { AWS_ENDPOINT_URL: server.endpoint, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
    const { stdout } = await runDaypass(['account', 'create', '--name', 'old', '--id', OLD, '--json'], environment)
    const key = JSON.parse(stdout) as Key
    const { Handshake } = await organizations('InviteAccountToOrganization', { Target: { Id: OLD, Type: 'ACCOUNT' } })
    const HandshakeId = id({ Handshake }, 'Handshake', 'Id')
    expect(await done('organizations', 'AcceptHandshake', { HandshakeId }, key)).toMatchObject({ Handshake: { State: 'ACCEPTED' } })
    return key
  }

  it.skipIf(missing)('is made, denies its members, allows them after a move, and lists itself in pages', { timeout: 120_000 }, async () => {
    const { organization, root, unit, dev, devAdmin } = await scene()
    const old = await oldRoot()
    for (const AccountId of [dev, OLD]) await organizations('MoveAccount', { AccountId, SourceParentId: root, DestinationParentId: unit })
    const { Policy } = await organizations('CreatePolicy', {
      Type: SCP,
      Name: 'no-users',
      Description: '',
      Content: deny('iam:CreateUser'),
    })
    const PolicyId = id({ Policy }, 'Policy', 'PolicySummary', 'Id')
    await organizations('AttachPolicy', { PolicyId, TargetId: unit })

    const create = (key?: Key) => refused('iam', 'CreateUser', { UserName: 'ann' }, key)
    const denied = [
      'AccessDenied',
      text(
        new RegExp(
          `with an explicit deny in a service control policy: arn:aws:organizations::${ACCOUNT}:policy/${organization}/service_control_policy/${PolicyId}$`,
        ),
      ),
    ]
    expect([await create(devAdmin), await create(old), await create()]).toEqual([denied, denied, 'served'])
    // Nothing of it is in memory alone.
    await client.close()
    await server.restart()
    client = await start(server)
    expect([await create(devAdmin), await create(old)]).toEqual([denied, denied])
    expect(await organizations('DescribeOrganization')).toMatchObject({ Organization: { Id: organization, FeatureSet: 'ALL' } })

    await organizations('AttachPolicy', { PolicyId, TargetId: dev })
    await organizations('DetachPolicy', { PolicyId: FULL, TargetId: unit })
    const missingAllow = ['AccessDenied', text(/because no service control policy allows the iam:ListUsers action$/)]
    const list = (key?: Key) => refused('iam', 'ListUsers', {}, key)
    expect([await list(devAdmin), await list(old), await list()]).toEqual([missingAllow, missingAllow, 'served'])
    expect(await refused('organizations', 'DetachPolicy', { PolicyId, TargetId: unit })).toEqual([
      'ConstraintViolationException',
      text(/^You cannot remove the last policy attached to the specified target/),
    ])

    for (const AccountId of [dev, OLD]) await organizations('MoveAccount', { AccountId, SourceParentId: unit, DestinationParentId: root })
    expect([await list(devAdmin), await list(old), await create(old)]).toEqual(['served', 'served', 'served'])
    expect(await create(devAdmin)).toEqual(denied)
    const simulated = {
      PolicySourceArn: `arn:aws:iam::${dev}:role/OrganizationAccountAccessRole`,
      ActionNames: ['iam:CreateUser', 'iam:ListUsers'],
    }
    expect(await done('iam', 'SimulatePrincipalPolicy', simulated, devAdmin)).toMatchObject({
      EvaluationResults: [
        { EvalDecision: 'explicitDeny', OrganizationsDecisionDetail: { AllowedByOrganizations: false } },
        { EvalDecision: 'allowed', OrganizationsDecisionDetail: { AllowedByOrganizations: true } },
      ],
    })

    const first = await organizations('ListAccounts', { MaxResults: 2 })
    const rest = await organizations('ListAccounts', { NextToken: first.NextToken, MaxResults: 2 })
    const listed = [first, rest].flatMap(({ Accounts }) => (Accounts as unknown as { Id: string }[]).map((one) => one.Id))
    expect(listed.toSorted()).toEqual([ACCOUNT, OLD, dev].toSorted())
    expect(rest.NextToken).toBeUndefined()

    await organizations('CloseAccount', { AccountId: dev })
    expect(await list(devAdmin)).toEqual(['InvalidClientTokenId', text(/security token included in the request is invalid/)])
  })

  it.skipIf(missing)('answers in the words of AWS', { timeout: 60_000 }, async () => {
    await server.admin('reset', {})
    const rows: readonly (readonly [string, object, string, RegExp])[] = [
      ['DescribeOrganization', {}, 'AWSOrganizationsNotInUseException', /^Your account is not a member of an organization\.$/],
      ['DescribeAccount', { AccountId: 'x' }, 'InvalidInputException', /^You provided a value that does not match the required pattern\.$/],
    ]
    for (const [operation, parameters, code, message] of rows)
      expect(await refused('organizations', operation, parameters)).toEqual([code, text(message)])
    await organizations('CreateOrganization')
    expect(await refused('organizations', 'CreateOrganization', {})).toEqual([
      'AlreadyInOrganizationException',
      'The AWS account is already a member of an organization.',
    ])
    expect(await refused('organizations', 'CreatePolicy', { Type: SCP, Name: 'n', Description: '', Content: '{}' })).toEqual([
      'MalformedPolicyDocumentException',
      'The provided policy document does not meet the requirements of the specified policy type.',
    ])
    expect(await done('organizations', 'DescribeOrganization', {})).toMatchObject({
      Organization: { Id: text(/^o-[a-z0-9]{10}$/), FeatureSet: 'ALL', MasterAccountId: ACCOUNT },
    })
  })
})
