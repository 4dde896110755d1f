import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { AwsCli } from './aws-cli.js'
import { LoadedCli } from './loaded-cli.js'

const ACCOUNT = '000000000000'
const arn = (path: string): string => `arn:aws:iam::${ACCOUNT}:${path}`
const policy = (...statements: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements })
const allow = (Action: string, over: object = {}): object => ({ Effect: 'Allow', Action, Resource: '*', ...over })
const AFTER_2018 =
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}'
const USER_AND_TIME = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"arn:aws:dynamodb:us-west-2:123456789012:table/\${aws:username}","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2015-08-16T12:00:00Z"}}}}`

describe.skipIf(without('awscli'))('policy simulation with the AWS CLI', () => {
  let server: ServerProcess
  let root: AwsCli
  const iam = <T = Record<string, unknown>>(...args: string[]): Promise<T> => root.json<T>('iam', ...args)
  const refusal = (...args: string[]): Promise<string> => root.refusal('iam', ...args)
  const decide = async (...args: string[]): Promise<string[]> =>
    (await root.text('iam', ...args, '--query', 'EvaluationResults[].EvalDecision', '--output', 'text')).trim().split(/\s+/)

  beforeAll(async () => {
    server = await ServerProcess.start()
    root = new AwsCli(server, server.rootKey(), await LoadedCli.start())
    await iam('create-user', '--user-name', 'saanvi')
    const trust = policy({ Effect: 'Allow', Principal: { AWS: arn('user/saanvi') }, Action: 'sts:AssumeRole' })
    await iam('create-role', '--role-name', 'reader', '--assume-role-policy-document', trust)
    await iam('attach-role-policy', '--role-name', 'reader', '--policy-arn', 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess')
    await iam('put-user-policy', '--user-name', 'saanvi', '--policy-name', 'later', '--policy-document', USER_AND_TIME)
  })
  afterAll(async () => {
    await server.close()
    await root.close()
  })

  it("returns the results of AWS's own examples of simulate-custom-policy", async () => {
    const at = (time: string) =>
      iam(
        ...['simulate-custom-policy', '--policy-input-list', AFTER_2018, '--action-names', 'dynamodb:CreateBackup', '--context-entries'],
        `ContextKeyName='aws:CurrentTime',ContextKeyValues='${time}',ContextKeyType=date`,
      )
    const common = { EvalActionName: 'dynamodb:CreateBackup', EvalResourceName: '*', MissingContextValues: [] }
    const matched = {
      SourcePolicyId: 'PolicyInputList.1',
      SourcePolicyType: 'IAM Policy',
      StartPosition: { Line: 1, Column: 38 },
      EndPosition: { Line: 1, Column: 167 },
    }
    expect(await at('2019-04-25T11:00:00Z')).toEqual({
      EvaluationResults: [{ ...common, EvalDecision: 'allowed', MatchedStatements: [matched] }],
    })
    expect(await at('2014-04-25T11:00:00Z')).toEqual({
      EvaluationResults: [{ ...common, EvalDecision: 'implicitDeny', MatchedStatements: [] }],
    })
  })

  it("returns the results of AWS's own examples of get-context-keys-for", async () => {
    const keys = { ContextKeyNames: ['aws:username', 'aws:CurrentTime'] }
    expect(await iam('get-context-keys-for-custom-policy', '--policy-input-list', USER_AND_TIME)).toEqual(keys)
    expect(await iam('get-context-keys-for-principal-policy', '--policy-source-arn', arn('user/saanvi'))).toEqual(keys)
  })

  it('simulates a role on a resource, with empty details where AWS has them', async () => {
    const object = 'arn:aws:s3:::b/k'
    const { EvaluationResults } = await iam<{ EvaluationResults: Record<string, unknown>[] }>(
      ...['simulate-principal-policy', '--policy-source-arn', arn('role/reader'), '--action-names', 's3:GetObject', 's3:PutObject'],
      ...['--resource-arns', object],
    )
    expect(EvaluationResults[1]).toEqual({
      EvalActionName: 's3:PutObject',
      EvalResourceName: object,
      EvalDecision: 'implicitDeny',
      MatchedStatements: [],
      MissingContextValues: [],
      OrganizationsDecisionDetail: { AllowedByOrganizations: true },
      EvalDecisionDetails: {},
      ResourceSpecificResults: [
        { EvalResourceName: object, EvalResourceDecision: 'implicitDeny', MatchedStatements: [], MissingContextValues: [] },
      ],
    })
    expect(EvaluationResults[0]).toMatchObject({
      EvalDecision: 'allowed',
      MatchedStatements: [{ SourcePolicyId: 'AmazonS3ReadOnlyAccess', SourcePolicyType: 'IAM Policy' }],
    })
  })

  it('agrees with the server: a simulated assume-role then succeeds', async () => {
    const simulated = (user: string) =>
      decide(
        ...['simulate-principal-policy', '--policy-source-arn', arn(`user/${user}`), '--action-names', 'sts:AssumeRole'],
        ...['--resource-arns', arn('role/reader')],
      )
    await iam('create-user', '--user-name', 'eve')
    const assume = async (user: string) => {
      const { AccessKey } = await iam<{ AccessKey: { AccessKeyId: string; SecretAccessKey: string } }>(
        ...['create-access-key', '--user-name', user],
      )
      const cli = root.as({ accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey })
      return (await cli.run('sts', 'assume-role', '--role-arn', arn('role/reader'), '--role-session-name', 'simulated')).code === 0
    }
    expect([await simulated('saanvi'), await assume('saanvi')]).toEqual([['allowed'], true])
    expect([await simulated('eve'), await assume('eve')]).toEqual([['implicitDeny'], false])
  })

  it('accepts boundaries, resource policies and callers', async () => {
    const base = ['simulate-custom-policy', '--policy-input-list', policy(allow('s3:*')), '--action-names', 's3:GetObject', 's3:PutObject']
    const boundary = policy(allow('s3:GetObject'))
    expect(await decide(...base, '--permissions-boundary-policy-input-list', boundary)).toEqual(['allowed', 'implicitDeny'])
    const denying = policy({ Effect: 'Deny', Principal: { AWS: arn('role/reader') }, Action: 's3:PutObject', Resource: 'arn:aws:s3:::b/*' })
    const about = ['--resource-arns', 'arn:aws:s3:::b/k', '--resource-policy', denying, '--caller-arn']
    expect(await decide(...base, ...about, arn('role/reader'))).toEqual(['allowed', 'explicitDeny'])
    expect(await decide(...base, ...about, arn('role/writer'))).toEqual(['allowed', 'allowed'])
  })

  it('lists in pages', async () => {
    const ActionNames = Array.from({ length: 7 }, (_, i) => `s3:Action${i}`)
    const { EvaluationResults } = await iam<{ EvaluationResults: { EvalActionName: string }[] }>(
      ...['simulate-custom-policy', '--policy-input-list', policy(allow('s3:*')), '--page-size', '3', '--action-names', ...ActionNames],
    )
    expect(EvaluationResults.map(({ EvalActionName }) => EvalActionName)).toEqual(ActionNames)
  })

  it('fails with the texts of AWS where they are known', async () => {
    const principal = (source: string) =>
      refusal('simulate-principal-policy', '--policy-source-arn', source, '--action-names', 's3:GetObject')
    const of = (code: string, message: string) =>
      `An error occurred (${code}) when calling the SimulatePrincipalPolicy operation: ${message}`
    const session = `arn:aws:sts::${ACCOUNT}:assumed-role/reader/s`
    expect(await principal(arn('role/none'))).toBe(of('NoSuchEntity', 'The role with name none cannot be found.'))
    expect(await principal(session)).toBe(
      of('InvalidInput', `Invalid Entity Arn: ${session} does not clearly define entity type and name.`),
    )
    expect(await principal('arn:aws:iam::111122223333:role/reader')).toBe(
      of('InvalidInput', `Invalid Policy Source Arn: caller's account ${ACCOUNT} does not have access to policies in account 111122223333`),
    )
    const odd = policy(allow('s3:*', { Condition: { StringIs: { 'aws:username': 'a' } } }))
    expect(await refusal('simulate-custom-policy', '--policy-input-list', odd, '--action-names', 's3:GetObject')).toBe(
      'An error occurred (InvalidInput) when calling the SimulateCustomPolicy operation: Invalid Input Policy: PolicyInputList.1: Syntax errors in policy. Unknown condition operator StringIs (line 1, column 100)',
    )
  })
})
