import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
} from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf } from '../authenticator.js'
import { type Key, scratchFolder } from '../clean-environment.js'
import { type Clients, clientsOf } from '../sdk-js/clients.js'
import { ServerProcess } from '../server-process.js'
import { RunningWorkload } from './running-workload.js'

const USER = 'arn:aws:iam::000000000000:user/dev'
const role = (name: string) => `arn:aws:iam::000000000000:role/${name}`
const TELL = [process.execPath, '-e', 'console.log(JSON.stringify(process.env))']

describe('daypass exec and credential-process', () => {
  const scratch = scratchFolder()
  let server: ServerProcess
  let root: Clients
  let key: Key
  let seed = ''
  const DEVICE = 'arn:aws:iam::000000000000:mfa/phone'

  beforeAll(async () => {
    // Any of the processes answers.
    server = await ServerProcess.start({ flags: ['--workers', '2'] })
    root = clientsOf(server, server.rootKey())
    await root.iam.send(new CreateUserCommand({ UserName: 'dev' }))
    const { AccessKey } = await root.iam.send(new CreateAccessKeyCommand({ UserName: 'dev' }))
    key = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
    const trusting = (RoleName: string, Condition: object, Principal: object = { AWS: USER }) => {
      const Statement = { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition }
      const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
      return root.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
    }
    await trusting('plain', {})
    await trusting('partner', { StringEquals: { 'sts:ExternalId': 'c0ffee' } })
    await trusting('careful', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })
    await trusting('task', {}, { Service: 'ecs-tasks.amazonaws.com' })
    const { VirtualMFADevice } = await root.iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }))
    seed = Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString()
    const codes = { AuthenticationCode1: codeOf(seed, -1), AuthenticationCode2: codeOf(seed, 0) }
    await root.iam.send(new EnableMFADeviceCommand({ UserName: 'dev', SerialNumber: DEVICE, ...codes }))
  })
  afterAll(async () => {
    scratch.remove()
    await server.close()
  })

  const started = (words: string[], by = key, extra = {}) => new RunningWorkload(words, { endpoint: server.endpoint, key: by }, extra)

  it.each<[string, string, () => string[]]>([
    ['a role', 'plain', () => []],
    ['a role that wants an external id', 'partner', () => ['--external-id', 'c0ffee']],
    ['a role that wants a second factor', 'careful', () => ['--mfa', DEVICE, '--mfa-code', codeOf(seed, 1)]],
  ])('gives a program the credentials of %s, and nothing of who starts it', async (_what, name, flags) => {
    const running = started(['exec', '--role', role(name), '--session-name', 'me', ...flags(), '--', ...TELL])
    const given = JSON.parse(await running.line()) as Record<string, string>
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '', AWS_SESSION_TOKEN: sessionToken = '' } = given
    expect([await running.end(), accessKeyId.slice(0, 4), JSON.stringify(given).includes(key.secretAccessKey)]).toEqual([0, 'ASIA', false])
    const { sts } = clientsOf(server, { accessKeyId, secretAccessKey, sessionToken })
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}))
    expect(Arn).toBe(`arn:aws:sts::000000000000:assumed-role/${name}/me`)
  })

  it.each<[string, string[], RegExp]>([
    [
      'a role without what it wants',
      ['--role', role('partner')],
      /^daypass: AccessDenied: User: .* is not authorized to perform: sts:AssumeRole/,
    ],
    ['a role that only a service may assume', ['--role', role('task')], /^daypass: AccessDenied/],
    ['what is not a role', ['--role', 'plain'], /^daypass: --role must be the ARN of a role, not plain/],
    ['a code without a device', ['--role', role('careful'), '--mfa-code', '123456'], /^daypass: Give --mfa/],
    ['a duration in words', ['--role', role('plain'), '--duration', '1h'], /^daypass: --duration must be a number of seconds/],
    [
      'a policy that is not there',
      ['--role', role('plain'), '--policy', '/nonexistent'],
      /^daypass: --policy \/nonexistent cannot be read/,
    ],
    ['a profile that is not there', ['--role', role('plain'), '--source-profile', 'none'], /^daypass: There is no profile none/],
  ])('fails for %s, prints nothing for a client, and says why', async (_what, flags, told) => {
    for (const words of [
      ['exec', ...flags, '--', ...TELL],
      ['credential-process', ...flags],
    ]) {
      const running = started(words)
      let printed = ''
      running.child.stdout.on('data', (text) => {
        printed += String(text)
      })
      expect([await running.end(), printed]).toEqual([1, ''])
      expect(running.stderr).toMatch(told)
    }
  })

  it('limits the session with a policy, and takes the keys of a profile', async () => {
    const [policy, credentials] = [join(scratch.path, 'policy.json'), join(scratch.path, 'credentials')]
    writeFileSync(policy, JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } }))
    writeFileSync(credentials, `[dev]\naws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`)
    const words = ['credential-process', '--role', role('plain'), '--policy', policy, '--source-profile', 'dev']
    const running = started(
      words,
      { accessKeyId: 'AKIAXXXXXXXXXXXXXXXX', secretAccessKey: 'x'.repeat(40) },
      { AWS_SHARED_CREDENTIALS_FILE: credentials },
    )
    const printed = JSON.parse(await running.line()) as Record<string, unknown>
    expect(printed).toEqual({
      ...{ Version: 1, AccessKeyId: expect.stringMatching(/^ASIA/), SecretAccessKey: expect.any(String) },
      ...{ SessionToken: expect.any(String), Expiration: expect.stringMatching(/^\d{4}-.*Z$/) },
    })
    expect(await running.end()).toBe(0)
  })

  it('renews the credentials of a workload at any worker', async () => {
    const ask = 'const { AWS_CONTAINER_CREDENTIALS_FULL_URI: url, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file } = process.env;'
    const often =
      'for (let i = 0; i < 12; i++) ids.add(JSON.parse(await (await fetch(url, { headers: { authorization } })).text()).RoleArn);'
    const program = `${ask} const authorization = require('node:fs').readFileSync(file, 'utf8'); (async () => { const ids = new Set(); ${often} console.log(...ids) })()`
    const words = ['workload', '--service', 'ecs-tasks', '--role', role('task'), '--', process.execPath, '-e', program]
    const running = started(words, server.rootKey())
    expect(await running.line()).toBe(role('task'))
    expect(await running.end()).toBe(0)
    const lines = server.audit().filter(({ operation }) => operation === 'StartWorkload')
    expect(new Set(lines.map(({ requestId }) => requestId)).size).toBe(13)
    expect(new Set(lines.map(({ decision }) => decision))).toEqual(new Set(['allow']))
  })
})
