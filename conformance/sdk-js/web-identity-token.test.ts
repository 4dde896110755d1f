import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DisableOutboundWebIdentityFederationCommand,
  EnableOutboundWebIdentityFederationCommand,
  GetOutboundWebIdentityFederationInfoCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { GetSessionTokenCommand, GetWebIdentityTokenCommand, type GetWebIdentityTokenRequest } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Key } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { type Clients, clientsOf, refusalOf } from './clients.js'

const ANN = 'arn:aws:iam::000000000000:user/ann'
type Jwk = JsonWebKey & { readonly kid: string; readonly alg: string }

const decode = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
const json = async (url: string) => (await (await fetch(url)).json()) as Record<string, unknown>

/**
 * What a relying party does: from the trusted issuer to the claims, with only the published documents. Undefined when the signature is not valid.
 */
async function relyOn(token: string, trusted: string): Promise<Record<string, unknown> | undefined> {
  const configuration = await json(`${trusted}/.well-known/openid-configuration`)
  const { keys } = (await json(configuration.jwks_uri as string)) as { keys: Jwk[] }
  const [header, claims, signature = ''] = token.split('.')
  const jwk = keys.find(({ kid }) => kid === decode(header).kid)
  if (configuration.issuer !== trusted || jwk === undefined) return undefined
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const hash = jwk.alg === 'RS256' ? 'sha256' : 'sha384'
  const given = Buffer.from(signature, 'base64url')
  return verify(hash, Buffer.from(`${header}.${claims}`), { key, dsaEncoding: 'ieee-p1363' }, given) ? decode(claims) : undefined
}

describe('outbound web identity federation with the AWS SDK for JavaScript', () => {
  let server: ServerProcess
  let root: Clients
  let ann: Clients
  let issuer = ''
  const ask = (over: Partial<GetWebIdentityTokenRequest> = {}) =>
    new GetWebIdentityTokenCommand({ Audience: ['https://api.example.com'], SigningAlgorithm: 'ES384', ...over })

  beforeAll(async () => {
    server = await ServerProcess.start({ flags: ['--dev'] })
    root = clientsOf(server, server.rootKey())
    await root.iam.send(new CreateUserCommand({ UserName: 'ann', Tags: [{ Key: 'team', Value: 'red' }] }))
    const Statement = { Effect: 'Allow', Action: ['sts:GetWebIdentityToken', 'sts:TagGetWebIdentityToken'], Resource: '*' }
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    await root.iam.send(new PutUserPolicyCommand({ UserName: 'ann', PolicyName: 'tokens', PolicyDocument }))
    const { AccessKey } = await root.iam.send(new CreateAccessKeyCommand({ UserName: 'ann' }))
    const key: Key = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
    ann = clientsOf(server, key)
  })
  afterAll(() => server.close())

  it('is disabled at first', async () => {
    expect((await refusalOf(ann.sts.send(ask()))).filter((_, i) => i !== 1)).toEqual([
      'OutboundWebIdentityFederationDisabledException',
      403,
    ])
    // One after another: a call that is refused while nobody waits for it ends the run.
    for (const refused of [
      () => root.iam.send(new GetOutboundWebIdentityFederationInfoCommand({})),
      () => root.iam.send(new DisableOutboundWebIdentityFederationCommand({})),
    ])
      expect((await refusalOf(refused())).filter((_, i) => i !== 1)).toEqual(['FeatureDisabledException', 404])
  })

  it('can be enabled once, and returns its issuer', async () => {
    const { IssuerIdentifier = '' } = await root.iam.send(new EnableOutboundWebIdentityFederationCommand({}))
    expect(IssuerIdentifier).toMatch(new RegExp(`^${server.endpoint}/_daypass/outbound/[0-9a-f-]{36}$`))
    const again = await refusalOf(root.iam.send(new EnableOutboundWebIdentityFederationCommand({})))
    expect(again.filter((_, i) => i !== 1)).toEqual(['FeatureEnabledException', 409])
    const info = await root.iam.send(new GetOutboundWebIdentityFederationInfoCommand({}))
    expect(info).toMatchObject({ IssuerIdentifier, JwtVendingEnabled: true })
    issuer = IssuerIdentifier
  })

  it.each(['RS256', 'ES384'])('issues a token with %s that anyone can verify', async (SigningAlgorithm) => {
    const Tags = [{ Key: 'job', Value: '42' }]
    const { WebIdentityToken = '', Expiration } = await ann.sts.send(ask({ SigningAlgorithm, DurationSeconds: 600, Tags }))
    const claims = await relyOn(WebIdentityToken, issuer)
    expect(claims).toMatchObject({
      iss: issuer,
      aud: 'https://api.example.com',
      sub: ANN,
      exp: Number(Expiration) / 1000,
      'https://sts.amazonaws.com/': { aws_account: '000000000000', principal_tags: { team: 'red' }, request_tags: { job: '42' } },
    })
    expect(Number(claims?.exp) - Number(claims?.iat)).toBe(600)
    const [header, body] = WebIdentityToken.split('.')
    expect(await relyOn([header, body, Buffer.alloc(96).toString('base64url')].join('.'), issuer)).toBeUndefined()
  })

  it.each<[string, Partial<GetWebIdentityTokenRequest>, string]>([
    ['less than a minute', { DurationSeconds: 59 }, "Value '59' at 'durationSeconds' failed to satisfy constraint"],
    ['more than an hour', { DurationSeconds: 3601 }, "Value '3601' at 'durationSeconds' failed to satisfy constraint"],
    ['no audience', { Audience: [] }, "at 'audience' failed to satisfy constraint"],
    ['eleven audiences', { Audience: Array.from({ length: 11 }, String) }, "at 'audience' failed to satisfy constraint"],
    ['an empty audience', { Audience: [''] }, "at 'audience.1.member' failed to satisfy constraint"],
    ['another algorithm', { SigningAlgorithm: 'HS256' }, "Value 'HS256' at 'signingAlgorithm' failed to satisfy constraint"],
  ])('refuses %s', async (_what, over, text) => {
    const [name, message, status] = await refusalOf(ann.sts.send(ask(over)))
    expect([name, status]).toEqual(['ValidationError', 400])
    expect(message).toContain(text)
  })

  it('denies session credentials', async () => {
    const { Credentials } = await ann.sts.send(new GetSessionTokenCommand({}))
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
    const session = clientsOf(server, { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken })
    const text = 'Cannot call GetWebIdentityToken with session credentials'
    expect(await refusalOf(session.sts.send(ask()))).toEqual(['AccessDenied', text, 403])
  })

  it('publishes documents that may be cached, and nothing for others', async () => {
    const { status, headers } = await fetch(`${issuer}/.well-known/jwks.json`)
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'application/jwk-set+json',
      'public, max-age=3600',
    ])
    expect((await fetch(issuer.replace(/[0-9a-f]$/, (digit) => (digit === '0' ? '1' : '0')).concat('/.well-known/jwks.json'))).status).toBe(
      404,
    )
    expect((await fetch(`${issuer}/.well-known/jwks.json`, { method: 'POST' })).status).toBe(405)
  })

  it('leaves a bucket called outbound to S3', async () => {
    await root.s3.send(new CreateBucketCommand({ Bucket: 'outbound' }))
    const Key = `${issuer.split('/').at(-1)}/.well-known/jwks.json`
    await root.s3.send(new PutObjectCommand({ Bucket: 'outbound', Key, Body: '{"keys":[]}' }))
    expect((await fetch(`${server.endpoint}/outbound/${Key}`)).status).toBe(403)
    expect((await json(`${issuer}/.well-known/jwks.json`)).keys).toHaveLength(2)
  })

  it('publishes a new key a month later, and removes the old key a day and an hour after that', async () => {
    const kids = async () => ((await json(`${issuer}/.well-known/jwks.json`)).keys as Jwk[]).map(({ kid }) => kid)
    const signer = async () => decode((await ann.sts.send(ask())).WebIdentityToken?.split('.')[0]).kid
    const [before, first] = [await kids(), await signer()]
    await server.advance('P30D')
    expect(await signer()).toBe(first)
    expect(await kids()).toHaveLength(4)
    await server.advance('P1D')
    expect(await signer()).not.toBe(first)
    expect(await kids()).toEqual(expect.arrayContaining(before))
    await server.advance('PT2H')
    expect((await kids()).filter((kid) => before.includes(kid))).toEqual([])
  })

  it('keeps issuer and keys over kill -9, and serves them at its new address', async () => {
    const before = await (await fetch(`${issuer}/.well-known/jwks.json`)).text()
    const path = new URL(issuer).pathname
    await server.restart(['--dev', '--issuer-base', 'https://id.example.com/'])
    const configuration = await json(`${server.endpoint}${path}/.well-known/openid-configuration`)
    expect(configuration.issuer).toBe(`https://id.example.com${path}`)
    expect(await (await fetch(`${server.endpoint}${path}/.well-known/jwks.json`)).text()).toBe(before)
    root = clientsOf(server, server.rootKey())
    const info = await root.iam.send(new GetOutboundWebIdentityFederationInfoCommand({}))
    expect(info.IssuerIdentifier).toBe(`https://id.example.com${path}`)
  })

  it('ends when it is disabled; issued tokens can be verified until they expire', async () => {
    await root.iam.send(new DisableOutboundWebIdentityFederationCommand({}))
    const url = `${server.endpoint}${new URL(issuer).pathname}/.well-known/jwks.json`
    expect((await fetch(url)).status).toBe(200)
    await server.advance('PT2H')
    expect((await fetch(url)).status).toBe(404)
  })
})
