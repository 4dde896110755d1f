import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  EnableOutboundWebIdentityFederationCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { GetWebIdentityTokenCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runPython } from '../boto3/python.js'
import { without } from '../clean-environment.js'
import { type Clients, clientsOf } from '../sdk-js/clients.js'
import { ServerProcess } from '../server-process.js'

const AUDIENCE = 'https://api.example.com'

describe.skipIf(without('pyjwt') || without('cryptography'))('web identity tokens with PyJWT', () => {
  let server: ServerProcess
  let ann: Clients
  let issuer = ''
  const tokenOf = async (SigningAlgorithm: string, Audience = [AUDIENCE]): Promise<string> =>
    (await ann.sts.send(new GetWebIdentityTokenCommand({ Audience, SigningAlgorithm }))).WebIdentityToken ?? ''
  const relyOn = (tokens: readonly string[]) => runPython<unknown[]>('../pyjwt/rely_on.py', [], { issuer, audience: AUDIENCE, tokens })

  beforeAll(async () => {
    server = await ServerProcess.start()
    const { iam } = clientsOf(server, server.rootKey())
    await iam.send(new CreateUserCommand({ UserName: 'ann' }))
    const Statement = { Effect: 'Allow', Action: 'sts:GetWebIdentityToken', Resource: '*' }
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    await iam.send(new PutUserPolicyCommand({ UserName: 'ann', PolicyName: 'tokens', PolicyDocument }))
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'ann' }))
    ann = clientsOf(server, { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' })
    issuer = (await iam.send(new EnableOutboundWebIdentityFederationCommand({}))).IssuerIdentifier ?? ''
  })
  afterAll(() => server.close())

  it('can be verified with the published documents', async () => {
    const claims = { iss: issuer, sub: 'arn:aws:iam::000000000000:user/ann' }
    expect(await relyOn([await tokenOf('RS256'), await tokenOf('ES384'), await tokenOf('ES384', ['other', AUDIENCE])])).toEqual([
      expect.objectContaining({ ...claims, aud: AUDIENCE }),
      expect.objectContaining({ ...claims, aud: AUDIENCE }),
      expect.objectContaining({ ...claims, aud: ['other', AUDIENCE] }),
    ])
  })

  it('are refused for another audience, or when altered', async () => {
    const [header, claims, signature] = (await tokenOf('ES384')).split('.')
    const [other] = (await tokenOf('RS256')).split('.')
    const mixed = [other, claims, signature].join('.')
    const altered = [header, Buffer.from('{"sub":"root"}').toString('base64url'), signature].join('.')
    expect(await relyOn([await tokenOf('ES384', ['other']), altered, mixed])).toEqual([
      'InvalidAudienceError',
      'InvalidSignatureError',
      'InvalidSignatureError',
    ])
  })
})
