import { describe, expect, it } from 'vitest'
import type { Caller } from '../../core/caller.js'
import type { Operation } from '../../core/operation.js'
import { ACCOUNT, root, type World, world } from '../../testing/world.js'
import { AssumeRole } from './AssumeRole.js'
import { DecodeAuthorizationMessage } from './DecodeAuthorizationMessage.js'
import { GetAccessKeyInfo } from './GetAccessKeyInfo.js'
import { GetFederationToken } from './GetFederationToken.js'

const deny = { Sid: 'NoKeys', Effect: 'Deny', Action: 'sts:Get*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }
const ask = { AccessKeyId: 'ASIAY34FZKBOKMUTVV7A' }

/** The message that comes with a refusal. */
async function messageOf(
  { attempt }: World,
  operation: Operation,
  refused: { input: object; caller: Caller },
): Promise<string | undefined> {
  const outcome = await attempt(operation, refused.input, refused.caller)
  if (!('error' in outcome)) throw new Error('was not refused')
  return (outcome.error as { detail: { headers?: Record<string, string> } }).detail.headers?.['x-daypass-authorization-message']
}

async function decoded(here: World, EncodedMessage: string | undefined) {
  const { DecodedMessage } = await here.call(DecodeAuthorizationMessage, { EncodedMessage }, root)
  return JSON.parse(DecodedMessage as string) as Record<string, unknown>
}

describe('DecodeAuthorizationMessage', () => {
  it('tells which statement denied, and who asked for what under which conditions', async () => {
    const here = await world()
    const bob = await here.user('bob', { p: { Version: '2012-10-17', Statement: [deny] } })
    const message = await decoded(here, await messageOf(here, GetAccessKeyInfo, { input: ask, caller: bob }))
    expect(message).toMatchObject({
      allowed: false,
      explicitDeny: true,
      matchedStatements: {
        items: [
          {
            statementId: 'NoKeys',
            effect: 'DENY',
            principals: { items: [{ value: bob.id }] },
            principalGroups: { items: [] },
            actions: { items: [{ value: 'sts:Get*' }] },
            resources: { items: [{ value: '*' }] },
            conditions: { items: [{ key: 'aws:SecureTransport', values: { items: [{ value: 'false' }] } }] },
          },
        ],
      },
      failures: { items: [] },
      context: { principal: { id: bob.id, name: 'bob', arn: bob.arn }, action: 'sts:GetAccessKeyInfo', resource: '*' },
    })
    const { conditions } = message.context as { conditions: { items: { key: string; values: unknown }[] } }
    const keys = conditions.items.map(({ key }) => key)
    expect(keys).toEqual(expect.arrayContaining(['aws:Account', 'aws:Service', 'aws:PrincipalArn', 'aws:SourceIp', 'aws:username']))
    expect(conditions.items.find(({ key }) => key === 'aws:Account')).toEqual({
      key: 'aws:Account',
      values: { items: [{ value: ACCOUNT }] },
    })
  })

  it('names no statement where nothing allows', async () => {
    const here = await world()
    const message = await decoded(here, await messageOf(here, GetAccessKeyInfo, { input: ask, caller: await here.user('bob') }))
    expect(message).toMatchObject({ explicitDeny: false, matchedStatements: { items: [] } })
  })

  it('is not for another account, nor for one who may not', async () => {
    const here = await world()
    const bob = await here.user('bob')
    const EncodedMessage = await messageOf(here, GetAccessKeyInfo, { input: ask, caller: bob })
    const stranger = { ...root, account: '111122223333', arn: 'arn:aws:iam::111122223333:root', userId: '111122223333' }
    const invalid = { code: 'InvalidAuthorizationMessageException', message: 'Message is not valid' }
    expect(await here.refusal(DecodeAuthorizationMessage, { EncodedMessage }, stranger)).toEqual(invalid)
    expect(await here.refusal(DecodeAuthorizationMessage, { EncodedMessage }, bob)).toMatchObject({ code: 'AccessDenied' })
  })

  it('knows nothing of a role that refused', async () => {
    const here = await world()
    const input = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/none`, RoleSessionName: 'session' }
    expect(await messageOf(here, AssumeRole, { input, caller: await here.user('bob') })).toBeUndefined()
  })

  it('asks for the action on everything', async () => {
    const { event } = await (await world()).attempt(DecodeAuthorizationMessage, { EncodedMessage: 'x' })
    expect(event.questions.map((one) => one.question)).toEqual([{ action: 'sts:DecodeAuthorizationMessage', resource: '*' }])
  })

  it.each(['x', 'not a message', 'A'.repeat(10_240), ''])('refuses what is no message: %.20s', async (EncodedMessage) => {
    const { refusal } = await world()
    expect(await refusal(DecodeAuthorizationMessage, { EncodedMessage })).toEqual({
      code: 'InvalidAuthorizationMessageException',
      message: 'Message is not valid',
    })
  })

  it('sends no message that a client could not take', async () => {
    const here = await world()
    const bob = await here.user('bob')
    const value = (index: number) =>
      Buffer.from(Array.from({ length: 190 }, (_, at) => (at * 31 + index * 97 + at * at * 7) % 256))
        .toString('base64')
        .slice(0, 250)
    const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: value(index) }))
    expect(await messageOf(here, GetFederationToken, { input: { Name: 'xy', Tags }, caller: bob })).toBeUndefined()
    expect(await messageOf(here, GetFederationToken, { input: { Name: 'xy' }, caller: bob })).toMatch(/^[\w-]+$/)
  })
})
