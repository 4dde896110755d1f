// Pods of a cluster that exists as tokens only: the agent of a node, and clients that have nothing but its address and a token.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CreateRoleCommand, CreateUserCommand, PutRolePolicyCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Key, scratchFolder, without } from '../clean-environment.js'
import { ask, keyOf, signerOf } from '../requests/bench.js'
import { clientsOf } from '../sdk-js/clients.js'
import { ServerProcess } from '../server-process.js'
import { form, type Signer, send, signed, type Unsigned } from '../signed-request.js'
import { RunningWorkload } from './running-workload.js'

const ISSUER = 'https://kubernetes.default.svc.cluster.local'
const script = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const NODE = [process.execPath, script('asks.mjs')]
const PYTHON = ['/usr/bin/python3', '-W', 'ignore', script('asks.py')]
const REGION = { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-1' }
const ARN = /^arn:aws:sts::000000000000:assumed-role\/api\/eks-blue-api-0-[0-9a-f-]{36}$/

describe('pods with EKS Pod Identity', () => {
  let server: ServerProcess
  let agent: RunningWorkload
  let url: string
  let node: Key
  beforeAll(async () => {
    server = await ServerProcess.start({ flags: ['--dev'] })
    const { iam } = clientsOf(server, server.rootKey())
    const root = signerOf(server, server.rootKey())
    const trust = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal: { Service: 'pods.eks.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:TagSession'] },
    }
    for (const RoleName of ['api', 'web'])
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }))
    for (const ServiceAccount of ['api', 'web']) {
      const RoleArn = `arn:aws:iam::000000000000:role/${ServiceAccount}`
      const asked = {
        Action: 'CreatePodIdentityAssociation',
        Version: '2026-11-23',
        ClusterName: 'blue',
        Issuer: ISSUER,
        Namespace: 'shop',
      }
      const body = Buffer.from(new URLSearchParams({ ...asked, ServiceAccount, RoleArn }).toString())
      const headers = ['content-type', 'application/x-www-form-urlencoded; charset=utf-8']
      const { status } = await ask(root, { service: 'daypass', method: 'POST', path: '/', headers, body })
      expect(status).toBe(200)
    }
    await iam.send(new CreateUserCommand({ UserName: 'node' }))
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'eks-auth:AssumeRoleForPodIdentity', Resource: '*' },
    })
    await iam.send(new PutUserPolicyCommand({ UserName: 'node', PolicyName: 'node', PolicyDocument }))
    node = keyOf(await ask(root, form('iam', { Action: 'CreateAccessKey', UserName: 'node' })))
    agent = new RunningWorkload(['pod-identity', 'agent', '--cluster', 'blue'], { endpoint: server.endpoint, key: node })
    url = (await agent.line()).replace('AWS_CONTAINER_CREDENTIALS_FULL_URI=', '')
  })
  afterAll(async () => {
    agent.child.kill('SIGTERM')
    expect(await agent.end()).toBe(0)
    await server.close()
  })

  const tokenOf = async (serviceaccount: string, claims: object = {}): Promise<string> => {
    const asked = { namespace: 'shop', serviceaccount, pod: `${serviceaccount}-0`, aud: 'pods.eks.amazonaws.com', ...claims }
    const answer = await server.admin('token', { preset: 'kubernetes', claims: asked })
    return ((await answer.json()) as { token: string }).token
  }
  const get = async (authorization: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url, { headers: { authorization, ...headers } })
    return { status: response.status, body: (await response.json()) as Record<string, string> }
  }

  /** A program in a pod: the address, and its token in a file that the kubelet would renew. */
  const inPod = async (command: readonly string[], token: string) => {
    const { path, remove } = scratchFolder()
    const file = join(path, 'token')
    writeFileSync(file, token)
    // boto3 before 1.34.41 reads the token from a variable only; with both, the SDK for JavaScript warns.
    const way = command === PYTHON ? { AWS_CONTAINER_AUTHORIZATION_TOKEN: token } : { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file }
    const extra = { ...REGION, AWS_CONTAINER_CREDENTIALS_FULL_URI: url, AWS_EC2_METADATA_DISABLED: 'true', ...way }
    const running = new RunningWorkload([], { endpoint: server.endpoint, command }, extra)
    const renew = (next: string) => writeFileSync(file, next)
    return { running, renew, end: () => running.end().finally(remove) }
  }

  it.skipIf(without('boto3'))('gives boto3 the role of its service account', async () => {
    const { running, end } = await inPod(PYTHON, await tokenOf('api'))
    expect((await running.ask()).split(' ')[1]).toMatch(ARN)
    await end()
  })

  it('gives the SDK for JavaScript new credentials before they expire, with the token that the file has then', async () => {
    // What is given for six hours has three minutes left by the clock of this machine.
    await server.admin('clock', { now: new Date(Date.now() - 357 * 60_000).toISOString() })
    const { running, renew, end } = await inPod(NODE, await tokenOf('api'))
    const [firstKey, first] = (await running.ask()).split(' ')
    expect(first).toMatch(ARN)
    await server.admin('clock', { now: new Date().toISOString() })
    renew(await tokenOf('api'))
    let answer = [firstKey, first]
    for (let asks = 0; asks < 5_000 && answer[0] === firstKey; asks++) answer = (await running.ask()).split(' ')
    expect([answer[0] === firstKey, ARN.test(answer[1] ?? '')]).toEqual([false, true])
    await end()
  })

  it('gives whoever has the token of a pod the role of that pod alone', async () => {
    expect((await get(await tokenOf('web'))).body).toMatchObject({ AccountId: '000000000000', AccessKeyId: expect.stringMatching(/^ASIA/) })
    const web = await inPod(NODE, await tokenOf('web'))
    expect((await web.running.ask()).split(' ')[1]).toContain(':assumed-role/web/eks-blue-web-0-')
    await web.end()
  })

  it.each<[string, string, object, number, string]>([
    ['for another audience', 'api', { aud: 'sts.amazonaws.com' }, 400, 'InvalidTokenException'],
    ['of another cluster', 'api', { iss: 'https://other.example' }, 400, 'InvalidTokenException'],
    ['that has expired', 'api', { exp: 1 }, 400, 'ExpiredTokenException'],
    ['of a service account without an association', 'none', {}, 404, 'ResourceNotFoundException'],
  ])('gives nothing for a token %s', async (_what, account, claims, status, code) => {
    const token = await tokenOf(account, claims)
    const { status: answered, body } = await get(token)
    expect([answered, body.code]).toEqual([status, code])
    expect(JSON.stringify(body)).not.toContain(token.split('.')[1])
  })

  it('has its tags in the next role of a chain too, which decide there', async () => {
    const { iam } = clientsOf(server, server.rootKey())
    const trust = {
      Version: '2012-10-17',
      Statement: {
        ...{ Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: ['sts:AssumeRole', 'sts:TagSession'] },
        Condition: { StringEquals: { 'aws:PrincipalTag/kubernetes-service-account': 'api' } },
      },
    }
    await iam.send(new CreateRoleCommand({ RoleName: 'next', AssumeRolePolicyDocument: JSON.stringify(trust) }))
    const policy = (Statement: object) => JSON.stringify({ Version: '2012-10-17', Statement })
    const next = 'arn:aws:iam::000000000000:role/next'
    const chain = policy({ Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Resource: next })
    for (const RoleName of ['api', 'web'])
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'chain', PolicyDocument: chain }))
    const Condition = { StringEquals: { 'aws:PrincipalTag/kubernetes-pod-name': 'api-0' } }
    const listing = policy({ Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*', Condition })
    await iam.send(new PutRolePolicyCommand({ RoleName: 'next', PolicyName: 'list', PolicyDocument: listing }))
    const session = async (account: string, pod: string) => {
      const { body } = await get(await tokenOf(account, { pod }))
      const key = { accessKeyId: body.AccessKeyId ?? '', secretAccessKey: body.SecretAccessKey ?? '', sessionToken: body.Token ?? '' }
      return answered(signerOf(server, key), form('sts', { Action: 'AssumeRole', RoleArn: next, RoleSessionName: 'next' }))
    }
    const answered = (signer: Signer, request: Unsigned) => send(signer.endpoint, signed(signer, request))
    const listed = async (pod: string) =>
      (await answered(signerOf(server, keyOf(await session('api', pod))), form('iam', { Action: 'ListUsers' }))).status
    expect([await listed('api-0'), await listed('api-1'), (await session('web', 'api-0')).status]).toEqual([200, 403, 403])
  })

  it('answers no request that a proxy or a page sent, nor one by another name', async () => {
    const token = await tokenOf('api')
    expect((await get(token, { 'x-forwarded-for': '10.0.0.1' })).status).toBe(403)
    expect((await get(token, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await get('', {})).status).toBe(400)
  })

  it('writes an audit line for each, in which no token is', async () => {
    const token = await tokenOf('api')
    expect((await get(token)).status).toBe(200)
    const lines = server.audit().filter(({ operation }) => operation === 'AssumeRoleForPodIdentity')
    expect(lines.at(-1)).toMatchObject({
      ...{ service: 'eks-auth', caller: 'arn:aws:iam::000000000000:user/node', decision: 'allow', status: 200 },
      ...{ action: 'eks-auth:AssumeRoleForPodIdentity', resource: 'arn:aws:eks:us-east-1:000000000000:cluster/blue' },
    })
    for (const part of token.split('.')) expect(server.stdout + server.stderr + agent.stderr).not.toContain(part)
  })
})
