import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Key, without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { runPython } from './python.js'
import { PythonProcess } from './python-process.js'

type Refusal = [code: string, message: string, status: number]

const ACCOUNT = '000000000000'
const USER = `arn:aws:iam::${ACCOUNT}:user/test-user`
const ROLE = `arn:aws:iam::${ACCOUNT}:role/test-role`
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/test-role/s3-access-example`

let server: ServerProcess
beforeAll(async () => {
  server = await ServerProcess.start({ flags: ['--dev'] })
})
afterAll(() => server.close())

/** Nothing of an earlier story is left for the next one, not even the clock. */
const forget = async () => expect((await server.admin('reset', {})).status).toBe(200)

describe.skipIf(without('boto3'))('the assume-role story with boto3', () => {
  let boto3: PythonProcess
  const keys: Record<string, Key> = {}
  const step = <T>(name: string): Promise<T> => boto3.ask<T>({ step: name, endpoint: server.endpoint, keys })

  beforeAll(() => {
    boto3 = new PythonProcess('assume_role_story.py')
    keys.root = server.rootKey()
  })
  afterAll(() => boto3.close())

  it('uses a boto3 of the first version', async () => {
    expect(await runPython<string>('version.py', [], {})).toMatch(/^1\.\d+\.\d+$/)
  })

  it('step 2: root creates a user, a key, a bucket and an object', async () => {
    const { arn, etag, key } = await step<{ arn: string; etag: string; key: Key }>('prepare')
    expect([arn, etag]).toEqual([USER, '"22c3683b094136c3398391ae71b20f04"'])
    keys.user = key
  })

  it('step 3: the user is denied everything, and cannot recognize a missing role', async () => {
    const denied = (what: string): Refusal => ['AccessDenied', `User: ${USER} is not authorized to perform: ${what}`, 403]
    expect(await step('refused')).toEqual({
      list: denied('s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action'),
      untrusting: denied(`sts:AssumeRole on resource: arn:aws:iam::${ACCOUNT}:role/other-role`),
      missing: denied(`sts:AssumeRole on resource: ${ROLE}`),
    })
  })

  it('step 4: root creates the role', async () => {
    expect(await step('allow')).toEqual({ arn: ROLE, trust: true })
  })

  it('step 5: the user assumes the role for an hour', async () => {
    const { user, expires, key } = await step<{ user: Record<string, string>; expires: number; key: Key }>('assume')
    expect(user).toEqual({ Arn: SESSION, AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:s3-access-example$/) })
    expect(Math.abs(expires * 1000 - Date.now() - 3_600_000)).toBeLessThan(30_000)
    keys.session = key
  })

  it.each(['step 5: the session lists and reads, but cannot write', 'step 6: it still does after kill -9'])('%s', async (name) => {
    if (name.startsWith('step 6')) await server.restart()
    expect(await step('use')).toEqual({
      buckets: ['bogo-test'],
      body: 'hello, world\n',
      make: [
        'AccessDenied',
        `User: ${SESSION} is not authorized to perform: s3:CreateBucket on resource: arn:aws:s3:::another-bucket because no identity-based policy allows the s3:CreateBucket action`,
        403,
      ],
      identity: SESSION,
    })
  })

  it('step 7: a request that is not signed with the key is rejected', async () => {
    expect(await step('forge')).toEqual({
      sts: ['SignatureDoesNotMatch', expect.stringContaining('does not match the signature you provided'), 403],
      s3: ['SignatureDoesNotMatch', expect.stringContaining('does not match the signature you provided'), 403],
      mixed: ['InvalidClientTokenId', 'The security token included in the request is invalid', 403],
      mixedS3: ['InvalidToken', 'The provided token is malformed or otherwise invalid.', 400],
    })
  })

  it('step 7: after an hour the session is rejected, but its user is not', async () => {
    await server.advance('PT1H')
    const refusal: Refusal = ['ExpiredToken', 'The security token included in the request is expired', 403]
    expect(await step('expired')).toEqual({
      sts: refusal,
      iam: refusal,
      s3: ['ExpiredToken', 'The provided token has expired.', 400],
      user: USER,
    })
  })
})

describe.skipIf(without('boto3'))("boto3's paginators", () => {
  it('find everything once, in order, over all pages', async () => {
    await forget()
    const numbers = Array.from({ length: 25 }, (_, i) => String(i).padStart(2, '0'))
    const users = numbers.map((n) => `user-${n}`)
    const objects = numbers.map((n) => `folder-${Number(n) % 5}/object ${n}+é`).sort()
    expect(await runPython('pages.py', [server.endpoint], { root: server.rootKey() })).toEqual({
      users: [3, users],
      odd: [3, users.filter((_, i) => i % 2 === 1)],
      policies: [15, 1485, 1485],
      objects: [4, objects],
      old: [4, objects],
      folders: [3, [0, 1, 2, 3, 4].map((n) => `folder-${n}/`)],
    })
  })
})

describe.skipIf(without('boto3'))('MFA with boto3', () => {
  it('a code counts for sessions, and for roles that require MFA', async () => {
    await forget()
    const assumed = `arn:aws:sts::${ACCOUNT}:assumed-role/guarded/session`
    expect(await runPython('mfa_story.py', [server.endpoint], { root: server.rootKey() })).toEqual({
      wrong: ['InvalidAuthenticationCode', 'Authentication code for device is not valid.', 403],
      png: '89504e470d0a1a0a',
      devices: [`arn:aws:iam::${ACCOUNT}:mfa/first`, `arn:aws:iam::${ACCOUNT}:mfa/second`],
      virtual: ['ann', 'ann'],
      unproven: ['InvalidClientTokenId', 'The security token included in the request is invalid', 403],
      assumed,
      bySession: assumed,
      reused: ['AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code.', 403],
      withoutCode: [
        'AccessDenied',
        `User: arn:aws:iam::${ACCOUNT}:user/ann is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${ACCOUNT}:role/guarded`,
        403,
      ],
      half: ['AccessDenied', 'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.', 403],
    })
  })
})
