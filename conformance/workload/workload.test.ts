import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { fileURLToPath } from 'node:url'
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserPolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Key, without } from '../clean-environment.js'
import { type Clients, clientsOf } from '../sdk-js/clients.js'
import { ServerProcess } from '../server-process.js'
import { RunningWorkload } from './running-workload.js'

const ROLE = 'arn:aws:iam::000000000000:role/app'
const SESSION = 'arn:aws:sts::000000000000:assumed-role/app/'
const script = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const PYTHON = ['/usr/bin/python3', '-W', 'ignore', script('asks.py')]
const NODE = [process.execPath, script('asks.mjs')]
/** The program prints the variables that it was given, in JSON, and then waits for its input to end. */
const TELL = [process.execPath, '-e', 'console.log(JSON.stringify(process.env)); process.stdin.resume()']

describe('a program that daypass runs for a service', () => {
  let server: ServerProcess
  let root: Clients
  let starter: Key
  const task = (...words: string[]) => workload('ecs-tasks', ...words)
  const workload = (service: string, ...words: string[]) =>
    new RunningWorkload(['workload', '--service', service, '--role', ROLE, ...words], { endpoint: server.endpoint, key: starter })

  beforeAll(async () => {
    server = await ServerProcess.start({ flags: ['--dev'] })
    root = clientsOf(server, server.rootKey())
    const Service = ['ecs-tasks', 'lambda', 'ec2', 'codebuild', 'codepipeline'].map((name) => `${name}.amazonaws.com`)
    const trust = { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' } }
    await root.iam.send(new CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument: JSON.stringify(trust) }))
    await root.iam.send(new CreateUserCommand({ UserName: 'starter' }))
    const { AccessKey } = await root.iam.send(new CreateAccessKeyCommand({ UserName: 'starter' }))
    starter = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
    await allow()
  })
  afterAll(() => server.close())

  const allow = () => {
    const Statement = { Effect: 'Allow', Action: ['daypass:StartWorkload', 'iam:PassRole'], Resource: '*' }
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    return root.iam.send(new PutUserPolicyCommand({ UserName: 'starter', PolicyName: 'start', PolicyDocument }))
  }

  const clockBehind = (minutes: number) => server.admin('clock', { now: new Date(Date.now() - 60_000 * minutes).toISOString() })

  const clients: [string, string, string[], string[]][] = [
    ['boto3', 'boto3', ['--token-in-environment'], PYTHON],
    ['the SDK for JavaScript', 'node', [], NODE],
  ]
  it.each(
    clients
      .filter(([, client]) => !without(client))
      .flatMap((row) => ['ecs-tasks', 'codebuild', 'ec2'].map((service) => [service, ...row] as const)),
  )(
    'gets credentials of %s with %s from nothing but the environment, and new ones before they expire',
    async (service, _name, _client, flags, program) => {
      // The server's clock is behind: what it gives for fifteen minutes has three left by the clock of this machine, and clients renew what has less than five.
      await clockBehind(12)
      const running = workload(service, '--duration', '900', ...flags, '--', ...program)
      try {
        const [firstKey, first = ''] = (await running.ask()).split(' ')
        expect(first).toContain(SESSION)
        // The next credentials have thirteen minutes. The SDK for JavaScript gets them in the background.
        await server.advance('PT10M')
        const later = service === 'ec2' ? '660' : ''
        let answer = [firstKey, first]
        for (let asks = 0; asks < 5_000 && answer[0] === firstKey; asks++) answer = (await running.ask(later)).split(' ')
        expect([answer[0] === firstKey, answer[1]]).toEqual([false, first])
        // The first have expired, for the server and for this machine.
        await server.advance('PT10M')
        expect((await running.ask()).split(' ')[1]).toBe(first)
      } finally {
        await running.end()
        await clockBehind(0)
      }
    },
  )

  it.skipIf(without('awscli'))('gets them with the AWS CLI', async () => {
    for (const service of ['ecs-tasks', 'ec2', 'lambda']) {
      const aws = '/usr/bin/aws --endpoint-url "$AWS_ENDPOINT_URL" sts get-caller-identity --query Arn --output text'
      const running = workload(service, '--token-in-environment', '--', 'sh', '-c', aws)
      expect(await running.line()).toContain(SESSION)
      expect(await running.end()).toBe(0)
    }
  })

  it('finds those of lambda and codepipeline in its environment, and in no other way', async () => {
    for (const service of ['lambda', 'codepipeline']) {
      const running = workload(service, '--name', 'resize', '--', ...TELL)
      const given = JSON.parse(await running.line()) as Record<string, string>
      expect(given).toMatchObject({ AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/), AWS_ENDPOINT_URL: server.endpoint })
      expect(Object.keys(given).filter((name) => /CONTAINER|PROFILE|ROOT/.test(name))).toEqual([])
      expect(await running.end()).toBe(0)
    }
  })

  it('is refused new credentials once its starter may not pass the role any more, and the reason is in the audit', async () => {
    const running = task('--', ...TELL)
    const { get } = await addressOf(running)
    expect((await get()).status).toBe(200)
    await root.iam.send(new DeleteUserPolicyCommand({ UserName: 'starter', PolicyName: 'start' }))
    expect(await get()).toMatchObject({ status: 403, body: expect.stringContaining('not authorized to perform: daypass:StartWorkload') })
    await allow()
    expect((await get()).status).toBe(200)
    expect(await running.end()).toBe(0)
    const other = new RunningWorkload(['workload', '--service', 'ecs-tasks', '--role', `${ROLE}2`, '--', 'true'], {
      ...{ endpoint: server.endpoint, key: server.rootKey() },
    })
    expect(await other.end()).toBe(1)
    const lines = server.audit().filter(({ operation, error }) => operation === 'StartWorkload' && error !== undefined)
    expect(lines.at(-1)).toMatchObject({ error: 'AccessDenied', reason: `there is no role ${ROLE}2 for ecs-tasks.amazonaws.com` })
  })

  it('cannot get the credentials of another task', async () => {
    const [one, other] = [task('--', ...TELL), task('--', ...TELL)]
    const [own, others] = [await addressOf(one), await addressOf(other)]
    expect((await others.get({ authorization: own.token })).status).toBe(401)
    expect((await others.get({ authorization: '' })).status).toBe(401)
    expect((await own.get({}, others.url.pathname)).status).toBe(404)
    expect((await others.get()).body).toContain(`"RoleArn":"${ROLE}"`)
    expect(statSync(own.file).mode & 0o777).toBe(0o600)
    await Promise.all([one.end(), other.end()])
    expect(existsSync(own.file)).toBe(false)
  })

  it('is the only one that is answered: no proxy, no browser, no other host name', async () => {
    const running = task('--', ...TELL)
    const { get, url } = await addressOf(running)
    for (const headers of [
      { 'X-Forwarded-For': '10.0.0.1' },
      { Forwarded: 'for=10.0.0.1' },
      { Host: `rebound.example:${url.port}` },
      { Host: `localhost:${url.port}` },
      { Origin: 'http://rebound.example' },
    ])
      expect(await get(headers)).toMatchObject({ status: 403, body: expect.not.stringContaining('ASIA') })
    await running.end()
  })

  it.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)('is not another user of the machine', async () => {
    const running = workload('ec2', '--', ...TELL)
    const { AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint = '' } = JSON.parse(await running.line()) as Record<string, string>
    const put = `fetch('${endpoint}latest/api/token', { method: 'PUT', headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' } })`
    const ask = ['-e', `${put}.then(({ status }) => console.log(status))`]
    const asked = (uid: number) => execFileSync(process.execPath, ask, { uid, encoding: 'utf8' }).trim()
    expect([asked(0), asked(65_534)]).toEqual(['200', '403'])
    await running.end()
  })

  it.skipIf(process.platform !== 'linux')('finds nothing of its starter in the environment of its parent', async () => {
    const read = 'console.log(JSON.stringify(require("node:fs").readFileSync("/proc/" + process.ppid + "/environ", "latin1")))'
    for (const words of [
      ['workload', '--service', 'ecs-tasks'],
      ['workload', '--service', 'lambda'],
    ]) {
      const all = [...words, '--role', ROLE, '--', process.execPath, '-e', read]
      const running = new RunningWorkload(all, { endpoint: server.endpoint, key: starter }, { DAYPASS_MASTER_KEY: 'secret' })
      expect((JSON.parse(await running.line()) as string).replace(/\0/g, '')).toBe('')
      expect(await running.end()).toBe(0)
    }
  })

  it('ends with its exit status, gets signals, and ends with the signal that ended it', async () => {
    const failing = task('--', 'sh', '-c', 'exit 42')
    expect(await failing.end()).toBe(42)
    const handling = task('--', 'sh', '-c', 'trap "echo caught; exit 5" TERM; echo ready; while :; do sleep 0.05; done')
    expect(await handling.line()).toBe('ready')
    handling.child.kill('SIGTERM')
    expect([await handling.line(), await handling.ended]).toEqual(['caught', [5, null]])
    const dying = task('--', 'sh', '-c', 'echo ready; exec sleep 60')
    await dying.line()
    dying.child.kill('SIGHUP')
    expect(await dying.ended).toEqual([null, 'SIGHUP'])
    const missing = task('--', '/nonexistent/program')
    expect(await missing.end()).toBe(127)
  })

  it('can also be started by hand, with the variables that are printed', async () => {
    const waiting = task('--shell', 'json')
    const printed: string[] = []
    while (printed.at(-1) !== '}') printed.push(await waiting.line())
    const variables = JSON.parse(printed.join('\n')) as Record<string, string>
    const { get } = addressIn(variables)
    expect((await get()).status).toBe(200)
    waiting.child.kill('SIGTERM')
    expect(await waiting.ended).toEqual([0, null])
  })
})

const addressOf = async (running: RunningWorkload) => addressIn(JSON.parse(await running.line()) as Record<string, string>)

function addressIn({ AWS_CONTAINER_CREDENTIALS_FULL_URI = '', AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file = '' }: Record<string, string>) {
  const url = new URL(AWS_CONTAINER_CREDENTIALS_FULL_URI)
  const token = readFileSync(file, 'utf8')
  /** With the token unless another is given. */
  const get = (headers: Record<string, string> = {}, path = url.pathname): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      const { hostname: host, port } = url
      const sent = request({ host, port, path, headers: { authorization: token, ...headers } }, (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      })
      sent.on('error', reject)
      sent.end()
    })
  return { url, file, token, get }
}
