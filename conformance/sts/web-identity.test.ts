import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateOpenIDConnectProviderCommand, CreateRoleCommand } from '@aws-sdk/client-iam'
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { fromTokenFile } from '@aws-sdk/credential-provider-web-identity'
import { type MutableToken, OAuth2Server } from 'oauth2-mock-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AwsCli } from '../aws-cli/aws-cli.js'
import { LoadedCli } from '../aws-cli/loaded-cli.js'
import { PythonProcess } from '../boto3/python-process.js'
import { scratchFolder, without } from '../clean-environment.js'
import { type Clients, clientsOf, refusalOf } from '../sdk-js/clients.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import { OidcProvider } from './oidc-provider.js'

const ROLE = 'arn:aws:iam::000000000000:role/worker'
const SESSION = 'arn:aws:sts::000000000000:assumed-role/worker'
const AUDIENCE = 'sts.amazonaws.com'
const folder = scratchFolder()
const tokenFile = join(folder.path, 'token')
const idp = new OAuth2Server()

let server: ServerProcess
let root: Clients
let issuer = ''

/** A token of the mock issuer, whose `iat` and `exp` it sets itself. */
const token = (over: object = {}, kid?: string): Promise<string> =>
  idp.issuer.buildToken({
    ...(kid !== undefined && { kid }),
    scopesOrTransform: (_header: MutableToken['header'], payload: MutableToken['payload']) =>
      Object.assign(payload, { sub: 'job-1', aud: AUDIENCE }, over),
  })

beforeAll(async () => {
  await idp.issuer.keys.generate('RS256', { kid: 'first' })
  await idp.start(0, '127.0.0.1')
  issuer = idp.issuer.url ?? ''
  server = await ServerProcess.start({ flags: ['--dev'] })
  root = clientsOf(server, server.rootKey())
  await root.iam.send(new CreateOpenIDConnectProviderCommand({ Url: issuer, ClientIDList: [AUDIENCE] }))
  const name = issuer.replace('http://', '')
  const Statement = {
    ...{
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::000000000000:oidc-provider/${name}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
    },
    Condition: { StringEquals: { [`${name}:aud`]: AUDIENCE }, StringLike: { [`${name}:sub`]: 'job-*' } },
  }
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  await root.iam.send(new CreateRoleCommand({ RoleName: 'worker', AssumeRolePolicyDocument }))
})
afterAll(async () => {
  await idp.stop()
  await server.close()
  folder.remove()
})

const assume = (WebIdentityToken: string) =>
  root.sts.send(new AssumeRoleWithWebIdentityCommand({ RoleArn: ROLE, RoleSessionName: 'js', WebIdentityToken }))

describe('AssumeRoleWithWebIdentity with the AWS SDK for JavaScript', () => {
  it('gives credentials that say who it is', async () => {
    const { Credentials, ...answer } = await assume(await token())
    expect(answer).toMatchObject({
      SubjectFromWebIdentityToken: 'job-1',
      Audience: AUDIENCE,
      Provider: issuer,
      AssumedRoleUser: { Arn: `${SESSION}/js` },
    })
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken: sessionToken = '' } = Credentials ?? {}
    const { sts } = clientsOf(server, { accessKeyId, secretAccessKey, sessionToken })
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Arn: `${SESSION}/js` })
  })

  it('is told apart by the trust policy', async () => {
    expect(await refusalOf(assume(await token({ sub: 'other' })))).toEqual([
      ...['AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', 403],
    ])
  })

  it('refuses tokens that are for others, or too old', async () => {
    expect(await refusalOf(assume(await token({ aud: 'https://api.example' })))).toEqual([
      'InvalidIdentityTokenException',
      'Incorrect token audience',
      400,
    ])
    expect((await refusalOf(assume(await token({ exp: 1 })))).filter((_, i) => i !== 1)).toEqual(['ExpiredTokenException', 400])
  })

  it('finds a new key of the issuer at once', async () => {
    await idp.issuer.keys.generate('ES256', { kid: 'second' })
    expect(await assume(await token({}, 'second'))).toHaveProperty('Credentials')
  })

  it('is done by its provider of credentials for a token in a file', async () => {
    writeFileSync(tokenFile, await token())
    const clientConfig = { endpoint: server.endpoint, region: 'us-east-1' }
    const credentials = fromTokenFile({ webIdentityTokenFile: tokenFile, roleArn: ROLE, roleSessionName: 'file', clientConfig })
    const sts = new STSClient({ ...clientConfig, credentials })
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Arn: `${SESSION}/file` })
  })
})

describe.skipIf(without('awscli'))('AssumeRoleWithWebIdentity with the AWS CLI', () => {
  it('is a call', async () => {
    const cli = new AwsCli(server, { accessKeyId: 'AKIANOBODY', secretAccessKey: 'wrong' }, await LoadedCli.start())
    const call = ['sts', 'assume-role-with-web-identity', '--role-arn', ROLE, '--role-session-name', 'cli', '--web-identity-token']
    expect(await cli.json(...call, await token())).toMatchObject({ AssumedRoleUser: { Arn: `${SESSION}/cli` } })
    expect(await cli.refusal(...call, 'not-a-token')).toContain('(InvalidIdentityToken)')
    await cli.close()
  })
})

describe.skipIf(without('boto3'))('a token in a file with boto3', () => {
  it('is read again when the credentials end soon, and a new token is then the one that counts', async () => {
    const python = new PythonProcess('web_identity.py', [server.endpoint, ROLE, tokenFile])
    // Credentials of an hour that began 55 minutes ago: boto3 gets new ones before every call.
    await server.advance('-PT55M')
    const began = Math.floor(Date.now() / 1000) - 3_300
    const atServer = { iat: began, nbf: began, exp: began + 600 }
    writeFileSync(tokenFile, await token(atServer))
    const first = await python.ask<{ arn: string; key: string }>({})
    expect(first).toMatchObject({ arn: `${SESSION}/boto3` })
    writeFileSync(tokenFile, await token({ ...atServer, sub: 'job-2' }))
    expect((await python.ask<{ key: string }>({})).key).not.toBe(first.key)
    expect(server.stdout).toContain('"loginSubject":"job-2"')
    writeFileSync(tokenFile, 'not-a-token')
    expect(await python.ask({})).toMatchObject({ error: expect.stringContaining('InvalidIdentityToken') })
    await python.close()
    await server.advance('PT55M')
  })
})

describe('the test issuer of a server with --dev', () => {
  const mint = async (...args: string[]) => {
    const { code, stdout, stderr } = await runDaypass(['token', 'mint', '--data-dir', server.dataDir, ...args])
    if (code !== 0) throw new Error(stderr)
    return stdout.trim()
  }

  it('makes tokens of any issuer, which its server takes by the trust policy, until its key changes', async () => {
    await root.iam.send(
      new CreateOpenIDConnectProviderCommand({ Url: 'https://token.actions.githubusercontent.com', ClientIDList: [AUDIENCE] }),
    )
    const Statement = {
      ...{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity' },
      Principal: { Federated: 'arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com' },
      Condition: { StringEquals: { 'token.actions.githubusercontent.com:sub': 'repo:acme/site:environment:prod' } },
    }
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    await root.iam.send(new CreateRoleCommand({ RoleName: 'deploy', AssumeRolePolicyDocument }))
    const deploy = (WebIdentityToken: string) =>
      root.sts.send(
        new AssumeRoleWithWebIdentityCommand({ RoleArn: ROLE.replace('worker', 'deploy'), RoleSessionName: 'ci', WebIdentityToken }),
      )
    const good = await mint('--preset', 'github', '--claim', 'repository=acme/site', '--claim', 'environment=prod')
    expect(await deploy(good)).toHaveProperty('Credentials')
    expect((await refusalOf(deploy(await mint('--preset', 'github'))))[0]).toBe('AccessDenied')
    expect((await refusalOf(deploy(await mint('--preset', 'github', '--without', 'sub'))))[1]).toBe('Missing a required claim: sub')
    expect((await runDaypass(['token', 'rotate', '--data-dir', server.dataDir])).stdout).toContain('the test issuer signs with the key')
    expect((await refusalOf(deploy(good)))[1]).toContain("Couldn't retrieve verification key")
  })

  it('publishes its key, and is an issuer like any other', async () => {
    const url = `${server.endpoint}/_daypass/test-issuer`
    const configuration = (await (await fetch(`${url}/.well-known/openid-configuration`)).json()) as Record<string, unknown>
    expect(configuration).toMatchObject({ issuer: url, jwks_uri: `${url}/jwks.json` })
    const { keys } = (await (await fetch(`${url}/jwks.json`)).json()) as { keys: object[] }
    expect(keys).toEqual([expect.objectContaining({ kty: 'RSA', use: 'sig' })])
    expect(JSON.stringify(keys)).not.toContain('"d"')
  })

  it('refuses what it does not know by name', async () => {
    expect((await runDaypass(['token', 'mint', '--preset', 'bitbucket', '--data-dir', server.dataDir])).stderr).toContain(
      'There is no preset bitbucket',
    )
    expect((await server.admin('token', { claims: [] })).status).toBe(400)
    expect((await fetch(`${server.endpoint}/_daypass/token`, { method: 'POST', body: '{}' })).status).toBe(415)
  })

  it('leaves no token in the audit', async () => {
    expect(server.stdout).toContain('"loginSubject":"job-1"')
    expect(server.stdout).not.toContain(readFileSync(tokenFile, 'utf8'))
    expect(server.stdout).not.toMatch(/eyJ[A-Za-z0-9_-]{20}/)
  })
})

describe('people who sign in at oidc-provider', () => {
  it('get credentials with their ID tokens, whatever signs them, and with no other token', async () => {
    const provider = await OidcProvider.start()
    const clients = ['RS256', 'ES256', 'ES384'] as const
    await root.iam.send(new CreateOpenIDConnectProviderCommand({ Url: provider.url, ClientIDList: clients.slice(0, 2) }))
    const name = provider.url.replace('http://', '')
    const Statement = {
      ...{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity' },
      Principal: { Federated: `arn:aws:iam::000000000000:oidc-provider/${name}` },
      Condition: { StringEquals: { [`${name}:sub`]: 'ann' } },
    }
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    await root.iam.send(new CreateRoleCommand({ RoleName: 'person', AssumeRolePolicyDocument }))
    const enter = (WebIdentityToken: string) =>
      root.sts.send(
        new AssumeRoleWithWebIdentityCommand({ RoleArn: ROLE.replace('worker', 'person'), RoleSessionName: 'ann', WebIdentityToken }),
      )
    for (const client of clients.slice(0, 2))
      expect(await enter((await provider.login('ann', client)).id_token)).toMatchObject({
        ...{ SubjectFromWebIdentityToken: 'ann', Audience: client, Provider: provider.url },
      })
    expect((await refusalOf(enter((await provider.login('bob', 'RS256')).id_token)))[0]).toBe('AccessDenied')
    expect((await refusalOf(enter((await provider.login('ann', 'ES384')).id_token)))[1]).toBe('Incorrect token audience')
    expect((await refusalOf(enter((await provider.login('ann', 'RS256')).access_token)))[1]).toContain('is not a valid JWT')
    await provider.close()
  })
})
