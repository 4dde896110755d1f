import * as iam from '@aws-sdk/client-iam'
import { IAMClient } from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { afterEach, describe, expect, it } from 'vitest'
import { type Credentials, type Daypass, type DaypassOptions, startDaypass } from './in-process.js'

const running: Daypass[] = []
const lines: Readonly<Record<string, unknown>>[] = []
afterEach(async () => {
  lines.splice(0)
  for (const one of running.splice(0)) await one.close()
})

async function start(options: DaypassOptions = {}): Promise<Daypass> {
  const daypass = await startDaypass({ audit: (line) => lines.push(line), ...options })
  running.push(daypass)
  return daypass
}

type Key = Credentials & { readonly sessionToken?: string }

function clients({ endpoint, region }: Daypass, credentials: Key) {
  const config = { endpoint, region, credentials, maxAttempts: 1 }
  return { iam: new IAMClient(config), sts: new STSClient(config), s3: new S3Client({ ...config, forcePathStyle: true }) }
}

const keyOf = ({ AccessKey, Credentials: session }: { AccessKey?: object | undefined; Credentials?: object | undefined }): Key => {
  const { AccessKeyId, SecretAccessKey, SessionToken } = (AccessKey ?? session) as Record<string, string>
  return { accessKeyId: AccessKeyId ?? '', secretAccessKey: SecretAccessKey ?? '', ...(SessionToken && { sessionToken: SessionToken }) }
}

const errorOf = (promise: Promise<unknown>): Promise<string> => promise.then(() => 'none').catch((error: Error) => error.name)
const policy = (Action: string, Effect = 'Allow') => JSON.stringify({ Version: '2012-10-17', Statement: { Effect, Action, Resource: '*' } })

describe('startDaypass', () => {
  it('gives an endpoint and a root key, and ends', async () => {
    const daypass = await start({ account: '111122223333' })
    const { sts } = clients(daypass, daypass.account.credentials)
    expect(await sts.send(new GetCallerIdentityCommand())).toMatchObject({ Account: '111122223333', Arn: 'arn:aws:iam::111122223333:root' })
    expect(lines).toMatchObject([{ service: 'sts', operation: 'GetCallerIdentity', decision: 'allow', status: 200 }])
    await Promise.all([daypass.close(), daypass.close()])
    await expect(sts.send(new GetCallerIdentityCommand())).rejects.toThrow(/ECONNREFUSED|hang up/)
  })

  it('gives every test an account of its own', async () => {
    const daypass = await start()
    const accounts = await Promise.all([daypass.createAccount('one'), daypass.createAccount('two')])
    for (const { credentials } of accounts) await clients(daypass, credentials).iam.send(new iam.CreateUserCommand({ UserName: 'same' }))
    const arns = await Promise.all(
      accounts.map(({ credentials }) => clients(daypass, credentials).iam.send(new iam.GetUserCommand({ UserName: 'same' }))),
    )
    expect(arns.map(({ User }) => User?.Arn)).toEqual(accounts.map(({ id }) => `arn:aws:iam::${id}:user/same`))
    expect(accounts[0]?.id).not.toBe(accounts[1]?.id)
  })

  it('has a clock of its own, which a reset puts back', async () => {
    const daypass = await start({ now: new Date('2026-01-02T03:04:05Z') })
    const hour = () => daypass.clock.now().toISOString().slice(0, 13)
    const hours = [hour()]
    for (const move of [
      () => daypass.clock.advance('PT2H'),
      () => daypass.clock.set(new Date('2030-01-01T00:30:00Z')),
      () => daypass.reset(),
    ]) {
      await move()
      hours.push(hour())
    }
    expect(hours).toEqual(['2026-01-02T03', '2026-01-02T05', '2030-01-01T00', '2026-01-02T03'])
    await expect(daypass.clock.advance('2 hours')).rejects.toThrow(RangeError)
    await expect(daypass.clock.set(new Date('never'))).rejects.toThrow(RangeError)
    await expect(startDaypass({ now: new Date('never') })).rejects.toThrow(RangeError)
  })

  it.each([
    [{ account: '12' }, 'account must be 12 digits'],
    [{ rootKey: { accessKeyId: 'ASIAQAAAAAAATESTROOT', secretAccessKey: 'x'.repeat(40) } }, 'must be a long-term access key id'],
  ])('refuses %j', async (options, message) => {
    await expect(startDaypass(options)).rejects.toThrow(message)
  })

  it('refuses a port that is taken, and leaves nothing running', async () => {
    const { endpoint } = await start()
    await expect(startDaypass({ port: Number(new URL(endpoint).port) })).rejects.toThrow('EADDRINUSE')
  })
})

describe('a snapshot', () => {
  it('brings back users, keys and objects, and ends the sessions of before and after it', async () => {
    const daypass = await start()
    const root = clients(daypass, daypass.account.credentials)
    await root.iam.send(new iam.CreateUserCommand({ UserName: 'ann' }))
    const key = keyOf(await root.iam.send(new iam.CreateAccessKeyCommand({ UserName: 'ann' })))
    await root.s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    await root.s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'k', Body: 'before' }))
    const ann = clients(daypass, key)
    const older = keyOf(await ann.sts.send(new GetSessionTokenCommand()))
    await daypass.snapshot('s')
    const younger = keyOf(await ann.sts.send(new GetSessionTokenCommand()))
    await root.iam.send(new iam.CreateUserCommand({ UserName: 'bob' }))
    const bob = clients(daypass, keyOf(await root.iam.send(new iam.CreateAccessKeyCommand({ UserName: 'bob' }))))
    await root.s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'k', Body: 'after' }))
    await daypass.restore('s')
    const body = await root.s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'k' }))
    expect(await body.Body?.transformToString()).toBe('before')
    expect(await ann.sts.send(new GetCallerIdentityCommand())).toMatchObject({ Arn: 'arn:aws:iam::000000000000:user/ann' })
    for (const ended of [bob, clients(daypass, older), clients(daypass, younger)])
      expect(await errorOf(ended.sts.send(new GetCallerIdentityCommand()))).toBe('InvalidClientTokenId')
    await root.s3.send(new DeleteObjectCommand({ Bucket: 'bucket', Key: 'k' }))
    await daypass.restore('s')
    expect(await errorOf(root.s3.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'k' })))).toBe('none')
  })

  it('gives back the number of a policy version, but never what the version of that number allowed before', async () => {
    const daypass = await start()
    const root = clients(daypass, daypass.account.credentials)
    const { Policy } = await root.iam.send(new iam.CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: policy('iam:GetUser') }))
    const PolicyArn = Policy?.Arn ?? ''
    await root.iam.send(new iam.CreateUserCommand({ UserName: 'ann' }))
    await root.iam.send(new iam.AttachUserPolicyCommand({ UserName: 'ann', PolicyArn }))
    const ann = clients(daypass, keyOf(await root.iam.send(new iam.CreateAccessKeyCommand({ UserName: 'ann' }))))
    await daypass.snapshot('s')
    const outcomes: string[] = []
    for (const action of ['iam:ListUsers', 'iam:ListRoles']) {
      await daypass.restore('s')
      const PolicyDocument = policy(action)
      const made = await root.iam.send(new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }))
      const [users, roles] = [ann.iam.send(new iam.ListUsersCommand()), ann.iam.send(new iam.ListRolesCommand())]
      outcomes.push(`${made.PolicyVersion?.VersionId}: ${await errorOf(users)}, ${await errorOf(roles)}`)
    }
    expect(outcomes).toEqual(['v2: none, AccessDenied', 'v2: AccessDenied, none'])
  })

  it('has the last uses of its keys: those of before it come back, those of after it are gone', async () => {
    const daypass = await start()
    const root = clients(daypass, daypass.account.credentials)
    await root.iam.send(new iam.CreateUserCommand({ UserName: 'ann' }))
    const key = keyOf(await root.iam.send(new iam.CreateAccessKeyCommand({ UserName: 'ann' })))
    const lastUsed = async () => {
      const answer = await root.iam.send(new iam.GetAccessKeyLastUsedCommand({ AccessKeyId: key.accessKeyId }))
      return answer.AccessKeyLastUsed?.ServiceName
    }
    await daypass.snapshot('unused')
    await clients(daypass, key).sts.send(new GetCallerIdentityCommand())
    await daypass.snapshot('used')
    const found: (string | undefined)[] = []
    for (const name of ['unused', 'used', 'unused']) {
      await daypass.restore(name)
      found.push(await lastUsed())
    }
    expect(found).toEqual(['N/A', 'sts', 'N/A'])
  })

  it('is never torn, and no restore tears a request: counts and lists agree while policies are attached and detached', async () => {
    const daypass = await start()
    const root = clients(daypass, daypass.account.credentials).iam
    const { Policy } = await root.send(new iam.CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: policy('iam:GetUser') }))
    const PolicyArn = Policy?.Arn ?? ''
    const names = Array.from({ length: 6 }, (_, i) => `user-${i}`)
    for (const UserName of names) await root.send(new iam.CreateUserCommand({ UserName }))
    const agree = async () => {
      const { Policy: now } = await root.send(new iam.GetPolicyCommand({ PolicyArn }))
      const { PolicyUsers } = await root.send(new iam.ListEntitiesForPolicyCommand({ PolicyArn }))
      return now?.AttachmentCount === PolicyUsers?.length
    }
    const write = async (UserName: string) => {
      for (let i = 0; i < 8; i++) {
        await errorOf(root.send(new iam.AttachUserPolicyCommand({ UserName, PolicyArn })))
        await errorOf(root.send(new iam.DetachUserPolicyCommand({ UserName, PolicyArn })))
      }
    }
    const go = async () => {
      for (let i = 0; i < 20; i++) {
        await daypass.snapshot(`s${i % 4}`)
        await root.send(new iam.GetPolicyCommand({ PolicyArn }))
        await daypass.restore(`s${(i * 7) % Math.min(4, i + 1)}`)
      }
    }
    await Promise.all([...names.map(write), go()])
    for (const { name } of daypass.snapshots()) {
      await daypass.restore(name)
      expect(await agree()).toBe(true)
    }
    expect(lines.filter(({ status }) => Number(status) >= 500)).toEqual([])
  })

  it('does not let a request that began before a restore write what it may not do after it', async () => {
    const daypass = await start()
    const root = clients(daypass, daypass.account.credentials)
    await root.s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    await root.iam.send(new iam.CreateUserCommand({ UserName: 'ann' }))
    const ann = clients(daypass, keyOf(await root.iam.send(new iam.CreateAccessKeyCommand({ UserName: 'ann' }))))
    await daypass.snapshot('s')
    await root.iam.send(new iam.PutUserPolicyCommand({ UserName: 'ann', PolicyName: 'p', PolicyDocument: policy('s3:PutObject') }))
    // It waits, routed and not yet authenticated, until the restore ends the wait.
    daypass.fault({ operation: 's3:PutObject', kind: 'slow', seconds: 60 })
    const putting = errorOf(ann.s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'k', Body: 'x' })))
    while (daypass.faults().length > 0) await new Promise(setImmediate)
    await daypass.restore('s')
    expect(await putting).toBe('AccessDenied')
    expect(lines.at(-1)).toMatchObject({ operation: 'PutObject', fault: 'slow', decision: 'deny', status: 403 })
  })
})

describe('faults', () => {
  it.each([
    ['throttling', 'Throttling', 'SlowDown'],
    ['unavailable', 'ServiceUnavailable', 'ServiceUnavailable'],
    ['internal', 'InternalFailure', 'InternalError'],
    ['cut', 'Error', 'Error'],
  ] as const)('reach the client as its service would send them: %s', async (kind, ofIam, ofS3) => {
    const daypass = await start()
    const root = clients(daypass, daypass.account.credentials)
    await root.s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    for (const operation of ['iam:CreateUser', 's3:PutObject']) daypass.fault({ operation, kind })
    const create = () => errorOf(root.iam.send(new iam.CreateUserCommand({ UserName: 'ann' })))
    const put = () => errorOf(root.s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'k', Body: 'x'.repeat(100_000) })))
    lines.splice(0)
    expect([await create(), await put()].map((name) => (name === 'TimeoutError' ? 'Error' : name))).toEqual([ofIam, ofS3])
    expect(lines).toMatchObject([
      { operation: 'CreateUser', fault: kind, reason: `a fault that was asked for: ${kind}`, decision: 'none' },
      { operation: 'PutObject', fault: kind, decision: 'none' },
    ])
    // Nothing had been done, and the next call is like any other.
    expect([await create(), await put()]).toEqual(['none', 'none'])
  })

  it('are retried by a client that may', async () => {
    const daypass = await start()
    const { region, endpoint, account } = daypass
    const sts = new STSClient({ region, endpoint, credentials: account.credentials, maxAttempts: 2 })
    daypass.fault({ operation: 'sts:GetCallerIdentity', kind: 'throttling' })
    expect(await sts.send(new GetCallerIdentityCommand())).toMatchObject({ $metadata: { attempts: 2 } })
  })

  it('do not tell who may do what, and need no valid key: the same answer for every caller', async () => {
    const daypass = await start()
    const nobody = { accessKeyId: 'AKIAQAAAAAAANOBODY22', secretAccessKey: 'x'.repeat(40) }
    daypass.fault({ operation: 'sts:AssumeRole', kind: 'unavailable', times: 2 })
    const assume = (key: Key) =>
      errorOf(clients(daypass, key).sts.send(new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::000000000000:role/r', RoleSessionName: 'ss' })))
    expect([await assume(nobody), await assume(daypass.account.credentials)]).toEqual(['ServiceUnavailable', 'ServiceUnavailable'])
    expect(await assume(nobody)).toBe('InvalidClientTokenId')
  })

  it('end with a reset, and a slow answer ends with the server', async () => {
    const daypass = await start()
    const { sts } = clients(daypass, daypass.account.credentials)
    daypass.fault({ operation: 'sts:*', kind: 'cut', times: 9 })
    await daypass.reset()
    expect(daypass.faults()).toEqual([])
    daypass.fault({ operation: 'sts:*', kind: 'slow', seconds: 60 })
    const slow = sts.send(new GetCallerIdentityCommand())
    while (daypass.faults().length > 0) await new Promise(setImmediate)
    await daypass.close()
    expect(await slow).toMatchObject({ Account: '000000000000' })
  })

  it('are only for operations that exist', async () => {
    const daypass = await start()
    for (const operation of ['sts:Assume', 'nothing:*', '__proto__:*', 'constructor:*', 's3:toString'])
      expect(() => daypass.fault({ operation, kind: 'cut' })).toThrow('operation must be one of a service')
    daypass.fault({ operation: 's3:CreateMultipartUpload', kind: 'cut' })
    expect(daypass.faults()).toEqual([{ operation: 's3:CreateMultipartUpload', kind: 'cut', times: 1 }])
  })

  it('makes tokens of identity providers for roles that trust them', async () => {
    const daypass = await start()
    const { iam: asRoot, sts } = clients(daypass, daypass.account.credentials)
    await asRoot.send(new iam.CreateOpenIDConnectProviderCommand({ Url: 'https://gitlab.com', ClientIDList: ['https://gitlab.com'] }))
    const Statement = {
      ...{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity' },
      Principal: { Federated: `arn:aws:iam::${daypass.account.id}:oidc-provider/gitlab.com` },
      Condition: { StringLike: { 'gitlab.com:sub': 'project_path:acme/app:*' } },
    }
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    const { Role } = await asRoot.send(new iam.CreateRoleCommand({ RoleName: 'ci', AssumeRolePolicyDocument }))
    const asked = { RoleArn: Role?.Arn, RoleSessionName: 'job' }
    const logIn = (WebIdentityToken: string) => sts.send(new AssumeRoleWithWebIdentityCommand({ ...asked, WebIdentityToken }))
    const session = clients(daypass, keyOf(await logIn(await daypass.mintToken({ preset: 'gitlab' }))))
    expect(await session.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Arn: expect.stringContaining(':assumed-role/ci/job') })
    expect(await errorOf(logIn(await daypass.mintToken({ preset: 'gitlab', claims: { project_path: 'evil/app' } })))).toBe('AccessDenied')
    expect(await errorOf(logIn(await (await start()).mintToken({ preset: 'gitlab' })))).toBe('InvalidIdentityTokenException')
  })
})
