// A test with node:test, without any other framework: a client under faults and time, and the state of the start before each test.
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { CreateUserCommand, GetUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts'
import { startDaypass } from 'daypass'

let daypass
let iam
before(async () => {
  daypass = await startDaypass()
  const { endpoint, region, account } = daypass
  iam = new IAMClient({ endpoint, region, credentials: account.credentials })
  await iam.send(new CreateUserCommand({ UserName: 'ann' }))
  await daypass.snapshot('with-ann')
})
after(() => daypass.close())
beforeEach(() => daypass.restore('with-ann'))

test('the client tries again when it is throttled', async () => {
  daypass.fault({ operation: 'iam:GetUser', kind: 'throttling' })
  const { User, $metadata } = await iam.send(new GetUserCommand({ UserName: 'ann' }))
  assert.deepEqual([User?.UserName, $metadata.attempts], ['ann', 2])
})

test('a user of one test is not there in the next', async () => {
  await iam.send(new CreateUserCommand({ UserName: 'bob' }))
  await daypass.restore('with-ann')
  await assert.rejects(iam.send(new GetUserCommand({ UserName: 'bob' })), { name: 'NoSuchEntityException' })
})

test('a session ends after an hour', async () => {
  const { endpoint, region, account } = daypass
  const root = new STSClient({ endpoint, region, credentials: account.credentials })
  const { Credentials: given } = await root.send(new GetSessionTokenCommand({ DurationSeconds: 3600 }))
  const credentials = { accessKeyId: given.AccessKeyId, secretAccessKey: given.SecretAccessKey, sessionToken: given.SessionToken }
  const session = new STSClient({ endpoint, region, credentials })
  assert.ok(await session.send(new GetCallerIdentityCommand()))
  await daypass.clock.advance('PT1H')
  await assert.rejects(session.send(new GetCallerIdentityCommand()), { name: 'ExpiredToken' })
})
