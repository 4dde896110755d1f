// Owns: central root access as users meet it, with the AWS SDK for JavaScript, the only client here that has AssumeRoot. Who gets a session and what ends it
// is tested next to the operation; here it is the tokens, the wire and the audit lines.
import * as iam from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { AssumeRootCommand, GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Key } from '../clean-environment.js'
import { type Clients, clientsOf, refusalOf } from '../sdk-js/clients.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import { errorOf, form, send, signed } from '../signed-request.js'

const MEMBER = '111122223333'
const ROOT = `arn:aws:iam::${MEMBER}:root`
const task = (name: string): string => `arn:aws:iam::aws:policy/root-task/${name}`
const INVALID = ['InvalidClientTokenId', expect.stringMatching(/^The security token included in the request is invalid\.?$/), 403]

let server: ServerProcess
let root: Clients
let admin: Clients
let memberKey: Key

/** A call of Organizations by hand: its SDK is not here. */
async function organizations(operation: string, parameters: object = {}, key: Key = server.rootKey()): Promise<Record<string, never>> {
  const headers = ['content-type', 'application/x-amz-json-1.1', 'x-amz-target', `AWSOrganizationsV20161128.${operation}`]
  const body = Buffer.from(JSON.stringify(parameters))
  const request = signed({ endpoint: server.endpoint, key }, { service: 'organizations', method: 'POST', path: '/', headers, body })
  const { status, text } = await send(server.endpoint, request)
  if (status !== 200) throw new Error(`${operation}: ${text}`)
  return (text === '' ? {} : JSON.parse(text)) as Record<string, never>
}

/** Credentials of a session for the task. */
async function rootKey(name: string, by: Clients = admin): Promise<Key> {
  const { Credentials } = await by.sts.send(new AssumeRootCommand({ TargetPrincipal: MEMBER, TaskPolicyArn: { arn: task(name) } }))
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
}

const rootOfMember = async (name: string): Promise<Clients> => clientsOf(server, await rootKey(name))

/** A member that had a root key before it joined, and an administrator of the management account. */
async function scene(): Promise<void> {
  root = clientsOf(server, server.rootKey())
  const { accessKeyId, secretAccessKey } = server.rootKey()
  const environment = { AWS_ENDPOINT_URL: server.endpoint, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
  const { stdout } = await runDaypass(['account', 'create', '--name', 'old', '--id', MEMBER, '--json'], environment)
  const made = JSON.parse(stdout) as Record<string, Record<string, string>>
  memberKey = keyIn(made)
  await organizations('CreateOrganization', { FeatureSet: 'ALL' })
  const invited = await organizations('InviteAccountToOrganization', { Target: { Type: 'ACCOUNT', Id: MEMBER } })
  await organizations('AcceptHandshake', { HandshakeId: (invited.Handshake as { Id: string } | undefined)?.Id }, memberKey)
  await organizations('EnableAWSServiceAccess', { ServicePrincipal: 'iam.amazonaws.com' })
  await root.iam.send(new iam.EnableOrganizationsRootSessionsCommand())
  await root.iam.send(new iam.EnableOrganizationsRootCredentialsManagementCommand())
  await root.iam.send(new iam.CreateUserCommand({ UserName: 'admin' }))
  const document = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'sts:AssumeRoot', Resource: ROOT } }
  const PolicyDocument = JSON.stringify(document)
  await root.iam.send(new iam.PutUserPolicyCommand({ UserName: 'admin', PolicyName: 'root', PolicyDocument }))
  const { AccessKey } = await root.iam.send(new iam.CreateAccessKeyCommand({ UserName: 'admin' }))
  admin = clientsOf(server, { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' })
}

/** The key pair anywhere in what `daypass account create --json` prints. */
function keyIn(value: unknown): Key {
  const text = JSON.stringify(value)
  const found = (name: RegExp): string => name.exec(text)?.[1] ?? ''
  return { accessKeyId: found(/"(AKIA[A-Z0-9]{16})"/), secretAccessKey: found(/ecret[A-Za-z]*":"([^"]{40})"/) }
}

describe('central root access, with the SDK for JavaScript', () => {
  beforeAll(async () => {
    server = await ServerProcess.start({ flags: ['--dev'] })
    await scene()
  })
  afterAll(() => server.close())

  it('issues a session for fifteen minutes, that is the root user of the member and no client of STS', async () => {
    const answer = await admin.sts.send(
      new AssumeRootCommand({ TargetPrincipal: ROOT, TaskPolicyArn: { arn: task('S3UnlockBucketPolicy') } }),
    )
    expect(answer.Credentials).toMatchObject({ AccessKeyId: expect.stringMatching(/^ASIA/), Expiration: expect.any(Date) })
    const there = await rootOfMember('IAMAuditRootUserCredentials')
    expect(await there.sts.send(new GetCallerIdentityCommand())).toMatchObject({ UserId: MEMBER, Account: MEMBER, Arn: ROOT })
    const closed = (operation: string) => ['AccessDenied', `Cannot call ${operation} with session credentials`, 403]
    expect(await refusalOf(there.sts.send(new GetSessionTokenCommand()))).toEqual(closed('GetSessionToken'))
    const again = new AssumeRootCommand({ TargetPrincipal: MEMBER, TaskPolicyArn: { arn: task('S3UnlockBucketPolicy') } })
    expect(await refusalOf(there.sts.send(again))).toEqual(closed('AssumeRoot'))
  })

  it('refuses a duration above 900 seconds, the root user, and every other target in one sentence', async () => {
    const asked = (TargetPrincipal: string, more: object = {}) =>
      new AssumeRootCommand({ TargetPrincipal, TaskPolicyArn: { arn: task('S3UnlockBucketPolicy') }, ...more })
    const tooLong = await refusalOf(admin.sts.send(asked(MEMBER, { DurationSeconds: 901 })))
    expect(tooLong).toEqual(['ValidationError', expect.stringContaining('less than or equal to 900'), 400])
    const sentence = (user: string, account: string) => [
      'AccessDenied',
      `User: arn:aws:iam::000000000000:${user} is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::${account}:root`,
      403,
    ]
    expect(await refusalOf(root.sts.send(asked(MEMBER)))).toEqual(sentence('root', MEMBER))
    for (const account of ['444455556666', '000000000000'])
      expect(await refusalOf(admin.sts.send(asked(account)))).toEqual(sentence('user/admin', account))
  })

  it('lets the root user set a password, and counts that', async () => {
    const there = await rootOfMember('IAMCreateRootUserPassword')
    const { LoginProfile } = await there.iam.send(new iam.CreateLoginProfileCommand({}))
    expect([LoginProfile?.UserName, LoginProfile?.CreateDate]).toEqual([undefined, expect.any(Date)])
    const twice = await refusalOf(there.iam.send(new iam.CreateLoginProfileCommand({})))
    expect(twice).toEqual(['EntityAlreadyExistsException', `Login Profile for user ${MEMBER} already exists.`, 409])
    const audit = await rootOfMember('IAMAuditRootUserCredentials')
    expect((await audit.iam.send(new iam.GetAccountSummaryCommand())).SummaryMap).toMatchObject({ AccountPasswordPresent: 1 })
    await (await rootOfMember('IAMDeleteRootUserCredentials')).iam.send(new iam.DeleteLoginProfileCommand({}))
    expect((await refusalOf(audit.iam.send(new iam.GetLoginProfileCommand({}))))[0]).toBe('NoSuchEntityException')
  })

  it('unlocks a bucket whose policy denies everyone everything, and does nothing else with it', async () => {
    const owner = clientsOf(server, memberKey).s3
    await owner.send(new CreateBucketCommand({ Bucket: 'locked' }))
    const statement = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: ['arn:aws:s3:::locked', 'arn:aws:s3:::locked/*'] }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: statement })
    await owner.send(new PutBucketPolicyCommand({ Bucket: 'locked', Policy }))
    const { s3 } = await rootOfMember('S3UnlockBucketPolicy')
    expect((await s3.send(new ListBucketsCommand())).Buckets?.map(({ Name }) => Name)).toEqual(['locked'])
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket: 'locked' }))).Policy).toBe(Policy)
    const put = s3.send(new PutObjectCommand({ Bucket: 'locked', Key: 'k', Body: 'x' }))
    expect(await refusalOf(put)).toMatchObject(['AccessDenied', expect.stringContaining('explicit deny'), 403])
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: 'locked' }))
    const unlocked = s3.send(new PutObjectCommand({ Bucket: 'locked', Key: 'k', Body: 'x' }))
    expect(await refusalOf(unlocked)).toMatchObject(['AccessDenied', expect.stringContaining(task('S3UnlockBucketPolicy')), 403])
    expect((await owner.send(new PutObjectCommand({ Bucket: 'locked', Key: 'k', Body: 'x' }))).ETag).toBeDefined()
  })

  it('is closed to every operation of IAM that its task does not name', async () => {
    const key = await rootKey('IAMCreateRootUserPassword')
    const names = Object.keys(iam).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? [])
    for (const Action of names) {
      const reply = await send(server.endpoint, signed({ endpoint: server.endpoint, key }, form('iam', { Action })))
      if (Action !== 'GetLoginProfile' && Action !== 'CreateLoginProfile') expect([Action, reply.status]).not.toEqual([Action, 200])
    }
    const mine = server.audit().filter(({ accessKeyId }) => accessKeyId === key.accessKeyId)
    expect(mine.length).toBeGreaterThan(170)
    const allowed = new Set(mine.filter(({ decision, action }) => decision === 'allow' && action !== undefined).map(({ action }) => action))
    expect([...allowed].sort()).toEqual(['iam:CreateLoginProfile', 'iam:GetLoginProfile'])
    expect(mine[0]).toMatchObject({ caller: ROOT, assumedRootBy: 'arn:aws:iam::000000000000:user/admin' })
  })

  it("deletes the root key of the member, which signs nothing from then on, but not the installation's own", async () => {
    const there = await rootOfMember('IAMDeleteRootUserCredentials')
    const { AccessKeyMetadata } = await there.iam.send(new iam.ListAccessKeysCommand({}))
    expect(AccessKeyMetadata?.map(({ AccessKeyId }) => AccessKeyId)).toEqual([memberKey.accessKeyId])
    const own = new iam.DeleteAccessKeyCommand({ AccessKeyId: server.rootKey().accessKeyId })
    expect((await refusalOf(there.iam.send(own)))[0]).toBe('NoSuchEntityException')
    const { sts } = clientsOf(server, memberKey)
    expect(await sts.send(new GetCallerIdentityCommand())).toMatchObject({ Account: MEMBER })
    await there.iam.send(new iam.DeleteAccessKeyCommand({ AccessKeyId: memberKey.accessKeyId }))
    expect(await refusalOf(sts.send(new GetCallerIdentityCommand()))).toEqual(INVALID)
  })

  it('rejects a token that was altered, or is for another key, and one whose feature is off', async () => {
    const [one, two] = [await rootKey('IAMAuditRootUserCredentials'), await rootKey('IAMDeleteRootUserCredentials')]
    const token = one.sessionToken ?? ''
    const altered = `${token.slice(0, 60)}${token[60] === 'A' ? 'B' : 'A'}${token.slice(61)}`
    for (const sessionToken of [altered, two.sessionToken ?? ''])
      expect(await refusalOf(clientsOf(server, { ...one, sessionToken }).sts.send(new GetCallerIdentityCommand()))).toEqual(INVALID)
    const request = () => send(server.endpoint, signed({ endpoint: server.endpoint, key: one }, form('iam', { Action: 'GetUser' })))
    expect((await request()).status).toBe(200)
    await root.iam.send(new iam.DisableOrganizationsRootSessionsCommand())
    expect(errorOf(await request())).toMatchObject({ code: 'InvalidClientTokenId' })
    await root.iam.send(new iam.EnableOrganizationsRootSessionsCommand())
    await server.advance('PT16M')
    expect(errorOf(await request())).toMatchObject({ code: 'ExpiredToken' })
  })
})
