import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanEnvironment, type Key, scratchFolder, without } from '../clean-environment.js'
import { runProgram } from '../run-program.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import { AwsCli, awsCliVersion } from './aws-cli.js'

interface Credentials {
  AccessKeyId: string
  SecretAccessKey: string
  SessionToken: string
  Expiration: string
}
interface AssumeRoleOutput {
  Credentials: Credentials
  AssumedRoleUser: { AssumedRoleId: string; Arn: string }
}

const ACCOUNT = '000000000000'
const USER = `arn:aws:iam::${ACCOUNT}:user/test-user`
const ROLE = `arn:aws:iam::${ACCOUNT}:role/test-role`
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/test-role/s3-access-example`

function trusting(principal: string): string {
  const statement = { Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' }
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}

const keyOf = ({ AccessKeyId, SecretAccessKey, SessionToken }: Credentials): Key => ({
  accessKeyId: AccessKeyId,
  secretAccessKey: SecretAccessKey,
  sessionToken: SessionToken,
})

describe.skipIf(without('awscli'))('the assume-role story with the AWS CLI', () => {
  const folder = scratchFolder()
  let server: ServerProcess
  let root: AwsCli
  let user: AwsCli
  let session: AwsCli
  const assume = (role: string) => ['sts', 'assume-role', '--role-arn', role, '--role-session-name', 's3-access-example']

  beforeAll(async () => {
    server = await ServerProcess.start({ flags: ['--dev'] })
    root = new AwsCli(server, server.rootKey())
  })
  afterAll(async () => {
    await server.close()
    folder.remove()
  })

  it('uses the client version that the texts below come from', async () => {
    expect(await awsCliVersion()).toMatch(process.env.CONFORMANCE_AWSCLI ?? /^aws-cli\/2\.9\.19 /)
  })

  it('step 1: prints the address, the account and the path of the root key', async () => {
    expect(server.stdout).toContain(`daypass is listening on ${server.endpoint}\n`)
    expect(server.stdout).toContain(`account           ${ACCOUNT}\n`)
    expect(server.stdout).toContain(`root credentials  ${join(server.dataDir, 'root-credentials.json')}\n`)
    expect(server.stdout).toContain('IAM enforcement   ON\n')
    expect(server.stdout).toContain(`eval "$(daypass env --data-dir ${server.dataDir} || echo false)"`)
  })

  it('step 2: `daypass env` sets endpoint, key and region for a shell', async () => {
    const { code, stdout } = await runDaypass(['env', '--data-dir', server.dataDir])
    expect(code).toBe(0)
    const identity = 'aws sts get-caller-identity --query Arn --output text --endpoint-url "$AWS_ENDPOINT_URL"'
    const shell = await runProgram(
      '/bin/sh',
      ['-c', `${stdout}\n${identity}; echo "$AWS_REGION"`],
      cleanEnvironment({ AWS_PROFILE: 'nobody', AWS_SESSION_TOKEN: 'stale' }),
    )
    expect(shell).toEqual({ code: 0, stdout: `arn:aws:iam::${ACCOUNT}:root\nus-east-1\n`, stderr: '' })
  })

  it('step 2: root creates a user, a key, a bucket and an object', async () => {
    const { User } = await root.json<{ User: Record<string, string> }>('iam', 'create-user', '--user-name', 'test-user')
    expect(User).toMatchObject({ UserName: 'test-user', Path: '/', Arn: USER, UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/) })
    const made = await root.json<{ AccessKey: Record<string, string> }>('iam', 'create-access-key', '--user-name', 'test-user')
    expect(made.AccessKey).toMatchObject({
      UserName: 'test-user',
      Status: 'Active',
      AccessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
      SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9/+]{40}$/),
    })
    user = new AwsCli(server, {
      accessKeyId: made.AccessKey.AccessKeyId ?? '',
      secretAccessKey: made.AccessKey.SecretAccessKey ?? '',
    })
    expect(await root.text('s3', 'mb', 's3://bogo-test')).toBe('make_bucket: bogo-test\n')
    writeFileSync(join(folder.path, 'hello.txt'), 'hello, world\n')
    await root.text('s3', 'cp', join(folder.path, 'hello.txt'), 's3://bogo-test/hello.txt', '--no-progress')
  })

  it('step 3: the user is denied everything, and is told why', async () => {
    expect(await user.refusal('s3', 'ls')).toBe(
      `An error occurred (AccessDenied) when calling the ListBuckets operation: User: ${USER} is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action`,
    )
    expect(await user.refusal('s3', 'ls', 's3://bogo-test')).toBe(
      `An error occurred (AccessDenied) when calling the ListObjectsV2 operation: User: ${USER} is not authorized to perform: s3:ListBucket on resource: arn:aws:s3:::bogo-test because no identity-based policy allows the s3:ListBucket action`,
    )
    expect(await user.refusal('iam', 'get-user', '--user-name', 'test-user')).toBe(
      `An error occurred (AccessDenied) when calling the GetUser operation: User: ${USER} is not authorized to perform: iam:GetUser on resource: ${USER} because no identity-based policy allows the iam:GetUser action`,
    )
  })

  it('step 3: a role that does not trust the user looks like a missing one', async () => {
    const stranger = 'test-user-2'
    await root.json('iam', 'create-user', '--user-name', stranger)
    const trust = trusting(`arn:aws:iam::${ACCOUNT}:user/${stranger}`)
    await root.json('iam', 'create-role', '--role-name', 'other-role', '--assume-role-policy-document', trust)
    const refused = (role: string) =>
      `An error occurred (AccessDenied) when calling the AssumeRole operation: User: ${USER} is not authorized to perform: sts:AssumeRole on resource: ${role}`
    const other = `arn:aws:iam::${ACCOUNT}:role/other-role`
    expect(await user.refusal(...assume(other))).toBe(refused(other))
    expect(await user.refusal(...assume(ROLE))).toBe(refused(ROLE))
    const lines = server.audit().filter((line) => line.operation === 'AssumeRole')
    expect(lines.map((line) => [line.caller, line.resource, line.decision, line.status, line.error])).toEqual([
      [USER, other, 'deny', 403, 'AccessDenied'],
      [USER, ROLE, 'deny', 403, 'AccessDenied'],
    ])
    expect(lines[0]?.reason).toBe(lines[1]?.reason)
  })

  it('step 4: root creates the role, trusts the user and attaches an AWS managed policy', async () => {
    const made = await root.json<{ Role: Record<string, unknown> }>(
      'iam',
      'create-role',
      '--role-name',
      'test-role',
      '--assume-role-policy-document',
      trusting(USER),
    )
    expect(made.Role).toMatchObject({ Arn: ROLE, RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/) })
    const policy = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
    await root.text('iam', 'attach-role-policy', '--role-name', 'test-role', '--policy-arn', policy)
    expect(await root.json('iam', 'list-attached-role-policies', '--role-name', 'test-role')).toEqual({
      AttachedPolicies: [{ PolicyName: 'AmazonS3ReadOnlyAccess', PolicyArn: policy }],
    })
  })

  it('step 5: the user assumes the role for an hour', async () => {
    const before = Date.now()
    const { Credentials, AssumedRoleUser } = await user.json<AssumeRoleOutput>(...assume(ROLE))
    expect(Credentials.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/)
    expect(Credentials.SecretAccessKey).toMatch(/^[A-Za-z0-9/+]{40}$/)
    expect(Math.abs(Date.parse(Credentials.Expiration) - before - 3_600_000)).toBeLessThan(30_000)
    expect(AssumedRoleUser.AssumedRoleId).toMatch(/^AROA[A-Z2-7]{17}:s3-access-example$/)
    expect(AssumedRoleUser.Arn).toBe(SESSION)
    session = new AwsCli(server, keyOf(Credentials))
  })

  it('step 5: the session lists and reads, but cannot write', async () => {
    expect(await session.text('s3', 'ls')).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d bogo-test\n$/)
    expect(await session.text('s3', 'ls', 's3://bogo-test')).toMatch(/ 13 hello\.txt\n$/)
    const copy = join(folder.path, 'copy.txt')
    await session.text('s3', 'cp', 's3://bogo-test/hello.txt', copy, '--no-progress')
    expect(readFileSync(copy, 'utf8')).toBe('hello, world\n')
    expect(await session.refusal('s3', 'mb', 's3://another-bucket')).toBe(
      `make_bucket failed: s3://another-bucket An error occurred (AccessDenied) when calling the CreateBucket operation: User: ${SESSION} is not authorized to perform: s3:CreateBucket on resource: arn:aws:s3:::another-bucket because no identity-based policy allows the s3:CreateBucket action`,
    )
    expect(await session.refusal('s3', 'cp', copy, 's3://bogo-test/up.txt', '--no-progress')).toContain(
      `An error occurred (AccessDenied) when calling the PutObject operation: User: ${SESSION} is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::bogo-test/up.txt because no identity-based policy allows the s3:PutObject action`,
    )
    expect(await session.json('sts', 'get-caller-identity')).toEqual({
      UserId: expect.stringMatching(/^AROA[A-Z2-7]{17}:s3-access-example$/),
      Account: ACCOUNT,
      Arn: SESSION,
    })
  })

  it('step 6: after kill -9 everything still exists and the same session still works', async () => {
    await server.kill()
    await server.restart()
    expect(await session.text('s3', 'ls', 's3://bogo-test')).toMatch(/ 13 hello\.txt\n$/)
    expect(await session.json('sts', 'get-caller-identity')).toMatchObject({ Arn: SESSION })
    expect(await root.json('iam', 'get-role', '--role-name', 'test-role')).toMatchObject({ Role: { Arn: ROLE } })
    expect(await user.json('sts', 'get-caller-identity')).toMatchObject({ Arn: USER })
  })

  it('step 7: a request that is not signed with the key is rejected', async () => {
    const wrong = new AwsCli(server, { ...server.rootKey(), secretAccessKey: 'wrongwrongwrongwrongwrongwrongwrongwrong' })
    expect(await wrong.refusal('sts', 'get-caller-identity')).toContain(
      'An error occurred (SignatureDoesNotMatch) when calling the GetCallerIdentity operation: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    )
    expect(await wrong.refusal('s3', 'ls')).toBe(
      'An error occurred (SignatureDoesNotMatch) when calling the ListBuckets operation: The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    )
    const unknown = new AwsCli(server, { accessKeyId: 'AKIAQAAAAAAAAAAAAAAA', secretAccessKey: 'x'.repeat(40) })
    expect(await unknown.refusal('iam', 'list-users')).toBe(
      'An error occurred (InvalidClientTokenId) when calling the ListUsers operation: The security token included in the request is invalid.',
    )
    expect(await unknown.refusal('s3', 'ls')).toBe(
      'An error occurred (InvalidAccessKeyId) when calling the ListBuckets operation: The AWS Access Key Id you provided does not exist in our records.',
    )
    expect(await root.refusal('s3', 'ls', '--no-sign-request')).toBe(
      'An error occurred (AccessDenied) when calling the ListBuckets operation: Access Denied',
    )
    expect(await root.refusal('sts', 'get-caller-identity', '--no-sign-request')).toBe(
      'An error occurred (MissingAuthenticationToken) when calling the GetCallerIdentity operation: Request is missing Authentication Token',
    )
  })

  it('step 7: after an hour the session is rejected, but its user is not', async () => {
    await server.advance('PT59M')
    expect(await session.json('sts', 'get-caller-identity')).toMatchObject({ Arn: SESSION })
    await server.advance('PT1M')
    const text = (operation: string) =>
      `An error occurred (ExpiredToken) when calling the ${operation} operation: The security token included in the request is expired`
    expect(await session.refusal('sts', 'get-caller-identity')).toBe(text('GetCallerIdentity'))
    expect(await session.refusal('iam', 'list-users')).toBe(text('ListUsers'))
    expect(await session.refusal('s3', 'ls')).toBe(
      'An error occurred (ExpiredToken) when calling the ListBuckets operation: The provided token has expired.',
    )
    const expired = server.audit().filter((line) => line.error === 'ExpiredToken')
    expect(expired.map((line) => [line.service, line.status])).toEqual([
      ['sts', 403],
      ['iam', 403],
      ['s3', 400],
    ])
    expect(await user.json('sts', 'get-caller-identity')).toMatchObject({ Arn: USER })
  })
})
