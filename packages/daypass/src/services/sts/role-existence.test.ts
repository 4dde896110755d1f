import { afterEach, describe, expect, it, vi } from 'vitest'
import { acceptTrust } from '../../access/policy-document.js'
import type { UserCaller } from '../../core/caller.js'
import { roles } from '../../directory/iam/role.js'
import { State } from '../../directory/state.js'
import { roleSession, sessionTokenOf } from '../../testing/callers.js'
import { ACCOUNT, START, type World, world } from '../../testing/world.js'
import { AssumeRole } from './AssumeRole.js'

const HERE = `arn:aws:iam::${ACCOUNT}:role/there`
const MISSING = `arn:aws:iam::${ACCOUNT}:role/gone1`
const document = (...Statement: object[]) => ({ Version: '2012-10-17', Statement })
const deny = { Effect: 'Deny', Action: 'sts:*', Resource: '*' }
const allow = { Effect: 'Allow', Action: '*', Resource: '*' }

afterEach(() => void vi.restoreAllMocks())

async function makeRole({ change }: World, trust: object): Promise<void> {
  await change((state) => {
    const accepted = acceptTrust(JSON.stringify(trust), state)
    if ('problem' in accepted) throw new Error(accepted.problem.message)
    const base = { account: ACCOUNT, name: 'there', path: '/', id: 'AROAQAAAAAAATHEREAAAA', createdAt: START, attachedPolicies: [] }
    roles.put(state, { ...base, tags: {}, inlinePolicies: {}, maxSessionDuration: 3600, trust: accepted.text })
  })
}

/** What a denied call did: its error, the keys it read, in order, and how many permissions it required. The role's name is removed. */
async function traceOf(here: World, RoleArn: string, caller: UserCaller) {
  // What the caller has is put together at its first request; it is the same for every role.
  await here.refusal(AssumeRole, { RoleArn: `arn:aws:iam::${ACCOUNT}:role/first`, RoleSessionName: 'session' }, caller)
  const keys: string[] = []
  const original = State.prototype.get
  const get = vi.spyOn(State.prototype, 'get').mockImplementation(function (this: State, key: string) {
    keys.push(key)
    return original.call(this, key)
  })
  const decide = vi.spyOn(here.access, 'decide')
  const answer = await here.refusal(AssumeRole, { RoleArn, RoleSessionName: 'session', ExternalId: 'guess' }, caller)
  const questions = decide.mock.calls.length
  get.mockRestore()
  decide.mockRestore()
  const nameless = (text: string) => text.replaceAll(/there|gone1/g, 'ROLE')
  return { code: answer.code, message: nameless(answer.message), keys: keys.map(nameless), questions }
}

describe('a role that does not trust the caller and a missing role', () => {
  it.each<[string, object, object]>([
    ['trusts another account', document({ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' }), allow],
    [
      'needs another external id',
      document({
        Effect: 'Allow',
        Principal: { AWS: ACCOUNT },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': 'true-one' } },
      }),
      allow,
    ],
    ['denies everyone', document({ Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' }), allow],
    ['denies everyone, and the caller is denied too', document({ Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' }), deny],
    [
      'trusts the account, whose policies deny the caller',
      document({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }),
      deny,
    ],
    [
      'trusts the account, whose policies allow nothing',
      document({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }),
      { ...allow, Action: 's3:*' },
    ],
  ])('give the same error, with the same reads and the same number of permissions, where the role %s', async (_what, trust, own) => {
    const here = await world()
    await makeRole(here, trust)
    const bob = await here.user('bob', { own: document(own) })
    await roleSession(here)
    for (const caller of [bob, sessionTokenOf(bob)]) {
      const there = await traceOf(here, HERE, caller)
      expect(there.code).toBe('AccessDenied')
      expect(there.keys.filter((key) => key.endsWith('ROLE')).length).toBeGreaterThan(0)
      expect(there).toEqual(await traceOf(here, MISSING, caller))
    }
  })

  it.each<[string, object]>([
    ['that has a tag', { Null: { 'aws:ResourceTag/team': 'false' } }],
    ['whose tag begins with a letter', { StringLike: { 'iam:ResourceTag/team': 'r*' } }],
    ['that has no tag', { Null: { 'aws:ResourceTag/team': 'true' } }],
  ])('of another account look the same to a caller with a Deny on a role %s', async (_what, Condition) => {
    const here = await world()
    const own = { p: document(allow, { ...deny, Condition }) }
    const eve = { ...(await here.user('eve', own)), account: ACCOUNT }
    const foreign = '111122223333'
    const base = { account: foreign, name: 'there', path: '/', id: 'AROAQAAAAAAAFOREIGNAA', createdAt: START, attachedPolicies: [] }
    const trust = JSON.stringify(document({ Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'sts:AssumeRole' }))
    await here.change((state) => roles.put(state, { ...base, tags: { team: 'red' }, inlinePolicies: {}, maxSessionDuration: 3600, trust }))
    const of = (RoleArn: string) => RoleArn.replace(ACCOUNT, foreign)
    expect(await traceOf(here, of(HERE), eve)).toEqual(await traceOf(here, of(MISSING), eve))
  })

  it('differ only by the identity policies of the caller, which it may know', async () => {
    const here = await world()
    const bob = await here.user('bob', { own: document(deny) })
    const { message } = await traceOf(here, MISSING, bob)
    expect(message).toBe(
      `User: ${bob.arn} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${ACCOUNT}:role/ROLE with an explicit deny in an identity-based policy`,
    )
  })
})
