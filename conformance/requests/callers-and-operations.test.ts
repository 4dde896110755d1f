import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorOf, form, send, signed, type Unsigned } from '../signed-request.js'
import { ask, assume, type Bench, harmless, keyOf, signerOf, startBench } from './bench.js'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.server.close())

const withHeaders = (request: Unsigned, ...headers: string[]): Unsigned => ({
  ...request,
  headers: [...(request.headers ?? []), ...headers],
})

describe('a scope that names another service', () => {
  it('decides the service: the request is for that service, and its operation unknown there', async () => {
    const asIam = await send(bench.root.endpoint, signed(bench.root, harmless('sts'), { scopeService: 'iam' }))
    expect([asIam.status, errorOf(asIam)]).toEqual([
      400,
      { code: 'InvalidAction', message: 'Could not find operation GetCallerIdentity for version 2011-06-15' },
    ])
    const asSts = await send(bench.root.endpoint, signed(bench.root, harmless('iam'), { scopeService: 'sts' }))
    expect([asSts.status, errorOf(asSts)]).toEqual([
      400,
      { code: 'InvalidAction', message: 'Could not find operation ListUsers for version 2010-05-08' },
    ])
    const asEc2 = await send(bench.root.endpoint, signed(bench.root, harmless('sts'), { scopeService: 'ec2' }))
    expect([asEc2.status, asEc2.text]).toEqual([400, expect.stringContaining('<Code>InvalidAction</Code>')])
    const asSqs = await send(bench.root.endpoint, signed(bench.root, harmless('sts'), { scopeService: 'sqs' }))
    expect([asSqs.status, errorOf(asSqs).code]).toEqual([501, 'NotImplemented'])
    const asS3 = await send(bench.root.endpoint, signed(bench.root, harmless('sts'), { scopeService: 's3', sendContentSha256: true }))
    expect([asS3.status, errorOf(asS3).code]).toEqual([405, 'MethodNotAllowed'])
    const bucket: Unsigned = { service: 's3', method: 'DELETE', path: `/${bench.bucket}/kept` }
    for (const scopeService of ['sts', 'iam']) {
      const reply = await send(bench.root.endpoint, signed(bench.root, bucket, { scopeService }))
      expect([reply.status, errorOf(reply).code]).toEqual([400, 'InvalidAction'])
    }
    expect((await ask(bench.root, { ...bucket, method: 'GET' })).status).toBe(200)
  })
})

describe('operations and formats', () => {
  it.each([
    ['sts', { Action: 'Unheard' }, 'Could not find operation Unheard for version 2011-06-15'],
    ['iam', { Action: 'GetCallerIdentity' }, 'Could not find operation GetCallerIdentity for version 2010-05-08'],
    ['sts', { Action: 'GetCallerIdentity', Version: '2010-01-01' }, 'Could not find operation GetCallerIdentity for version 2010-01-01'],
    ['sts', { Action: 'toString' }, 'Could not find operation toString for version 2011-06-15'],
  ] as const)('%s answers %j with InvalidAction', async (service, parameters, message) => {
    const reply = await send(bench.root.endpoint, signed(bench.root, form(service, parameters)))
    expect([reply.status, errorOf(reply)]).toEqual([400, { code: 'InvalidAction', message }])
  })

  it('says that a version is missing', async () => {
    const request = { ...form('sts', {}), body: Buffer.from('Action=GetCallerIdentity') }
    const reply = await send(bench.root.endpoint, signed(bench.root, request))
    expect(errorOf(reply)).toEqual({
      code: 'InvalidAction',
      message: 'Could not find operation GetCallerIdentity for version NO_VERSION_SPECIFIED',
    })
  })

  it('rejects an unknown operation before it verifies the signature', async () => {
    const raw = signed(
      { endpoint: bench.root.endpoint, key: { ...bench.root.key, secretAccessKey: 'w'.repeat(40) } },
      form('sts', { Action: 'Unheard' }),
    )
    expect(errorOf(await send(bench.root.endpoint, raw)).code).toBe('InvalidAction')
  })

  it('writes STS and IAM errors as XML in their own namespace, with the request id after the error', async () => {
    for (const [service, namespace] of [
      ['sts', 'https://sts.amazonaws.com/doc/2011-06-15/'],
      ['iam', 'https://iam.amazonaws.com/doc/2010-05-08/'],
    ] as const) {
      const reply = await send(bench.root.endpoint, signed(bench.root, form(service, { Action: 'Unheard' })))
      const id = String(reply.headers['x-amzn-requestid'])
      expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      expect(reply.headers['content-type']).toBe('text/xml')
      const flat = reply.text
        .replace(/^<\?xml[^>]*\?>/, '')
        .replace(/>\s+</g, '><')
        .trim()
      const version = service === 'sts' ? '2011-06-15' : '2010-05-08'
      expect(flat).toBe(
        `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>InvalidAction</Code><Message>Could not find operation Unheard for version ${version}</Message></Error><RequestId>${id}</RequestId></ErrorResponse>`,
      )
    }
  })

  it('answers in JSON when the client accepts JSON: times in seconds since the epoch, and errors too', async () => {
    const asJson = (parameters: Record<string, string>) => withHeaders(form('sts', parameters), 'accept', 'application/json')
    const good = await send(bench.user.endpoint, signed(bench.user, asJson({ Action: 'GetSessionToken' })))
    expect([good.status, good.headers['content-type']]).toEqual([200, 'application/json'])
    const { GetSessionTokenResponse: answer } = JSON.parse(good.text)
    expect(answer.GetSessionTokenResult.Credentials.AccessKeyId).toMatch(/^ASIA/)
    expect(answer.GetSessionTokenResult.Credentials.Expiration).toBeGreaterThan(Date.now() / 1000)
    expect(answer.ResponseMetadata.RequestId).toBe(good.headers['x-amzn-requestid'])
    const bad = await send(bench.user.endpoint, signed(bench.user, asJson({ Action: 'Unheard' })))
    expect([bad.status, JSON.parse(bad.text)]).toEqual([
      400,
      {
        Error: { Code: 'InvalidAction', Message: 'Could not find operation Unheard for version 2011-06-15', Type: 'Sender' },
        RequestId: bad.headers['x-amzn-requestid'],
      },
    ])
  })

  it('reports all wrong parameters in one ValidationError, patterns before lengths', async () => {
    const reply = await send(
      bench.user.endpoint,
      signed(bench.user, form('sts', { Action: 'AssumeRole', RoleArn: 'short', RoleSessionName: '?' })),
    )
    expect([reply.status, errorOf(reply)]).toEqual([
      400,
      {
        code: 'ValidationError',
        message:
          "3 validation errors detected: Value 'short' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20; Value '?' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*; Value '?' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2",
      },
    ])
  })
})

describe('credentials that are no longer valid', () => {
  const asks = async (signer: Parameters<typeof signed>[0]) => {
    const codes: string[] = []
    for (const service of ['sts', 'iam', 's3'] as const) {
      const reply = await send(signer.endpoint, signed(signer, harmless(service)))
      codes.push(reply.status === 200 ? 'allowed' : `${reply.status} ${errorOf(reply).code}`)
    }
    return codes
  }
  const GONE_KEY = ['403 InvalidClientTokenId', '403 InvalidClientTokenId', '403 InvalidAccessKeyId']
  const GONE_TOKEN = ['403 InvalidClientTokenId', '403 InvalidClientTokenId', '400 InvalidToken']
  const iam = (parameters: Record<string, string>) => ask(bench.root, form('iam', parameters))
  const allowed = ['allowed', 'allowed', 'allowed']
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:user/bench-user' }, Action: 'sts:AssumeRole' },
  })

  it('a disabled key is refused until it is enabled again, and a deleted one permanently', async () => {
    const key = keyOf(await iam({ Action: 'CreateAccessKey', UserName: 'bench-user' }))
    const signer = signerOf(bench.server, key)
    const of = { UserName: 'bench-user', AccessKeyId: key.accessKeyId }
    expect(await asks(signer)).toEqual(allowed)
    await iam({ Action: 'UpdateAccessKey', ...of, Status: 'Inactive' })
    expect(await asks(signer)).toEqual(GONE_KEY)
    await iam({ Action: 'UpdateAccessKey', ...of, Status: 'Active' })
    expect(await asks(signer)).toEqual(allowed)
    await iam({ Action: 'DeleteAccessKey', ...of })
    expect(await asks(signer)).toEqual(GONE_KEY)
  })

  it('a session of a deleted role is refused, even if a role with that name is created again', async () => {
    const make = async () => {
      await iam({ Action: 'CreateRole', RoleName: 'short-lived', AssumeRolePolicyDocument })
      await iam({ Action: 'AttachRolePolicy', RoleName: 'short-lived', PolicyArn })
    }
    await make()
    const session = await assume(bench.user, 'short-lived')
    expect(await asks(session)).toEqual(allowed)
    await iam({ Action: 'DetachRolePolicy', RoleName: 'short-lived', PolicyArn })
    expect(await asks(session)).toEqual(['allowed', '403 AccessDenied', '403 AccessDenied'])
    await iam({ Action: 'DeleteRole', RoleName: 'short-lived' })
    expect(await asks(session)).toEqual(GONE_TOKEN)
    await make()
    expect(await asks(session)).toEqual(GONE_TOKEN)
    expect(await asks(await assume(bench.user, 'short-lived'))).toEqual(allowed)
  })

  it('a user created again under the name of a deleted one is not trusted by a policy that trusted the old one', async () => {
    const UserName = 'reborn'
    const make = async () => {
      await iam({ Action: 'CreateUser', UserName })
      const key = keyOf(await iam({ Action: 'CreateAccessKey', UserName }))
      return signerOf(bench.server, key)
    }
    const old = await make()
    const trust = AssumeRolePolicyDocument.replace('bench-user', UserName)
    await iam({ Action: 'CreateRole', RoleName: 'for-the-old-one', AssumeRolePolicyDocument: trust })
    await assume(old, 'for-the-old-one')
    await iam({ Action: 'DeleteAccessKey', UserName, AccessKeyId: old.key.accessKeyId })
    await iam({ Action: 'DeleteUser', UserName })
    expect((await asks(old))[0]).toBe('403 InvalidClientTokenId')
    const again = await make()
    await expect(assume(again, 'for-the-old-one')).rejects.toThrow('403')
  })

  it('a session of GetSessionToken may not call IAM, and in STS only GetCallerIdentity and AssumeRole', async () => {
    const session = signerOf(bench.server, keyOf(await ask(bench.user, form('sts', { Action: 'GetSessionToken' }))))
    expect(await asks(session)).toEqual(['allowed', '403 InvalidClientTokenId', 'allowed'])
    expect((await send(session.endpoint, signed(session, form('sts', { Action: 'GetSessionToken' })))).status).toBe(403)
    await assume(session, 'bench-role')
  })
})
