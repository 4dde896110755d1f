import { describe, expect, it } from 'vitest'
import type { Caller, UserCaller } from '../core/caller.js'
import type { Protocol, Request } from '../core/exchange.js'
import type { Operation } from '../core/operation.js'
import type { RequestEvent } from '../core/request-event.js'
import { users } from '../directory/iam/user.js'
import { getObject, objectKeys } from '../directory/s3/object.js'
import { answerRequest, type Runtime } from '../pipeline/pipeline.js'
import { CreateBucket } from '../services/s3/buckets/CreateBucket.js'
import { DeleteObjects } from '../services/s3/objects/DeleteObjects.js'
import { PutObject } from '../services/s3/objects/PutObject.js'
import { START, type World, world } from '../testing/world.js'
import { loadModel } from '../wire/model.js'
import { type InstalledService, makeRuntime } from './runtime.js'
import { type ServiceName, servicesByName } from './services.js'

const AGENT = 'z'.repeat(4_096)
const everything = { Effect: 'Allow', Action: '*', Resource: '*' }
const searching = (pattern: (i: number) => string) => ({
  ...everything,
  Condition: { StringLike: { 'aws:UserAgent': Array.from({ length: 170 }, (_, i) => pattern(i)) } },
})
const policyOf = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })

interface Run {
  readonly event: RequestEvent
  readonly output: Record<string, unknown> | undefined
  /** Units of work between two pauses, from the first to the last. */
  readonly slices: readonly number[]
  /** Decided permissions between two pauses. */
  readonly questions: readonly number[]
}

/** Runs a request through a runtime that records what is done before each pause. */
async function run(
  here: World,
  operation: Operation,
  asked: { input: object; caller: Caller; agent?: string; onRest?: () => Promise<unknown> },
): Promise<Run> {
  const marks: { spent: number; asked: number }[] = [{ spent: 0, asked: 0 }]
  const budgets = new Map<object, number>()
  let last = { spent: 0, asked: 0 }
  const payload = {
    bytes: async () => new Uint8Array(0),
    async *stream() {},
    hasChecksum: false,
    trailers: () => new Map<string, string>(),
  }
  const signed = { caller: asked.caller, region: 'us-east-1', endpoint: 'custom' as const, payload, context: {} }
  const own = makeRuntime({ ...here, requireCurrent: () => {}, authenticate: () => signed })
  const runtime: Runtime<InstalledService> = {
    ...own,
    decide: (deciding) => {
      const decision = own.decide(deciding)
      budgets.set(deciding.budget, deciding.budget.spent)
      last = { spent: [...budgets.values()].reduce((sum, units) => sum + units, 0), asked: last.asked + 1 }
      return decision
    },
    rest: async () => {
      marks.push(last)
      await asked.onRest?.()
      await own.rest()
    },
  }
  let output: Record<string, unknown> | undefined
  const protocol: Protocol<InstalledService> = {
    service: servicesByName[operation.service as ServiceName],
    model: loadModel('iam'),
    route: () => ({ operation, decode: () => asked.input }),
    encode: (_routed, given) => {
      output = given as Record<string, unknown>
      return { status: 200, headers: {}, body: '' }
    },
    fail: (error) => ({ status: 403, headers: {}, body: '', code: String((error as { code?: string }).code) }),
  }
  await answerRequest(runtime, protocol, {
    method: 'POST',
    headers: { 'user-agent': asked.agent ?? AGENT },
    sourceIp: '192.0.2.1',
    body: payload.stream(),
  } as unknown as Request)
  marks.push(last)
  const between = (key: 'spent' | 'asked') => marks.slice(1).map((mark, i) => mark[key] - (marks[i]?.[key] ?? 0))
  return { event: here.events.at(-1) as RequestEvent, output, slices: between('spent'), questions: between('asked') }
}

const keys = (count: number) => ({
  Bucket: 'data',
  Delete: { Objects: Array.from({ length: count }, (_, i) => ({ Key: `k${i}` })), Quiet: false },
})

/** A user with all permissions, in a session that is limited by its own session policy, as GetFederationToken issues. */
function limited(user: UserCaller, policy: string): Caller {
  const session = { kind: 'federation-token' as const, issuedAt: START, expiresAt: START + 3_600_000, policy }
  const { account } = user
  return {
    kind: 'federated-user',
    account,
    arn: `arn:aws:sts::${account}:federated-user/f`,
    userId: `${account}:f`,
    accessKeyId: 'ASIAQAAAAAAAAAAAAAAA',
    session,
    issuer: { kind: 'user', id: user.id, arn: user.arn },
  }
}

async function attacked(policy: string): Promise<{ here: World; caller: Caller }> {
  const here = await world()
  await here.call(CreateBucket, { Bucket: 'data' })
  for (const Key of ['k0', 'k1', 'k999', 'other']) await here.call(PutObject, { Bucket: 'data', Key })
  return { here, caller: limited(await here.user('u', { all: { Version: '2012-10-17', Statement: everything } }), policy) }
}

describe('DeleteObjects of 1,000 keys', () => {
  it('under 170 patterns and a User-Agent of 4,096 bytes costs as much as one key, and pauses after 50 keys', async () => {
    const { here, caller } = await attacked(policyOf(searching((i) => (i === 169 ? '*z' : `*?z${i}`))))
    const { event, output, slices, questions } = await run(here, DeleteObjects, { input: keys(1_000), caller })
    expect(output?.Deleted).toHaveLength(1_000)
    expect(event.questions).toHaveLength(1_000)
    expect(Math.max(...questions)).toBe(50)
    expect(slices[0]).toBeLessThan(1_000_000)
    expect(slices.slice(1).every((units) => units < 50_000)).toBe(true)
  })

  it('under 170 patterns with variables, which must be resolved for each key, does at most 5 million units between two pauses, and is denied beyond 250 million, once at the decision and once at the deletion', async () => {
    const { here, caller } = await attacked(
      policyOf(
        everything,
        searching((i) => `*?z${i}\${aws:userid}*`),
      ),
    )
    const { event, output, slices } = await run(here, DeleteObjects, { input: keys(1_000), caller })
    expect(Math.max(...slices)).toBeLessThan(5_000_000)
    const all = slices.reduce((sum, units) => sum + units, 0)
    expect(all).toBeGreaterThan(250_000_000)
    expect(all).toBeLessThanOrEqual(500_000_000)
    const refused = output?.Errors as { Key: string; Code: string; Message: string }[]
    expect(refused.length).toBeGreaterThan(850)
    expect(refused.at(-1)).toMatchObject({ Key: 'k999', Code: 'AccessDenied' })
    const decisions = event.questions.map(({ decision }) => decision.decidedBy)
    const first = decisions.indexOf('workBudget')
    expect(new Set(decisions.slice(first))).toEqual(new Set(['workBudget']))
    expect(event.questions.at(-1)?.decision).toMatchObject({
      allowed: false,
      outcome: 'implicitDeny',
      reason: 'because deciding it takes more work than one request may cost',
    })
    const left = here.read((state) => state.range<{ key: string }>({ ...objectKeys.bounds(), limit: 10 }).map(({ value }) => value.key))
    expect(left).toEqual(['k999', 'other'])
  })

  it('is decided at the revision it started at, and again before each deletion: a permission that was removed meanwhile stops it', async () => {
    const { here, caller } = await attacked(policyOf(everything))
    let rests = 0
    const onRest = async () => {
      rests += 1
      if (rests === 5) await dropPolicies(here)
    }
    const { event, output } = await run(here, DeleteObjects, { input: keys(1_000), caller, onRest })
    expect(output?.Errors).toHaveLength(1_000)
    expect(event.questions.filter(({ decision }) => decision.allowed)).toHaveLength(0)
    expect(here.read((state) => getObject(state, 'data', 'k999'))).toBeDefined()
    // After each 50 keys but the last, then before each of twenty batches.
    expect(rests).toBe(19 + 20)
    const later = await run(here, DeleteObjects, { input: keys(1), caller })
    expect(later.event.questions.map(({ decision }) => decision.allowed)).toEqual([false])
  })
})

async function dropPolicies(here: World): Promise<void> {
  await here.change((state) => {
    const user = users.get(state, here.account, 'u')
    if (user !== undefined) users.put(state, { ...user, inlinePolicies: {} })
  })
}

describe('a single decision', () => {
  it('that would cost more than 4 million units is denied, whatever the policies say', async () => {
    const { here, caller } = await attacked(
      policyOf(
        everything,
        searching((i) => `*?${'z'.repeat(80)}${i}\${aws:userid}*`),
      ),
    )
    const { event, slices } = await run(here, DeleteObjects, { input: keys(1), caller })
    expect(event.questions.map(({ decision }) => [decision.allowed, decision.decidedBy])).toEqual([[false, 'workBudget']])
    expect(slices[0]).toBeLessThan(5_000_000)
  })

  it('and a usual one costs less than 1,000 units, once its policies are compiled', async () => {
    const { here, caller } = await attacked(policyOf(everything))
    const usual = { input: keys(1), caller, agent: 'aws-cli/2.9.19 Python/3.11.2' }
    await run(here, DeleteObjects, usual)
    const { slices } = await run(here, DeleteObjects, usual)
    expect(slices[0]).toBeLessThan(1_000)
  })
})
