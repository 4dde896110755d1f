import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { AwsCli } from './aws-cli.js'
import { LoadedCli } from './loaded-cli.js'

describe.skipIf(without('awscli'))('IAM with the AWS CLI', () => {
  let server: ServerProcess
  let root: AwsCli
  const iam = <T = Record<string, unknown>>(...args: string[]): Promise<T> => root.json<T>('iam', ...args)

  beforeAll(async () => {
    server = await ServerProcess.start()
    root = new AwsCli(server, server.rootKey(), await LoadedCli.start())
  })
  afterAll(async () => {
    await server.close()
    await root.close()
  })

  it('counts what the account has, and sets its token version', async () => {
    await iam('set-security-token-service-preferences', '--global-endpoint-token-version', 'v1Token')
    expect(await iam('get-account-summary')).toMatchObject({
      SummaryMap: { Users: 0, AccountAccessKeysPresent: 1, AccessKeysPerUserQuota: 2, GlobalEndpointTokenVersion: 1 },
    })
    await iam('set-security-token-service-preferences', '--global-endpoint-token-version', 'v2Token')
  })

  it('waits for an instance profile', async () => {
    const named = ['--instance-profile-name', 'web']
    await iam('create-instance-profile', ...named)
    await iam('wait', 'instance-profile-exists', ...named)
    await iam('delete-instance-profile', ...named)
  })

  it('has all AWS managed policies, page by page, and their documents', async () => {
    interface Page {
      Policies: { Arn: string }[]
      NextToken?: string
    }
    const all = await iam<Page>('list-policies', '--scope', 'AWS', '--page-size', '200')
    expect(new Set(all.Policies.map(({ Arn }) => Arn)).size).toBe(1485)
    const first = await iam<Page>('list-policies', '--scope', 'AWS', '--max-items', '1000')
    const rest = await iam<Page>('list-policies', '--scope', 'AWS', '--starting-token', first.NextToken ?? '')
    expect([first.Policies.length, rest.Policies.length, rest.NextToken]).toEqual([1000, 485, undefined])
    expect([...first.Policies, ...rest.Policies]).toEqual(all.Policies)
    expect(
      await iam('get-policy-version', '--policy-arn', 'arn:aws:iam::aws:policy/AdministratorAccess', '--version-id', 'v1'),
    ).toMatchObject({
      PolicyVersion: {
        IsDefaultVersion: true,
        Document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
      },
    })
  })
})
