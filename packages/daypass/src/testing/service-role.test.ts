import { describe, expect, it } from 'vitest'
import { findRole } from '../access/policy-sets.js'
import { OpenedSecrets } from '../credentials/long-term-secret.js'
import { resolveKey } from '../credentials/resolve.js'
import { assumeServiceRole } from '../credentials/service-roles/service-role.js'
import { roles } from '../directory/iam/role.js'
import { AssumeRole } from '../services/sts/AssumeRole.js'
import { ACCOUNT, root, START, type World, world } from './world.js'

const ROLE = `arn:aws:iam::${ACCOUNT}:role/worker`
const surroundings = { now: START, secure: true, sourceIp: '127.0.0.1', region: 'us-east-1', signed: {} }
const trusting = (Principal: object | string, over: object = {}) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...over },
})

async function withRole(trust: object): Promise<World> {
  const here = await world()
  const base = { account: ACCOUNT, name: 'worker', path: '/', id: 'AROAQAAAAAAAWORKERAAA', createdAt: START, tags: {} }
  const rest = { inlinePolicies: {}, attachedPolicies: [], maxSessionDuration: 3600 }
  await here.change((state) => roles.put(state, { ...base, ...rest, trust: JSON.stringify(trust) }))
  return here
}

function assume(here: World, over: object = {}) {
  const wish = { service: 'ec2.amazonaws.com', roleArn: ROLE, sessionName: 'i-0abc', seconds: 21_600, ...over }
  return here.read((state) => {
    const outcome = assumeServiceRole(
      { ...wish, role: findRole(wish.roleArn, state) },
      {
        ...here,
        state,
        now: here.clock.now(),
        ask: (caller, question) => here.access.decide({ caller, question, surroundings, state }),
      },
    )
    return 'credentials' in outcome ? outcome.credentials : undefined
  })
}

describe('a role of a service', () => {
  it('can be assumed by the service, for longer than the role allows others', async () => {
    const here = await withRole(trusting({ Service: 'ec2.amazonaws.com' }))
    const issued = assume(here)
    expect(issued?.Expiration.getTime()).toBe(START + 21_600_000)
    const key = { accessKeyId: issued?.AccessKeyId ?? '', sessionToken: issued?.SessionToken }
    const resolver = { ring: here.ring, secrets: new OpenedSecrets() }
    const resolved = here.read((state) => resolveKey(key, state, { resolver, now: START }))
    expect(resolved).toMatchObject({ caller: { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/worker/i-0abc` } })
  })

  it.each<[string, object]>([
    ['another service', trusting({ Service: 'lambda.amazonaws.com' })],
    ['its own account', trusting({ AWS: ACCOUNT })],
    ['the service, but for another action', trusting({ Service: 'ec2.amazonaws.com' }, { Action: 'sts:TagSession' })],
    [
      'the service under a condition that is false',
      trusting({ Service: 'ec2.amazonaws.com' }, { Condition: { StringEquals: { 'aws:SourceAccount': '1' } } }),
    ],
    ['everyone except the service', trusting('*', { Effect: 'Deny' })],
  ])('cannot be assumed when it trusts %s', async (_trusted, trust) => {
    expect(assume(await withRole(trust))).toBeUndefined()
  })

  it('cannot be assumed when it does not exist', async () => {
    expect(assume(await withRole(trusting({ Service: 'ec2.amazonaws.com' })), { roleArn: `${ROLE}2` })).toBeUndefined()
  })

  it('cannot be assumed by a signed request, even with permission to assume everything', async () => {
    const here = await withRole(trusting({ Service: 'ec2.amazonaws.com' }))
    const admin = await here.user('admin', { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } })
    expect(await here.refusal(AssumeRole, { RoleArn: ROLE, RoleSessionName: 'i-0abc' }, admin)).toMatchObject({ code: 'AccessDenied' })
    expect(await here.refusal(AssumeRole, { RoleArn: ROLE, RoleSessionName: 'i-0abc' }, root)).toMatchObject({ code: 'AccessDenied' })
    const posing = { ...admin, name: 'ec2.amazonaws.com', arn: 'ec2.amazonaws.com' }
    expect(await here.refusal(AssumeRole, { RoleArn: ROLE, RoleSessionName: 'i-0abc' }, posing)).toMatchObject({ code: 'AccessDenied' })
  })
})
