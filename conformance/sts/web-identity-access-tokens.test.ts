import { CreateRoleCommand } from '@aws-sdk/client-iam'
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AwsCli } from '../aws-cli/aws-cli.js'
import { LoadedCli } from '../aws-cli/loaded-cli.js'
import { without } from '../clean-environment.js'
import { type Clients, clientsOf, refusalOf } from '../sdk-js/clients.js'
import { ServerProcess } from '../server-process.js'
import { LoginProvider } from './login-provider.js'

const CLIENT = 'amzn1.application-oa2-client.1'
const ANN = 'Atza|ann-at-the-right-client'
const HOLDERS = {
  [ANN]: { app: CLIENT, user: 'amzn1.account.ANN' },
  'Atza|ann-elsewhere': { app: 'amzn1.application-oa2-client.2', user: 'amzn1.account.ANN' },
  EAABbob: { app: '1700', user: '4200' },
}

let provider: LoginProvider
let server: ServerProcess
let root: Clients

const trusting = (host: string, equal: object) => ({
  ...{ Effect: 'Allow', Principal: { Federated: host }, Action: 'sts:AssumeRoleWithWebIdentity' },
  Condition: { StringEquals: equal },
})
const create = (RoleName: string, Statement: object) =>
  root.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }) }))
const roleArn = (name: string) => `arn:aws:iam::000000000000:role/${name}`

beforeAll(async () => {
  provider = await LoginProvider.start(HOLDERS)
  const flags = ['www.amazon.com', 'graph.facebook.com'].flatMap((name) => ['--login-endpoint', `${name}=${provider.url}`])
  server = await ServerProcess.start({ flags: ['--dev', ...flags] })
  root = clientsOf(server, server.rootKey())
  await create('shopper', trusting('www.amazon.com', { 'www.amazon.com:app_id': CLIENT }))
  await create('player', trusting('graph.facebook.com', { 'graph.facebook.com:app_id': '1700', 'graph.facebook.com:id': '4200' }))
})
afterAll(async () => {
  await server.close()
  await provider.close()
})

const assume = (role: string, ProviderId: string, WebIdentityToken: string) =>
  root.sts.send(new AssumeRoleWithWebIdentityCommand({ RoleArn: roleArn(role), RoleSessionName: 'js', ProviderId, WebIdentityToken }))

describe('an access token with the AWS SDK for JavaScript', () => {
  it('of Facebook gives credentials of the role that trusts its app and its user', async () => {
    const { Credentials, ...answer } = await assume('player', 'graph.facebook.com', 'EAABbob')
    expect(answer).toMatchObject({ SubjectFromWebIdentityToken: '4200', Audience: '1700', Provider: 'graph.facebook.com' })
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken: sessionToken = '' } = Credentials ?? {}
    const { sts } = clientsOf(server, { accessKeyId, secretAccessKey, sessionToken })
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe('arn:aws:sts::000000000000:assumed-role/player/js')
  })

  it.each<[string, [string, string, string], unknown[]]>([
    ['another client', ['shopper', 'www.amazon.com', 'Atza|ann-elsewhere'], ['AccessDenied', 403]],
    ['another provider', ['shopper', 'graph.facebook.com', ANN], ['AccessDenied', 403]],
    ['nobody', ['shopper', 'www.amazon.com', 'Atza|made-up'], ['IDPRejectedClaimException', 403]],
    ['a provider that has none', ['shopper', 'accounts.google.com', ANN], ['InvalidIdentityTokenException', 400]],
  ])('of %s is refused', async (_what, asked, error) => {
    const [name, , status] = await refusalOf(assume(...asked))
    expect([name, status]).toEqual(error)
  })

  it('without its provider is taken for an ID token', async () => {
    const asked = { RoleArn: roleArn('shopper'), RoleSessionName: 'js', WebIdentityToken: ANN }
    expect((await refusalOf(root.sts.send(new AssumeRoleWithWebIdentityCommand(asked))))[1]).toContain('not a valid JWT')
  })
})

describe.skipIf(without('awscli'))('an access token with the AWS CLI', () => {
  it('of Amazon gives credentials of the role that trusts its client', async () => {
    const cli = new AwsCli(server, { accessKeyId: 'AKIANOBODY', secretAccessKey: 'wrong' }, await LoadedCli.start())
    const call = ['sts', 'assume-role-with-web-identity', '--role-arn', roleArn('shopper'), '--role-session-name', 'cli']
    const amazon = [...call, '--provider-id', 'www.amazon.com', '--web-identity-token']
    expect(await cli.json(...amazon, ANN)).toMatchObject({
      ...{ SubjectFromWebIdentityToken: 'amzn1.account.ANN', Audience: CLIENT, Provider: 'www.amazon.com' },
      AssumedRoleUser: { Arn: 'arn:aws:sts::000000000000:assumed-role/shopper/cli' },
    })
    expect(await cli.refusal(...amazon, 'Atza|made-up')).toContain('(IDPRejectedClaim)')
    await cli.close()
  })
})

describe('the audit', () => {
  it('has who logged in, where and why not, and no token', () => {
    expect(server.stdout).toContain('"loginSubject":"4200"')
    expect(server.stdout).toContain('www.amazon.com')
    for (const token of [...Object.keys(HOLDERS), 'Atza|made-up']) expect(server.stdout + server.stderr).not.toContain(token)
  })
})
