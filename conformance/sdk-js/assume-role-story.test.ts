import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam'
import { CreateBucketCommand, GetObjectCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Key } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { type Clients, clientsOf, refusalOf } from './clients.js'

const ACCOUNT = '000000000000'
const USER = `arn:aws:iam::${ACCOUNT}:user/test-user`
const ROLE = `arn:aws:iam::${ACCOUNT}:role/test-role`
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/test-role/s3-access-example`
const trust = (AWS: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }] })

describe('the assume-role story with the AWS SDK for JavaScript', () => {
  let server: ServerProcess
  let root: Clients
  let user: Clients
  let userKey: Key
  let session: Clients
  let sessionKey: Key

  const assume = (RoleArn: string) => new AssumeRoleCommand({ RoleArn, RoleSessionName: 's3-access-example' })
  const list = () => new ListBucketsCommand({})
  const whoami = () => new GetCallerIdentityCommand({})

  beforeAll(async () => {
    server = await ServerProcess.start({ flags: ['--dev'] })
    root = clientsOf(server, server.rootKey())
  })
  afterAll(() => server.close())

  it('step 2: root creates a user, a key, a bucket and an object', async () => {
    const { User } = await root.iam.send(new CreateUserCommand({ UserName: 'test-user' }))
    expect(User).toMatchObject({ Arn: USER, UserId: expect.stringMatching(/^AIDA/), CreateDate: expect.any(Date) })
    const { AccessKey } = await root.iam.send(new CreateAccessKeyCommand({ UserName: 'test-user' }))
    userKey = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
    user = clientsOf(server, userKey)
    await root.s3.send(new CreateBucketCommand({ Bucket: 'bogo-test' }))
    const put = await root.s3.send(new PutObjectCommand({ Bucket: 'bogo-test', Key: 'hello.txt', Body: 'hello, world\n' }))
    expect(put.ETag).toBe('"22c3683b094136c3398391ae71b20f04"')
  })

  it('step 3: the user is denied everything, and is told why', async () => {
    expect(await refusalOf(user.s3.send(list()))).toEqual([
      'AccessDenied',
      `User: ${USER} is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action`,
      403,
    ])
  })

  it('step 3: a role that does not trust the user looks like a missing one', async () => {
    await root.iam.send(new CreateUserCommand({ UserName: 'stranger' }))
    const AssumeRolePolicyDocument = trust(`arn:aws:iam::${ACCOUNT}:user/stranger`)
    await root.iam.send(new CreateRoleCommand({ RoleName: 'other-role', AssumeRolePolicyDocument }))
    for (const role of [`arn:aws:iam::${ACCOUNT}:role/other-role`, ROLE]) {
      expect(await refusalOf(user.sts.send(assume(role)))).toEqual([
        'AccessDenied',
        `User: ${USER} is not authorized to perform: sts:AssumeRole on resource: ${role}`,
        403,
      ])
    }
  })

  it('step 4: root creates the role, trusts the user and attaches an AWS managed policy', async () => {
    const { Role } = await root.iam.send(new CreateRoleCommand({ RoleName: 'test-role', AssumeRolePolicyDocument: trust(USER) }))
    expect([Role?.Arn, decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')]).toEqual([ROLE, trust(USER)])
    await root.iam.send(new AttachRolePolicyCommand({ RoleName: 'test-role', PolicyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' }))
  })

  it('step 5: the session lists and reads, but cannot write', async () => {
    const { Credentials, AssumedRoleUser } = await user.sts.send(assume(ROLE))
    expect(AssumedRoleUser).toEqual({ Arn: SESSION, AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:s3-access-example$/) })
    expect(Math.abs(Number(Credentials?.Expiration) - Date.now() - 3_600_000)).toBeLessThan(30_000)
    sessionKey = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    }
    session = clientsOf(server, sessionKey)
    expect((await session.s3.send(list())).Buckets?.map(({ Name }) => Name)).toEqual(['bogo-test'])
    const { Body } = await session.s3.send(new GetObjectCommand({ Bucket: 'bogo-test', Key: 'hello.txt' }))
    expect(await Body?.transformToString()).toBe('hello, world\n')
    expect((await refusalOf(session.s3.send(new CreateBucketCommand({ Bucket: 'another-bucket' }))))[0]).toBe('AccessDenied')
    expect(await session.sts.send(whoami())).toMatchObject({ Account: ACCOUNT, Arn: SESSION })
  })

  it('step 6: after kill -9 everything still exists and the same session still works', async () => {
    await server.restart()
    session = clientsOf(server, sessionKey)
    user = clientsOf(server, userKey)
    root = clientsOf(server, server.rootKey())
    expect((await session.s3.send(list())).Buckets).toHaveLength(1)
    expect(await session.sts.send(whoami())).toMatchObject({ Arn: SESSION })
  })

  it('step 7: a request that is not signed with the key is rejected', async () => {
    const wrong = clientsOf(server, { ...userKey, secretAccessKey: 'w'.repeat(40) })
    expect((await refusalOf(wrong.sts.send(whoami())))[0]).toBe('SignatureDoesNotMatch')
    expect((await refusalOf(wrong.s3.send(list())))[0]).toBe('SignatureDoesNotMatch')
    const mixed = clientsOf(server, { ...userKey, sessionToken: sessionKey.sessionToken ?? '' })
    expect(await refusalOf(mixed.iam.send(new ListUsersCommand({})))).toEqual([
      'InvalidClientTokenId',
      'The security token included in the request is invalid',
      403,
    ])
    expect((await refusalOf(mixed.s3.send(list()))).slice(0, 1)).toEqual(['InvalidToken'])
  })

  it('step 7: after an hour the session is rejected, but its user is not', async () => {
    await server.advance('PT1H')
    const text = 'The security token included in the request is expired'
    expect(await refusalOf(session.sts.send(whoami()))).toEqual(['ExpiredToken', text, 403])
    expect(await refusalOf(session.iam.send(new ListUsersCommand({})))).toEqual(['ExpiredToken', text, 403])
    expect(await refusalOf(session.s3.send(list()))).toEqual(['ExpiredToken', 'The provided token has expired.', 400])
    expect(await user.sts.send(whoami())).toMatchObject({ Arn: USER })
  })
})
