import { describe, expect, it } from 'vitest'
import type { Caller, FederatedUserCaller } from '../../core/caller.js'
import { OpenedSecrets } from '../../credentials/long-term-secret.js'
import { resolveKey } from '../../credentials/resolve.js'
import { users } from '../../directory/iam/user.js'
import { ACCOUNT, root, START, type World, world } from '../../testing/world.js'
import { GetFederationToken } from './GetFederationToken.js'

const document = (Action: string, Resource = '*') => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] })
const everything = { all: document('*') }
const surroundings = { now: START, secure: false, sourceIp: '10.1.2.3', region: 'eu-west-1', signed: {} }

async function federate(here: World, input: object, caller: Caller = root) {
  const output = await here.call(GetFederationToken, { Name: 'guest', ...input }, caller)
  const { AccessKeyId, SessionToken, Expiration } = output.Credentials as { AccessKeyId: string; SessionToken: string; Expiration: Date }
  const resolver = { ring: here.ring, secrets: new OpenedSecrets() }
  const key = { accessKeyId: AccessKeyId, sessionToken: SessionToken }
  const resolved = () => here.read((state) => resolveKey(key, state, { resolver, now: START }))
  const found = resolved()
  if ('unresolved' in found) throw new Error(found.unresolved)
  const may = (action: string, resource = 'arn:aws:s3:::b/k') =>
    here.read((state) => here.access.decide({ caller: found.caller, question: { action, resource }, surroundings, state }).allowed)
  return { output, caller: found.caller as FederatedUserCaller, seconds: (Expiration.getTime() - START) / 1000, may, resolved }
}

describe('GetFederationToken', () => {
  it('gives twelve hours as a federated user, and a packed size of zero', async () => {
    const here = await world()
    const bob = await here.user('bob', everything)
    const { output, caller, seconds } = await federate(here, {}, bob)
    const arn = `arn:aws:sts::${ACCOUNT}:federated-user/guest`
    expect(output).toMatchObject({ FederatedUser: { FederatedUserId: `${ACCOUNT}:guest`, Arn: arn }, PackedPolicySize: 0 })
    expect(seconds).toBe(43_200)
    expect(caller).toMatchObject({ kind: 'federated-user', arn, userId: `${ACCOUNT}:guest`, issuer: { kind: 'user', id: bob.id } })
  })

  it('never issues a token that is too long to be accepted: tags that compress well but are too long uncompressed', async () => {
    const here = await world()
    const tags = (count: number) => Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: 'a'.repeat(256) }))
    expect((await federate(here, { Tags: tags(30) })).caller.session.tags).toMatchObject({ k29: 'a'.repeat(256) })
    const refusal = {
      code: 'PackedPolicyTooLarge',
      message: expect.stringMatching(/^Packed size of session tags consumes 1\d\d% of allotted space\.$/),
    }
    await expect(federate(here, { Tags: tags(50) })).rejects.toMatchObject(refusal)
  })

  it('limits the root user to an hour without an error', async () => {
    expect(await federate(await world(), { DurationSeconds: 129_600 })).toMatchObject({ seconds: 3600 })
    expect(await federate(await world(), { DurationSeconds: 900 })).toMatchObject({ seconds: 900 })
  })

  it('allows nothing without a session policy', async () => {
    const here = await world()
    const { may } = await federate(here, {}, await here.user('bob', everything))
    expect(may('s3:GetObject')).toBe(false)
    expect((await federate(here, {})).may('s3:GetObject')).toBe(false)
  })

  it('allows what both the user and the session policy allow, and never IAM or STS', async () => {
    const here = await world()
    const bob = await here.user('bob', { p: document('s3:Get*'), f: document('sts:GetFederationToken') })
    const { may } = await federate(here, { Policy: JSON.stringify(document('*')) }, bob)
    expect([
      may('s3:GetObject'),
      may('s3:PutObject'),
      may('iam:GetUser', '*'),
      may('sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/r`),
    ]).toEqual([true, false, false, false])
    const narrow = await federate(here, { Policy: JSON.stringify(document('s3:PutObject')) }, bob)
    expect([narrow.may('s3:GetObject'), narrow.may('s3:PutObject')]).toEqual([false, false])
  })

  it('allows what the session policy allows when the root user issued it', async () => {
    const { may } = await federate(await world(), { Policy: JSON.stringify(document('s3:Get*')) })
    expect([may('s3:GetObject'), may('s3:PutObject')]).toEqual([true, false])
  })

  it('accepts managed session policies', async () => {
    const here = await world()
    const arn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
    const { may, output } = await federate(here, { PolicyArns: [{ arn }] }, await here.user('bob', everything))
    expect([may('s3:GetObject'), may('s3:PutObject')]).toEqual([true, false])
    expect(output.PackedPolicySize).toBeGreaterThan(0)
  })

  it('uses session tags instead of the tags of the user', async () => {
    const here = await world()
    const tagged = {
      p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
    }
    const bob = await here.user('bob', tagged)
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*', Condition: { StringEquals: { 'aws:PrincipalTag/team': 'red' } } },
    })
    expect((await federate(here, { Policy, Tags: [{ Key: 'Team', Value: 'red' }] }, bob)).may('s3:GetObject')).toBe(true)
    expect((await federate(here, { Policy, Tags: [{ Key: 'Team', Value: 'blue' }] }, bob)).may('s3:GetObject')).toBe(false)
  })

  it('ends with the user that issued it', async () => {
    const here = await world()
    const { resolved } = await federate(here, {}, await here.user('bob', everything))
    expect(resolved()).toHaveProperty('caller')
    await here.change((state) => users.delete(state, users.get(state, ACCOUNT, 'bob')!))
    expect(resolved()).toEqual({ unresolved: 'bad-token' })
  })

  it('requires permission on the federated user, and for the tags when there are any', async () => {
    const here = await world()
    const resource = `arn:aws:sts::${ACCOUNT}:federated-user/guest`
    const asked = async (input: object) =>
      (await here.attempt(GetFederationToken, { Name: 'guest', ...input })).event.questions.map((one) => one.question)
    expect(await asked({})).toEqual([{ action: 'sts:GetFederationToken', resource, context: {} }])
    const context = { 'aws:TagKeys': ['a'], 'aws:RequestTag/a': 'b' }
    expect(await asked({ Tags: [{ Key: 'a', Value: 'b' }] })).toEqual([
      { action: 'sts:GetFederationToken', resource, context },
      { action: 'sts:TagSession', resource, context },
    ])
    const untagged = await here.user('untagged', { p: document('sts:GetFederationToken') })
    expect(await here.refusal(GetFederationToken, { Name: 'guest', Tags: [{ Key: 'a', Value: 'b' }] }, untagged)).toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining('sts:TagSession'),
    })
    const tagging = await here.user('tagging', { p: document('sts:*') })
    expect(await here.call(GetFederationToken, { Name: 'guest', Tags: [{ Key: 'a', Value: 'b' }] }, tagging)).toHaveProperty('Credentials')
  })

  it.each<[string, object, string]>([
    ['an invalid session policy', { Policy: '{' }, 'MalformedPolicyDocument'],
    ['a managed policy that does not exist', { PolicyArns: [{ arn: `arn:aws:iam::${ACCOUNT}:policy/none` }] }, 'ValidationError'],
    ['a managed policy of another account', { PolicyArns: [{ arn: 'arn:aws:iam::111122223333:policy/none' }] }, 'ValidationError'],
    [
      'tags that differ only in case',
      {
        Tags: [
          { Key: 'a', Value: '' },
          { Key: 'A', Value: '' },
        ],
      },
      'InvalidParameterValue',
    ],
  ])('refuses %s', async (_what, input, code) => {
    const here = await world()
    const bob = await here.user('bob', everything)
    expect(await here.refusal(GetFederationToken, { Name: 'guest', ...input }, bob)).toMatchObject({ code })
  })

  it('denies a user without the permission', async () => {
    const here = await world()
    expect(await here.refusal(GetFederationToken, { Name: 'guest' }, await here.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })
})
