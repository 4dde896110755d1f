import { describe, expect, it } from 'vitest'
import type { Caller } from '../../core/caller.js'
import { WireError } from '../../core/error.js'
import type { Operation, Refusal } from '../../core/operation.js'
import { type UserRecord, users } from '../../directory/iam/user.js'
import { ACCOUNT, root, type World, world } from '../../testing/world.js'
import { AssumeRole } from './AssumeRole.js'
import { DecodeAuthorizationMessage } from './DecodeAuthorizationMessage.js'
import { GetAccessKeyInfo } from './GetAccessKeyInfo.js'
import { GetFederationToken } from './GetFederationToken.js'

const deny = { Sid: 'NoKeys', Effect: 'Deny', Action: 'sts:Get*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }
const ask = { AccessKeyId: 'ASIAY34FZKBOKMUTVV7A' }

/** The encoded message that comes with an access denied error. */
async function messageOf(
  { attempt }: World,
  operation: Operation,
  refused: { input: object; caller: Caller },
): Promise<string | undefined> {
  const outcome = await attempt(operation, refused.input, refused.caller)
  if (!('error' in outcome)) throw new Error('was not refused')
  return (outcome.error as { detail: { headers?: Record<string, string> } }).detail.headers?.['x-daypass-authorization-message']
}

async function decoded(here: World, EncodedMessage = '') {
  const { DecodedMessage } = await here.call(DecodeAuthorizationMessage, { EncodedMessage }, root)
  return JSON.parse(DecodedMessage as string) as Record<string, unknown>
}

describe('DecodeAuthorizationMessage', () => {
  it('tells which statement denied, and who requested what under which conditions', async () => {
    const here = await world({ explainErrors: true })
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

  it('names no statement when no statement allows', async () => {
    const here = await world({ explainErrors: true })
    const message = await decoded(here, await messageOf(here, GetAccessKeyInfo, { input: ask, caller: await here.user('bob') }))
    expect(message).toMatchObject({ explicitDeny: false, matchedStatements: { items: [] } })
  })

  it('denies another account, and a caller without the permission', async () => {
    const here = await world({ explainErrors: true })
    const bob = await here.user('bob')
    const EncodedMessage = await messageOf(here, GetAccessKeyInfo, { input: ask, caller: bob })
    const stranger = { ...root, account: '111122223333', arn: 'arn:aws:iam::111122223333:root', userId: '111122223333' }
    const invalid = { code: 'InvalidAuthorizationMessageException', message: 'Message is not valid' }
    expect(await here.refusal(DecodeAuthorizationMessage, { EncodedMessage }, stranger)).toEqual(invalid)
    expect(await here.refusal(DecodeAuthorizationMessage, { EncodedMessage }, bob)).toMatchObject({ code: 'AccessDenied' })
  })

  it('does not include a role that denied', async () => {
    const here = await world({ explainErrors: true })
    const input = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/none`, RoleSessionName: 'session' }
    expect(await messageOf(here, AssumeRole, { input, caller: await here.user('bob') })).toBeUndefined()
  })

  it('requires the action on all resources', async () => {
    const { event } = await (await world()).attempt(DecodeAuthorizationMessage, { EncodedMessage: 'x' })
    expect(event.questions.map((one) => one.question)).toEqual([{ action: 'sts:DecodeAuthorizationMessage', resource: '*' }])
  })

  it.each(['x', 'not a message', 'A'.repeat(10_240), ''])('refuses an invalid message: %.20s', async (EncodedMessage) => {
    const { refusal } = await world()
    expect(await refusal(DecodeAuthorizationMessage, { EncodedMessage })).toEqual({
      code: 'InvalidAuthorizationMessageException',
      message: 'Message is not valid',
    })
  })

  it('includes as much as there is room for, and says that it was shortened', async () => {
    const here = await world({ explainErrors: true })
    const bob = await here.user('bob', { p: { Version: '2012-10-17', Statement: [{ ...deny, Action: 'sts:*' }] } })
    const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: 'v'.repeat(250) }))
    const [tagged, plain] = [
      await messageOf(here, GetFederationToken, { input: { Name: 'xy', Tags }, caller: bob }),
      await messageOf(here, GetFederationToken, { input: { Name: 'xy' }, caller: bob }),
    ]
    expect(plain).toHaveLength((tagged ?? '').length)
    expect(await decoded(here, plain)).not.toHaveProperty('shortened')
    const shortened = await decoded(here, tagged)
    const { matchedStatements } = await decoded(here, plain)
    expect(shortened).toMatchObject({ shortened: true, allowed: false, explicitDeny: true, matchedStatements })
    const { conditions } = shortened.context as { conditions: { items: { key: string }[] } }
    expect(conditions.items.map(({ key }) => key)).toContain('aws:SourceIp')
    expect(conditions.items.map(({ key }) => key)).not.toContain('aws:requesttag/k1')
  })
})

/** What must stay secret: the tags of the caller and of the resource, and the text of a Deny. */
const SECRETS = ['', 'a', 'alfalfa-alfalfa-alfalfa', 'x'.repeat(200), 'Ω'.repeat(100)]

/** What the caller chooses, next to a secret: as long as a User-Agent can be, and as short. */
const GUESSES = ['a', 'alfalfa-alfalfa-alfalfa', 'alfalfa-'.repeat(30), 'ü'.repeat(64)]

describe('the encoded authorization message', () => {
  it('has the same length whatever secret it holds and whatever the caller adds', async () => {
    const lengths = new Set<number | undefined>()
    for (const secret of SECRETS) {
      const here = await world({ explainErrors: true })
      const Deny = {
        ...deny,
        Sid: `S${secret.length}`,
        Action: 'sts:*',
        Condition: { StringNotEquals: { 'aws:UserAgent': ['none', secret] } },
      }
      const bob = await here.user('bob', { p: { Version: '2012-10-17', Statement: [Deny] } })
      await here.change((state) => users.put(state, { ...(users.get(state, ACCOUNT, 'bob') as UserRecord), tags: { secret } }))
      for (const guess of GUESSES) {
        const input = { Name: 'xy', Tags: Array.from({ length: 20 }, (_, i) => ({ Key: `k${i}`, Value: guess })) }
        lengths.add((await messageOf(here, GetFederationToken, { input, caller: bob }))?.length)
      }
    }
    expect([...lengths]).toEqual([6_144])
  })

  it('is only sent by a server that explains errors, and only by the operations for which AWS sends it', async () => {
    const [silent, explaining] = [await world(), await world({ explainErrors: true })]
    const bob = await silent.user('bob')
    const declared = { ...GetAccessKeyInfo, sealsDetails: 'AWS does so' }
    expect(await messageOf(silent, GetAccessKeyInfo, { input: ask, caller: bob })).toBeUndefined()
    expect(await messageOf(silent, declared, { input: ask, caller: bob })).toBeUndefined()
    const { message } = await silent.refusal(declared, ask, bob)
    expect(/ Encoded authorization failure message: (\S+)$/.exec(message)?.[1]).toHaveLength(6_144)
    expect(await messageOf(explaining, GetAccessKeyInfo, { input: ask, caller: await explaining.user('bob') })).toHaveLength(6_144)
  })

  it('costs nothing when it is not sent: it is not built, and no random number is drawn', async () => {
    const { events, ...here } = await world()
    const bob = await here.user('bob')
    let made = 0
    const watched = {
      ...GetAccessKeyInfo,
      denied: ({ decision }: Refusal) => {
        Object.defineProperty(decision, 'details', { value: () => String(made++) })
        return new WireError('AccessDenied', decision.message)
      },
    }
    const drawn = () => Number(Buffer.from(here.ids.bytes(4)).readUInt32BE())
    const before = drawn()
    await here.attempt(watched, ask, bob)
    expect(drawn() - before).toBe(1)
    expect(events.at(-1)).toMatchObject({ code: 'AccessDenied' })
    expect(made).toBe(0)
  })
})
