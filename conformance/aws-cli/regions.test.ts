import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Key, without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { AwsCli } from './aws-cli.js'
import { LoadedCli } from './loaded-cli.js'

interface Output {
  Credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string }
}
const VERSION_1 = /^FwoGZXIvYXdzE/
const VERSION_2 = /^IQoJb3JpZ2luX2Vj/

const keyOf = ({ Credentials }: Output): Key => ({
  accessKeyId: Credentials.AccessKeyId,
  secretAccessKey: Credentials.SecretAccessKey,
  sessionToken: Credentials.SessionToken,
})

describe.skipIf(without('awscli'))('token versions with the AWS CLI', () => {
  let server: ServerProcess
  let root: AwsCli
  beforeAll(async () => {
    server = await ServerProcess.start()
    root = new AwsCli(server, server.rootKey(), await LoadedCli.start())
  })
  afterAll(async () => {
    await server.close()
    await root.close()
  })

  const sessionIn = (region: string): Promise<Output> => root.json<Output>('sts', 'get-session-token', '--region', region)
  const version = async (): Promise<unknown> =>
    (await root.json<{ SummaryMap: Record<string, number> }>('iam', 'get-account-summary')).SummaryMap.GlobalEndpointTokenVersion
  const choose = (token: string): Promise<string> =>
    root.text('iam', 'set-security-token-service-preferences', '--global-endpoint-token-version', token)

  it('are 2 everywhere, until the account chooses another one for the global endpoint', async () => {
    expect(await version()).toBe(2)
    for (const region of ['us-east-1', 'ap-east-1']) expect((await sessionIn(region)).Credentials.SessionToken).toMatch(VERSION_2)
    await choose('v1Token')
    expect(await version()).toBe(1)
    expect((await sessionIn('us-east-1')).Credentials.SessionToken).toMatch(VERSION_1)
    expect((await sessionIn('ap-east-1')).Credentials.SessionToken).toMatch(VERSION_2)
    await choose('v2Token')
    expect((await sessionIn('us-east-1')).Credentials.SessionToken).toMatch(VERSION_2)
  })

  it('decide where a session is valid, whatever is chosen later', async () => {
    await choose('v1Token')
    const old = root.as(keyOf(await sessionIn('us-east-1')))
    const young = root.as(keyOf(await sessionIn('ap-east-1')))
    await choose('v2Token')
    const identity = (region: string) => ['sts', 'get-caller-identity', '--query', 'Account', '--output', 'text', '--region', region]
    const answers = [
      ...['us-east-1', 'eu-west-1', 'ap-northeast-3'].map((region) => old.text(...identity(region))),
      ...['us-east-1', 'ap-east-1'].map((region) => young.text(...identity(region))),
    ]
    for (const answer of await Promise.all(answers)) expect(answer).toBe('000000000000\n')
    expect((await old.refusal(...identity('ap-east-1'))).trim()).toBe(
      'An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid',
    )
    expect((await old.refusal('s3api', 'list-buckets', '--region', 'me-south-1')).trim()).toBe(
      'An error occurred (InvalidToken) when calling the ListBuckets operation: The provided token is malformed or otherwise invalid.',
    )
    expect(await young.json('s3api', 'list-buckets', '--region', 'me-south-1')).toMatchObject({ Buckets: [] })
  })
})
