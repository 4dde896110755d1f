import { describe, expect, it } from 'vitest'
import type { UserCaller } from '../core/caller.js'
import { users } from '../directory/iam/user.js'
import { daypassOperations } from '../services/daypass/operations.js'
import { RevokeSessions } from '../services/daypass/sessions/RevokeSessions.js'
import { iamOperations } from '../services/iam/operations.js'
import { GetUser } from '../services/iam/users/GetUser.js'
import { ALICE, made, PLAIN } from './iam/alice.js'
import { ACCOUNT, type World, world } from './world.js'

/** Of operations that take one name of many, or an ARN. */
const OWN_INPUTS: Readonly<Record<string, object>> = {
  CreatePodIdentityAssociation: {
    ...{ ClusterName: 'Alice', Issuer: 'https://id.example', Namespace: 'n', ServiceAccount: 's' },
    RoleArn: `arn:aws:iam::${ACCOUNT}:role/Alice`,
  },
  RevokeSessions: { RoleName: 'Alice' },
  StartWorkload: { Service: 'lambda', RoleArn: `arn:aws:iam::${ACCOUNT}:role/Alice` },
}

const SITUATIONS = {
  'nothing with the name': async () => {},
  'something with the name': made('Alice', '/', {}),
  'something with tags': made('Alice', '/', { tags: { team: 'red' } }),
  'something with a permissions boundary': made('Alice', '/', { boundary: 'arn:aws:iam::aws:policy/PowerUserAccess' }),
  'something in another letter case': made('ALICE', '/', {}),
  'something under another path': made('alice', '/secret/', { tags: { team: 'red' } }),
}

const on = (path: string) =>
  ['user', 'group', 'role', 'policy', 'mfa', 'instance-profile', 'server-certificate', 'oidc-provider', 'saml-provider'].map(
    (kind) => `arn:aws:iam::${ACCOUNT}:${kind}${path}*`,
  )
const statement = (Effect: string, Resource: unknown, Condition?: object) => ({
  p: { Version: '2012-10-17', Statement: [{ Effect, Action: ['iam:*', 'daypass:*'], Resource, ...(Condition && { Condition }) }] },
})

/** Policies that allow nothing for Alice, whatever exists. */
const CALLERS = {
  'no policy': {},
  'a Deny on the path': statement('Deny', on('/secret/')),
  'a Deny on the tag': statement('Deny', '*', { StringEquals: { 'aws:ResourceTag/team': 'red' } }),
  'a Deny on the permissions boundary': statement('Deny', '*', {
    StringEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/PowerUserAccess' },
  }),
  'an Allow on another permissions boundary': statement('Allow', '*', {
    StringEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/SecurityAudit' },
  }),
  'an Allow on another path': statement('Allow', on('/elsewhere/')),
  'an Allow on another tag': statement('Allow', '*', { StringEquals: { 'aws:ResourceTag/team': 'blue' } }),
}

/** The answers to the same caller in each situation. */
async function answers(policies: Record<string, object>, ask: (here: World, caller: UserCaller) => Promise<object>) {
  const told: Record<string, object> = {}
  for (const [situation, make] of Object.entries(SITUATIONS)) {
    const here = await world()
    const caller = await here.user('nosy', policies)
    await make(here)
    told[situation] = await ask(here, caller)
  }
  return told
}

const all = [...iamOperations, ...daypassOperations].map((operation) => [operation.name, operation] as const)

describe.each(Object.entries(CALLERS))('to a caller with %s', (_, policies) => {
  it.each(all)('%s does not reveal in its error what exists under a name, nor its path, letter case or tags', async (name, operation) => {
    const input = OWN_INPUTS[name] ?? ALICE
    const told = await answers(policies, (here, caller) => here.refusal(operation, input, caller))
    const missing = told['nothing with the name']
    expect(missing).toMatchObject({ code: 'AccessDenied' })
    for (const [situation, answer] of Object.entries(told)) expect(answer, situation).toEqual(missing)
  })

  it.each([{ UserName: 'Alice' }, { SessionArn: `arn:aws:sts::${ACCOUNT}:assumed-role/Alice/s` }])(
    'RevokeSessions does not reveal what %o names',
    async (input) => {
      const told = await answers(policies, (here, caller) => here.refusal(RevokeSessions, input, caller))
      for (const answer of Object.values(told)) expect(answer).toEqual(told['nothing with the name'])
    },
  )
})

describe('a refusal', () => {
  it('names the resource as the request did, while the actual ARN decides', async () => {
    const here = await world()
    const caller = await here.user('ann', statement('Allow', `arn:aws:iam::${ACCOUNT}:user/team/*`))
    await made('alice', '/team/', {})(here)
    expect(await here.call(GetUser, { UserName: 'ALICE' }, caller)).toMatchObject({ User: { UserName: 'alice', Path: '/team/' } })
    await here.change((state) =>
      users.put(state, { ...PLAIN, name: 'carl', path: '/hr/', tags: {}, id: 'AIDAQAAAAAAAAAAAAACAR', accessKeyIds: [] }),
    )
    const outcome = await here.attempt(GetUser, { UserName: 'CARL' }, caller)
    expect(outcome).toMatchObject({
      error: {
        message: `User: ${caller.arn} is not authorized to perform: iam:GetUser on resource: arn:aws:iam::${ACCOUNT}:user/CARL because no identity-based policy allows the iam:GetUser action`,
      },
      event: { questions: [{ question: { resource: `arn:aws:iam::${ACCOUNT}:user/hr/carl` } }] },
    })
  })

  it('shows a Deny on a tag to callers that may list the name', async () => {
    const here = await world()
    const Deny = { Effect: 'Deny', Action: 'iam:*', Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/team': 'red' } } }
    const caller = await here.user('ann', {
      p: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }, Deny] },
    })
    await made('alice', '/', { tags: { team: 'red' } })(here)
    const { message } = await here.refusal(GetUser, { UserName: 'Alice' }, caller)
    expect(message).toMatch(/user\/Alice with an explicit deny in an identity-based policy$/)
  })
})
