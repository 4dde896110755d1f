import { describe, expect, it } from 'vitest'
import { userArn } from '../../core/arn.js'
import type { Caller, UserCaller } from '../../core/caller.js'
import type { Operation } from '../../core/operation.js'
import { users } from '../../directory/iam/user.js'
import { ALICE, made, PLAIN } from '../../testing/iam/alice.js'
import { federatedBy, roleSession, sessionTokenOf } from '../../testing/callers.js'
import { root, START, type World, world } from '../../testing/world.js'
import { iamOperations } from './operations.js'

const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess'
const OTHER = '111122223333'

const document = (Effect: string, Action: unknown, Condition?: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect, Action, Resource: '*', ...(Condition && { Condition }) }],
})
const withMfa = document('Allow', '*', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })

/** Open to users alone, whatever others are allowed. */
const isForUsers = ({ name }: Operation): boolean => name === 'ChangePassword'

/** Its denials are in the same words for every key and every caller, so that they do not tell whether there is such a key. */
const givesNoReason = ({ name }: Operation): boolean => name === 'GetAccessKeyLastUsed'

/** A world in which something of every kind is called Alice. */
async function inhabited(): Promise<World> {
  const here = await world()
  await made('Alice', '/', { tags: { stage: 'test' } })(here)
  return here
}

/** An administrator of another account. */
async function otherAdmin(here: World): Promise<UserCaller> {
  const id = 'AIDAQBBBBBBBBBBBBOTHER'.slice(0, 21)
  const record = { ...PLAIN, account: OTHER, name: 'other', path: '/', tags: {}, id, accessKeyIds: [], attachedPolicies: [ADMIN] }
  await here.change((state) => users.put(state, record))
  return {
    kind: 'user',
    account: OTHER,
    arn: userArn(OTHER, '/', 'other'),
    id,
    userId: id,
    name: 'other',
    accessKeyId: 'AKIAQBBBBBBBBBOTHER0',
  } as never
}

/** Every record, as it is stored. */
const records = (here: World): ReadonlyMap<string, string> =>
  here.read(
    (state) =>
      new Map(state.range<object>({ start: '', end: '\uffff', limit: 100_000 }).map(({ key, value }) => [key, JSON.stringify(value)])),
  )

/** Whether the caller reached the operation: everything that it asked for was allowed. */
async function reaches(here: World, operation: Operation, caller: Caller): Promise<boolean> {
  const { event } = await here.attempt(operation, ALICE, caller)
  return event.questions.length > 0 && event.questions.every(({ decision }) => decision.allowed)
}

/** The actions that the operation asks for in this world. */
async function asked(operation: Operation): Promise<readonly string[]> {
  const here = await inhabited()
  const { event } = await here.attempt(operation, ALICE, await here.user('asking', { p: document('Allow', '*') }))
  return [...new Set(event.questions.map(({ question }) => question.action))]
}

describe.each(iamOperations.map((operation) => [operation.name, operation] as const))('%s', (_, operation) => {
  it('is open to root, to an administrator, to a session of one with MFA, and to a user that is allowed only its own actions', async () => {
    const here = await inhabited()
    expect(await reaches(here, operation, root)).toBe(!isForUsers(operation))
    const reached = async (policies: Record<string, object>, as = (user: UserCaller): Caller => user) => {
      const there = await inhabited()
      return reaches(there, operation, as(await there.user('caller', policies)))
    }
    expect(await reached({ p: document('Allow', '*') })).toBe(true)
    expect(await reached({ p: document('Allow', '*') }, (user) => sessionTokenOf(user, { mfaAt: START }))).toBe(true)
    expect(await reached({ p: document('Allow', operation.actions) })).toBe(true)
  })

  it('is closed to a user that is denied any one of its actions, and changes nothing', async () => {
    for (const action of await asked(operation)) {
      const here = await inhabited()
      const caller = await here.user('caller', { a: document('Allow', '*'), d: document('Deny', action) })
      const before = records(here)
      const { code, message } = await here.refusal(operation, ALICE, caller)
      expect([action, code]).toEqual([action, 'AccessDenied'])
      expect(message).toContain(`User: ${caller.arn} is not authorized to perform: ${action} `)
      if (!givesNoReason(operation)) expect(message).toContain('with an explicit deny in an identity-based policy')
      expect(records(here)).toEqual(before)
    }
  })

  it.each([
    ['no policy', async (here: World) => here.user('caller')],
    [
      'a policy that allows everything but IAM',
      async (here: World) =>
        here.user('caller', { p: { ...document('Allow', '*'), Statement: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }] } }),
    ],
    ['a policy that demands MFA, which it did not show', async (here: World) => here.user('caller', { p: withMfa })],
    [
      'a session policy that allows only S3',
      async (here: World) => {
        const caller = await roleSession(here)
        return { ...caller, session: { ...caller.session, policy: JSON.stringify(document('Allow', 's3:*')) } }
      },
    ],
  ])('is closed to a caller with %s, and changes nothing', async (_, callerOf) => {
    const here = await inhabited()
    const caller = await callerOf(here)
    const before = records(here)
    const { code, message } = await here.refusal(operation, ALICE, caller)
    if (isForUsers(operation) && caller.kind !== 'user') return expect(code).toBe('InvalidUserType')
    expect(code).toBe('AccessDenied')
    expect(message).toMatch(
      givesNoReason(operation)
        ? /^User: \S+ is not authorized to perform: iam:\w+ on resource: access key AKIA\w+$/
        : /^User: \S+ is not authorized to perform: iam:\w+ (?:on resource: \S+ )?because no (?:identity-based|session) policy allows the iam:\w+ action$/,
    )
    expect(records(here)).toEqual(before)
  })

  it.each([
    [
      'a session of GetSessionToken without MFA',
      async (here: World) => sessionTokenOf(await here.user('caller', { p: document('Allow', '*') })),
    ],
    ['a federated user', async (here: World) => federatedBy(await here.user('caller', { p: document('Allow', '*') }))],
  ])('is closed to %s, whatever the policies say', async (_, callerOf) => {
    const here = await inhabited()
    const caller = await callerOf(here)
    const before = records(here)
    expect(await here.refusal(operation, ALICE, caller)).toMatchObject({ code: 'InvalidClientTokenId' })
    expect(records(here)).toEqual(before)
  })

  it('shows and changes nothing of this account for an administrator of another', async () => {
    const here = await inhabited()
    const caller = await otherAdmin(here)
    const before = records(here)
    const outcome = await here.attempt(operation, ALICE, caller)
    if ('output' in outcome) expect(JSON.stringify(outcome.output)).not.toContain('AAAALIC')
    const after = records(here)
    for (const [key, value] of before) if (!value.includes(OTHER)) expect([key, after.get(key)]).toEqual([key, value])
    for (const [key, value] of after) if (!before.has(key)) expect(`${key} ${value}`).toContain(OTHER)
  })
})
