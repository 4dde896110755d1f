// A server that sends its traces to a collector, which keeps every byte.
import {
  CreateLoginProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import {
  AssumeRoleCommand,
  AssumeRoleWithSAMLCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
} from '@aws-sdk/client-sts'
import { type MutableToken, OAuth2Server } from 'oauth2-mock-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Clients, clientsOf } from '../sdk-js/clients.js'
import { ServerProcess } from '../server-process.js'
import { form, send, signed } from '../signed-request.js'
import { Collector, type ReceivedSpan } from './collector.js'

const HEADER = 'the key of the operator'
const PASSWORD = 'Correct-Horse-Battery-9'
const TRACE = '0af7651916cd43dd8448eb211c80319c'
const PARENT = 'b7ad6b7169203331'

const idp = new OAuth2Server()
/** What must not be in any byte that is exported, and why it is none of the collector's business. */
const kept = new Map<string, string>()
const keep = (what: string, text: string | undefined) => void kept.set(what, text ?? '')
let collector: Collector
let server: ServerProcess
let root: Clients
let metrics = ''

beforeAll(async () => {
  await idp.issuer.keys.generate('RS256', { kid: 'first' })
  await idp.start(0, '127.0.0.1')
  collector = await Collector.start()
  const environment = {
    ...collector.variables,
    OTEL_EXPORTER_OTLP_HEADERS: `x-api-key=${encodeURIComponent(HEADER)}`,
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  }
  server = await ServerProcess.start({ flags: ['--dev', '--admin-port', '0'], environment })
  await server.saysOnStderr('/metrics')
  metrics = /http:\/\/127\.0\.0\.1:\d+\/metrics/.exec(server.stderr)?.[0] ?? ''
  root = clientsOf(server, server.rootKey())
  keep('the secret of root', server.rootKey().secretAccessKey)
  keep('the key id of root', server.rootKey().accessKeyId)
})
afterAll(async () => {
  await server?.close()
  collector?.close()
  await idp.stop()
})

type Answered = { readonly $metadata: { readonly requestId?: string } }
const idOf = ({ $metadata }: Answered) => $metadata.requestId

/** The request id of a call that is refused. */
const refusalOf = (call: Promise<Answered>): Promise<string | undefined> =>
  call.then(
    () => Promise.reject(new Error('the call succeeded')),
    (error: Answered) => idOf(error),
  )

const isWithin = (part: ReceivedSpan | undefined, whole: ReceivedSpan): boolean =>
  part !== undefined &&
  BigInt(whole.startTimeUnixNano) <= BigInt(part.startTimeUnixNano) &&
  BigInt(part.startTimeUnixNano) <= BigInt(part.endTimeUnixNano) &&
  BigInt(part.endTimeUnixNano) <= BigInt(whole.endTimeUnixNano)

const OWN = { 'http.request.method': 'POST', 'url.scheme': 'http', 'rpc.system': 'aws-api' }

describe('the trace of a request', () => {
  it('is one span of the server, with the service and the operation of the model', async () => {
    const { own, parts } = await collector.treeOf(idOf(await root.sts.send(new GetCallerIdentityCommand({}))))
    expect(own).toMatchObject({ name: 'STS.GetCallerIdentity', kind: 2, flags: 0x101, resource: { 'service.name': 'daypass' } })
    expect(own.resource).toMatchObject({ 'deployment.environment.name': 'test', 'process.pid': String(server.pid) })
    expect(own.attributes).toEqual({
      ...OWN,
      'rpc.service': 'STS',
      'rpc.method': 'GetCallerIdentity',
      'http.response.status_code': '200',
      'aws.request_id': expect.any(String),
    })
    expect([own.parentSpanId, own.status]).toEqual([undefined, undefined])
    expect([...parts.keys()]).toEqual(['authenticate', 'decide', 'handle'])
    for (const part of parts.values()) expect([part.traceId, part.kind, isWithin(part, own)]).toEqual([own.traceId, 1, true])
  })

  it('shows the commit of a request that changes something, and what decided', async () => {
    const { own, parts } = await collector.treeOf(idOf(await root.iam.send(new CreateUserCommand({ UserName: 'traced-user' }))))
    keep('the name of a user', 'traced-user')
    expect([...parts.keys()]).toEqual(['authenticate', 'decide', 'handle', 'commit'])
    expect(parts.get('commit')?.parentSpanId).toBe(own.spanId)
    expect(parts.get('decide')?.attributes).toEqual({
      ...{ 'daypass.decision.outcome': 'allow', 'daypass.decision.decided_by': 'root', 'daypass.decision.count': '1' },
    })
  })

  it('says of a refusal its code, and not that the server failed', async () => {
    const { AccessKey } = await root.iam.send(new CreateAccessKeyCommand({ UserName: 'traced-user' }))
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {}
    keep('the secret of a user', secretAccessKey)
    const user = clientsOf(server, { accessKeyId, secretAccessKey })
    const { own, parts } = await collector.treeOf(await refusalOf(user.iam.send(new CreateUserCommand({ UserName: 'other' }))))
    expect(own.attributes).toMatchObject({ 'error.type': 'AccessDenied', 'http.response.status_code': '403' })
    expect([own.status, parts.has('handle')]).toEqual([undefined, false])
    expect(parts.get('decide')?.attributes['daypass.decision.outcome']).toBe('implicitDeny')
    const wrong = clientsOf(server, { accessKeyId, secretAccessKey: 'a wrong secret' })
    const refused = await collector.treeOf(await refusalOf(wrong.sts.send(new GetCallerIdentityCommand({}))))
    expect(refused.own.attributes['error.type']).toBe('SignatureDoesNotMatch')
    expect([...refused.parts.keys()]).toEqual(['authenticate'])
  })

  it('says of a failure of the server that it is one', async () => {
    await server.admin('fault', { operation: 'sts:GetCallerIdentity', kind: 'internal', times: 1 })
    const { own } = await collector.treeOf(await refusalOf(root.sts.send(new GetCallerIdentityCommand({}))))
    expect([own.status, own.attributes['http.response.status_code']]).toEqual([{ code: 2 }, '500'])
  })

  it('shows the bytes of an object on their way, and neither its name nor that of its bucket', async () => {
    keep('the name of a bucket', 'traced-bucket')
    keep('the name of an object', 'traced-object')
    await root.s3.send(new CreateBucketCommand({ Bucket: 'traced-bucket' }))
    const at = { Bucket: 'traced-bucket', Key: 'traced-object' }
    const put = await collector.treeOf(idOf(await root.s3.send(new PutObjectCommand({ ...at, Body: Buffer.alloc(4_000_000, 'body') }))))
    expect(put.own.name).toBe('S3.PutObject')
    expect([...put.parts.keys()]).toEqual(expect.arrayContaining(['receive body', 'authenticate', 'decide', 'handle', 'commit']))
    expect(put.parts.get('commit')?.parentSpanId).toBe(put.parts.get('handle')?.spanId)
    const answer = await root.s3.send(new GetObjectCommand(at))
    await answer.Body?.transformToByteArray()
    const got = await collector.treeOf(idOf(answer))
    expect([got.own.name, got.parts.has('send body')]).toEqual(['S3.GetObject', true])
  })

  it('shows how long a login waits for the keys of its issuer, the first time', async () => {
    const issuer = idp.issuer.url ?? ''
    const name = issuer.replace('http://', '')
    await root.iam.send(new CreateOpenIDConnectProviderCommand({ Url: issuer, ClientIDList: ['sts.amazonaws.com'] }))
    const Statement = {
      ...{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity' },
      Principal: { Federated: `arn:aws:iam::000000000000:oidc-provider/${name}` },
      Condition: { StringEquals: { [`${name}:aud`]: 'sts.amazonaws.com' } },
    }
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    await root.iam.send(new CreateRoleCommand({ RoleName: 'traced-role', AssumeRolePolicyDocument }))
    const login = async () => {
      const WebIdentityToken = await idp.issuer.buildToken({
        scopesOrTransform: (_header: MutableToken['header'], payload: MutableToken['payload']) =>
          Object.assign(payload, { sub: 'traced-subject', aud: 'sts.amazonaws.com' }),
      })
      keep('a token of an issuer', WebIdentityToken)
      const RoleArn = 'arn:aws:iam::000000000000:role/traced-role'
      const answer = await root.sts.send(
        new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: 'traced-session', WebIdentityToken }),
      )
      keep('a session token', answer.Credentials?.SessionToken)
      keep('the secret of a session', answer.Credentials?.SecretAccessKey)
      return collector.treeOf(idOf(answer))
    }
    const [first, second] = [await login(), await login()]
    expect([...first.parts.keys()]).toEqual(['authenticate', 'evidence', 'fetch issuer keys', 'decide', 'handle'])
    expect(first.parts.get('fetch issuer keys')).toMatchObject({ kind: 3, parentSpanId: first.parts.get('evidence')?.spanId })
    expect([...second.parts.keys()]).toEqual(['authenticate', 'evidence', 'decide', 'handle'])
  })
})

describe('the trace of a client', () => {
  const ask = (headers: readonly string[]) => {
    const asked = signed({ endpoint: server.endpoint, key: server.rootKey() }, form('sts', { Action: 'GetCallerIdentity' }))
    return send(server.endpoint, { ...asked, headers: [...asked.headers, ...headers] })
  }
  const idIn = ({ text }: { readonly text: string }) => /<RequestId>([^<]+)/.exec(text)?.[1]

  it('goes on in the server', async () => {
    const headers = ['traceparent', `00-${TRACE}-${PARENT}-01`, 'tracestate', 'vendor=value']
    const { own, parts } = await collector.treeOf(idIn(await ask(headers)))
    expect(own).toMatchObject({ traceId: TRACE, parentSpanId: PARENT, traceState: 'vendor=value', flags: 0x301 })
    expect(parts.get('decide')).toMatchObject({ traceId: TRACE, parentSpanId: own.spanId, flags: 0x101 })
  })

  it.each([
    ['not valid', `00-${TRACE}-${PARENT}`],
    ['of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
  ])('that is %s is ignored', async (_, traceparent) => {
    const { own } = await collector.treeOf(idIn(await ask(['traceparent', traceparent])))
    expect([own.traceId === TRACE, own.parentSpanId]).toEqual([false, undefined])
  })

  it('that is not sampled is not traced here', async () => {
    const left = idIn(await ask(['traceparent', `00-${TRACE}-${PARENT}-00`]))
    await collector.treeOf(idIn(await ask([])))
    expect(collector.spans.some(({ attributes }) => attributes['aws.request_id'] === left)).toBe(false)
  })
})

describe('all that is exported', () => {
  it('has no secret, no token, no assertion, no password and no name of anyone', async () => {
    keep('a password', PASSWORD)
    const SAMLAssertion = Buffer.from('<samlp:Response>a traced assertion</samlp:Response>').toString('base64')
    keep('an assertion', SAMLAssertion)
    await root.iam.send(new CreateLoginProfileCommand({ UserName: 'traced-user', Password: PASSWORD }))
    const arns = { RoleArn: 'arn:aws:iam::000000000000:role/traced-role', PrincipalArn: 'arn:aws:iam::000000000000:saml-provider/none' }
    await refusalOf(root.sts.send(new AssumeRoleWithSAMLCommand({ ...arns, SAMLAssertion })))
    await refusalOf(root.sts.send(new AssumeRoleCommand({ RoleArn: arns.RoleArn, RoleSessionName: 'traced-session' })))
    const odd = { 'user-agent': 'a traced agent', 'x-forwarded-for': '203.0.113.77', authorization: 'Bearer a-traced-bearer' }
    await fetch(`${server.endpoint}/traced-path?X-Amz-Security-Token=traced-query`, { headers: odd })
    await fetch(`${server.endpoint}/_daypass/health`)
    const last = await collector.treeOf(idOf(await root.sts.send(new GetCallerIdentityCommand({}))))
    expect(last.own.attributes['rpc.method']).toBe('GetCallerIdentity')
    for (const [what, text] of kept) expect([what, text.length > 3, collector.bytes.includes(text)]).toEqual([what, true, false])
    expect(collector.bytes).not.toMatch(/arn:aws|AKIA|ASIA|AWS4-HMAC|traced-|a traced|203\.0\.113\.77|127\.0\.0\.1:\d+\/(?!v1)|health/)
    // What it may have: the header of the operator, who named it.
    expect(collector.bytes).toContain(HEADER)
    expect(server.stderr + server.stdout).not.toContain(HEADER)
  })

  it('is counted', async () => {
    const text = await (await fetch(metrics)).text()
    expect(text).toMatch(/^daypass_trace_spans_total\{result="sent"\} [1-9]/m)
    expect(text).toMatch(/^daypass_trace_spans_total\{result="dropped"\} 0$/m)
    expect(text).toMatch(/^daypass_trace_spans_waiting \d+$/m)
  })
})
