import { describe, expect, it } from 'vitest'
import type { Caller, UserCaller } from '../core/caller.js'
import { policies } from '../directory/iam/policy.js'
import { withInlinePolicy } from '../directory/iam/policy-holder.js'
import { users } from '../directory/iam/user.js'
import { ACCOUNT, START, type World, world } from '../testing/world.js'
import { requestBudget } from './access.js'

const everything = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const surroundings = { now: START, secure: true, sourceIp: '192.0.2.1', region: 'us-east-1', signed: {} }
const decide = (here: World, caller: Caller, resource = 'arn:aws:s3:::b/k') =>
  here.read((state) => here.access.decide({ caller, question: { action: 's3:GetObject', resource }, surroundings, state }))

function sessionOf({ account, id, arn }: UserCaller, accessKeyId: string, limits: object): Caller {
  const session = { kind: 'federation-token' as const, issuedAt: START, expiresAt: START + 1, ...limits }
  const own = { account, arn: `arn:aws:sts::${account}:federated-user/f`, userId: `${account}:f`, accessKeyId, session }
  return { kind: 'federated-user', ...own, issuer: { kind: 'user', id, arn } }
}

async function attached(here: World, name: string, arns: readonly string[]): Promise<UserCaller> {
  const user = await here.user(name)
  await here.change((state) => users.put(state, { ...users.get(state, ACCOUNT, name)!, attachedPolicies: [...arns] }))
  return user
}

describe('a policy document is compiled once', () => {
  it('for all users who have it attached', async () => {
    const here = await world()
    for (let i = 0; i < 20; i++) expect(decide(here, await attached(here, `u${i}`, [READ_ONLY])).allowed).toBe(true)
    expect(here.access.documents.compilations).toBe(1)
  })

  it('for all sessions: the first decision of a session compiles nothing if its documents are known', async () => {
    const here = await world()
    const issuer = await here.user('issuer', { all: everything })
    const limits = { policy: JSON.stringify(everything), policyArns: [READ_ONLY, 'arn:aws:iam::aws:policy/AmazonS3FullAccess'] }
    expect(decide(here, sessionOf(issuer, 'ASIAQAAAAAAAAAAAAAA0', limits)).allowed).toBe(true)
    const known = here.access.documents.compilations
    expect(known).toBe(4)
    for (let i = 1; i < 50; i++) decide(here, sessionOf(issuer, `ASIAQAAAAAAAAAAAAA${10 + i}`, limits))
    expect(here.access.documents.compilations).toBe(known)
  })

  it('for everyone with the same text inline under the same name, and again if the text differs', async () => {
    const here = await world()
    const callers = await Promise.all(['a', 'b', 'c'].map((name) => here.user(name, { p: everything })))
    for (const user of callers) expect(decide(here, user).allowed).toBe(true)
    expect(here.access.documents.compilations).toBe(1)
    const denied = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } })
    await here.change((state) => users.put(state, withInlinePolicy(users.get(state, ACCOUNT, 'b')!, 'p', denied)))
    expect(callers.map((user) => decide(here, user).outcome)).toEqual(['allow', 'explicitDeny', 'allow'])
    expect(here.access.documents.compilations).toBe(2)
  })

  it('for each version of a managed policy', async () => {
    const here = await world()
    const arn = `arn:aws:iam::${ACCOUNT}:policy/own`
    const version = (id: string, Effect: string) => ({
      id,
      text: JSON.stringify({ Version: '2012-10-17', Statement: { Effect, Action: '*', Resource: '*' } }),
      createdAt: START,
    })
    const policy = { account: ACCOUNT, name: 'own', path: '/', arn, id: 'ANPAQAAAAAAAAAAAAAAAA', createdAt: 0, updatedAt: 0, tags: {} }
    const versions = [version('v1', 'Allow'), version('v2', 'Deny')]
    const setDefault = (defaultVersion: string) =>
      here.change((state) => policies.put(state, { ...policy, versions, defaultVersion, nextVersion: 3, attachmentCount: 1 }))
    const user = await attached(here, 'u', [arn])
    const outcomes: string[] = []
    for (const id of ['v1', 'v2', 'v1']) {
      await setDefault(id)
      outcomes.push(decide(here, user).outcome)
    }
    expect(outcomes).toEqual(['allow', 'explicitDeny', 'allow'])
    expect(here.access.documents.compilations).toBe(2)
  })
})

describe('compiling a document', () => {
  const list = {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: Array.from({ length: 200 }, (_, i) => `s3:A${i}`), Resource: '*' },
  }

  it('counts as work of the request that causes it, in proportion to its length, and costs the next one nothing', async () => {
    const here = await world()
    const user = await here.user('u', { list, all: everything })
    const spent = () => {
      const budget = requestBudget()
      const question = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' }
      here.read((state) => here.access.decide({ caller: user, question, surroundings, state, budget }))
      return budget.spent
    }
    expect(spent()).toBeGreaterThan(50 * JSON.stringify(list).length)
    expect(spent()).toBeLessThan(500)
  })
})

describe('compiled documents', () => {
  it('never need more than their limit, however many there are, and decide correctly', async () => {
    const here = await world()
    const texts = (i: number) => Array.from({ length: 300 }, (_, at) => `arn:aws:s3:::bucket-${i}-${at}/*`)
    const issuer = await here.user('issuer', { all: everything })
    for (let i = 0; i < 150; i++) {
      const policy = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: texts(i) } })
      const caller = sessionOf(issuer, `ASIAQAAAAAAAAAAAA${100 + i}`, { policy })
      expect(decide(here, caller, `arn:aws:s3:::bucket-${i}-7/k`).allowed).toBe(true)
      expect(decide(here, caller, `arn:aws:s3:::bucket-${i + 1}-7/k`).decidedBy).toBe('session')
      expect(here.access.documents.bytes).toBeLessThanOrEqual(36 * 1_048_576)
    }
    expect(here.access.documents.bytes).toBeGreaterThan(20 * 1_048_576)
  })

  it('name statements by the name that their document has for this caller', async () => {
    const here = await world()
    const denying = { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } }
    const users = [await here.user('a', { first: denying }), await here.user('b', { second: denying })]
    const names = users.map((user) => JSON.parse(decide(here, user).details?.(100_000) ?? '{}').matchedStatements.items.length)
    expect(names).toEqual([1, 1])
    expect(here.access.documents.compilations).toBe(2)
  })
})
