import { describe, expect, it } from 'vitest'
import { anonymous } from '../core/caller.js'
import { WireError } from '../core/error.js'
import type { Protocol, Request } from '../core/exchange.js'
import { always, type Operation, unsigned } from '../core/operation.js'
import type { RequestEvent } from '../core/request-event.js'
import { madeService, unwatched } from '../testing/made-service.js'
import { root, world } from '../testing/world.js'
import { loadModel } from '../wire/model.js'
import { answerRequest, type Runtime } from './pipeline.js'

const ask = (action: string) => [{ action, resource: '*' }]
const made = (over: Partial<Operation>): Operation => ({
  service: 'iam',
  name: 'Made',
  summary: 'Is made up.',
  authorize: () => ask('iam:Made'),
  handle: () => ({ done: true }),
  ...over,
})

describe('the pipeline', () => {
  it('decides every declared permission before the handler runs, and stops at the first that is denied', async () => {
    const { user, attempt } = await world()
    const caller = await user('half', { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:One', Resource: '*' } } })
    let handled = false
    const operation = made({
      authorize: () => [...ask('iam:One'), ...ask('iam:Two'), ...ask('iam:Three')],
      handle: () => {
        handled = true
      },
    })
    const { event, ...outcome } = await attempt(operation, {}, caller)
    expect(outcome).toMatchObject({ error: { code: 'AccessDenied' } })
    expect(event.questions.map(({ question, decision }) => [question.action, decision.allowed])).toEqual([
      ['iam:One', true],
      ['iam:Two', false],
    ])
    expect(handled).toBe(false)
  })

  it('treats an operation that declares an empty list of permissions as a defect', async () => {
    const { attempt } = await world()
    const outcome = await attempt(made({ authorize: () => [] }), {})
    expect(outcome).toMatchObject({ error: { message: 'Made declared no question' } })
  })

  it.each<[string, Partial<Operation>]>([
    ['asks policies', {}],
    ['is always allowed to signed callers', { authorize: always('of a rule') }],
  ])('does not let unsigned callers reach an operation that %s', async (_what, over) => {
    const { refusal } = await world()
    expect(await refusal(made(over), {}, anonymous)).toEqual({
      code: 'MissingAuthenticationToken',
      message: 'Request is missing Authentication Token',
    })
  })

  it('lets everyone reach an operation declared unsigned', async () => {
    const { call } = await world()
    expect(await call(made({ authorize: unsigned('its token is checked') }), {}, anonymous)).toEqual({ done: true })
  })

  it('rejects an unsigned caller of S3 for the permission, not for the missing signature', async () => {
    const { refusal } = await world()
    const { code } = await refusal(
      made({ service: 's3', authorize: () => [{ action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' }] }),
      {},
      anonymous,
    )
    expect(code).toBe('AccessDenied')
  })

  it('checks parameters before it decides any permission, and writes nothing when it rejects', async () => {
    const { refusal, events } = await world()
    const check = () => {
      throw new WireError('InvalidInput', 'no')
    }
    expect(await refusal(made({ check }), {})).toEqual({ code: 'InvalidInput', message: 'no' })
    expect(events.at(-1)?.questions).toEqual([])
  })

  it.each([
    [false, 'no'],
    [true, 'no. It must be yes.'],
  ])('sends an explanation in a header, and also in the message where the server explains errors: %s', async (explainErrors, message) => {
    const { attempt } = await world({ explainErrors })
    const check = () => {
      throw new WireError('InvalidInput', 'no', { explanation: 'It must be yes.', headers: { 'x-other': '1' } })
    }
    const { event, ...outcome } = await attempt(made({ check }), {})
    expect(outcome).toMatchObject({ error: { message, detail: { headers: { 'x-other': '1', 'x-daypass-reason': 'It must be yes.' } } } })
    expect(event).toMatchObject({ code: 'InvalidInput', reason: 'no. It must be yes.' })
  })

  it('never sends the reason of an error', async () => {
    const { attempt } = await world({ explainErrors: true })
    const check = () => {
      throw new WireError('InvalidInput', 'no', { reason: 'secret' })
    }
    const { event, ...outcome } = await attempt(made({ check }), {})
    expect(outcome).toEqual({ error: new WireError('InvalidInput', 'no', { reason: 'secret' }) })
    expect('error' in outcome && (outcome.error as WireError).detail.headers).toBeUndefined()
    expect(event.reason).toBe('secret')
  })

  it('runs again from the permission checks on when another request changed what it read', async () => {
    const { call, change, read, events } = await world()
    await change((state) => state.put('counter', { value: 1 }))
    let runs = 0
    const operation = made({
      async handle(_input, _caller, deps) {
        const { state } = deps as { state: { get(key: string): { value: number }; put(key: string, record: object): void } }
        const { value } = state.get('counter')
        runs += 1
        if (runs === 1) await change((other) => other.put('counter', { value: 10 }))
        state.put('counter', { value: value + 1 })
      },
    })
    await call(operation, {})
    expect(runs).toBe(2)
    expect(read((state) => state.get('counter'))).toEqual({ value: 11 })
    expect(events.at(-1)?.questions).toHaveLength(1)
  })

  it('records every request, allowed, rejected or failed', async () => {
    const { attempt, events } = await world()
    await attempt(made({}), {}, root)
    await attempt(made({}), {}, anonymous)
    await attempt(made({ handle: () => Promise.reject(new Error('a defect')) }), {}, root)
    expect(events.map(({ operation, code }) => [operation, code])).toEqual([
      ['Made', undefined],
      ['Made', 'MissingAuthenticationToken'],
      ['Made', 'InternalFailure'],
    ])
  })

  it('checks that the key is still valid before it handles an operation that requires no permission', async () => {
    let handled = false
    const handle = () => {
      handled = true
    }
    const operation = made({ authorize: always('of a rule'), handle })
    const events: RequestEvent[] = []
    const runtime = {
      ...unwatched,
      begin: () => ({ transaction: { revision: 0 }, release: () => {} }),
      authenticate: () => ({ caller: root, region: 'us-east-1' }),
      transact: (body: (transaction: object) => unknown) => body({ revision: 0 }),
      reads: () => ({}),
      deps: () => ({}),
      requireCurrent: () => {
        throw new WireError('InvalidClientTokenId', 'gone')
      },
      record: (event: RequestEvent) => void events.push(event),
    } as unknown as Runtime
    const protocol = {
      service: madeService('iam'),
      route: () => ({ operation, decode: () => ({}) }),
      fail: () => ({ status: 403, headers: {}, body: '', code: 'InvalidClientTokenId' }),
    } as unknown as Protocol
    expect(await answerRequest(runtime, protocol, { method: 'POST' } as Request)).toMatchObject({ status: 403 })
    expect(events).toMatchObject([{ code: 'InvalidClientTokenId' }])
    expect(handled).toBe(false)
  })

  it.each([
    [
      'a form that is already read, at the revision it was authenticated at',
      { form: new Uint8Array(0) },
      ['begin', 'authenticate', 'decode', 'at the snapshot', 'release'],
    ],
    [
      'a request that has arrived, at the revision it was authenticated at',
      { hasArrived: true },
      ['begin', 'authenticate', 'decode', 'at the snapshot', 'release'],
    ],
    [
      'a body that is not yet read, at a revision after it',
      {},
      ['begin', 'authenticate', 'release', 'decode', 'at a new revision', 'release'],
    ],
  ])('decides on %s', async (_what, routed, expected) => {
    const steps: string[] = []
    const snapshot = { transaction: { revision: 1 }, release: () => void steps.push('release') }
    const runtime = {
      ...unwatched,
      begin: () => {
        steps.push('begin')
        return snapshot
      },
      authenticate: () => {
        steps.push('authenticate')
        return { caller: root, region: 'us-east-1' }
      },
      transact: (body: (transaction: object) => unknown, first: unknown) => {
        steps.push(first === snapshot ? 'at the snapshot' : 'at a new revision')
        return body({ revision: 2 })
      },
      reads: () => ({}),
      deps: () => ({}),
      requireCurrent: () => {},
      record: () => {},
    } as unknown as Runtime
    const decode = () => {
      steps.push('decode')
      return {}
    }
    const operation = made({ authorize: always('of a rule') })
    const protocol = {
      service: madeService('iam'),
      route: () => ({ operation, decode, ...routed }),
      encode: () => ({ status: 200, headers: {}, body: '' }),
    } as unknown as Protocol
    expect(await answerRequest(runtime, protocol, { method: 'POST' } as Request)).toMatchObject({ status: 200 })
    expect(steps).toEqual(expected)
  })

  it('answers and records an error even when the protocol cannot encode it', async () => {
    const events: RequestEvent[] = []
    const runtime = { ...unwatched, record: (event: RequestEvent) => void events.push(event) } as unknown as Runtime
    const broken = () => {
      throw new Error('no words')
    }
    const protocol: Protocol = { service: madeService('s3'), model: loadModel('s3'), route: broken, encode: broken, fail: broken }
    const answer = await answerRequest(runtime, protocol, { method: 'GET' } as Request)
    expect(answer.status).toBe(500)
    expect(events).toMatchObject([{ status: 500, code: 'InternalFailure', cause: { message: 'no words' } }])
  })

  it('commits staged changes when an error says to keep them, and still returns the error', async () => {
    const { refusal, read } = await world()
    const refusing = (detail: object) =>
      made({
        handle: (_input: object, _caller: object, { state }: { state: { put(key: string, record: object): void } }) => {
          state.put('user/kept', { by: detail })
          throw new WireError('LimitExceeded', 'no more', detail)
        },
      } as Partial<Operation>)
    expect(await refusal(refusing({}), {})).toEqual({ code: 'LimitExceeded', message: 'no more' })
    expect(read((state) => state.get('user/kept'))).toBeUndefined()
    expect(await refusal(refusing({ keepsChanges: true }), {})).toEqual({ code: 'LimitExceeded', message: 'no more' })
    expect(read((state) => state.get('user/kept'))).toEqual({ by: { keepsChanges: true } })
  })
})
