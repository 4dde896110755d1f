import { describe, expect, it } from 'vitest'
import { CommonError } from '../core/error.js'
import type { Fault, Protocol, Request } from '../core/exchange.js'
import { always, type Operation } from '../core/operation.js'
import type { RequestEvent } from '../core/request-event.js'
import { madeService, unwatched } from '../testing/made-service.js'
import { root } from '../testing/world.js'
import { answerRequest, type Runtime } from './pipeline.js'

/** The steps of a request that suffers a fault, what its revision was asked for with, and its event. */
async function suffer(happen: Fault['happen']) {
  const steps: string[] = []
  const events: RequestEvent[] = []
  const begun: Request[] = []
  const step = (name: string, result: unknown) => () => {
    steps.push(name)
    return result
  }
  const operation = { name: 'Made', authorize: always('of a rule'), handle: step('handle', {}) } as unknown as Operation
  const runtime = {
    ...unwatched,
    begin: (request: Request) => {
      begun.push(request)
      return { transaction: {}, release: () => {} }
    },
    authenticate: step('authenticate', { caller: root, region: 'us-east-1' }),
    transact: (body: (transaction: object) => unknown) => body({}),
    reads: () => ({}),
    deps: () => ({}),
    requireCurrent: () => {},
    record: (event: RequestEvent) => void events.push(event),
  } as unknown as Runtime
  const protocol = {
    service: madeService('iam'),
    route: () => ({ operation, decode: () => ({}), form: new Uint8Array(0), fault: { name: 'made', happen } }),
    encode: () => ({ status: 200, headers: {}, body: '' }),
    fail: (error: { code: string }) => ({ status: 400, headers: {}, body: '', code: error.code }),
  } as unknown as Protocol
  const { status } = await answerRequest(runtime, protocol, { id: 'r', method: 'POST', batch: {} } as unknown as Request)
  return { status, steps, begun, event: events[0] }
}

describe('a fault', () => {
  it('that is an error ends a request before anything is read or authenticated', async () => {
    const { status, steps, begun, event } = await suffer(() => Promise.reject(new CommonError('Throttling', 'Rate exceeded')))
    expect([status, steps, begun]).toEqual([400, [], []])
    expect(event).toMatchObject({ operation: 'Made', fault: 'made', code: 'Throttling', questions: [] })
    expect(event).not.toHaveProperty('caller')
  })

  it('that is a wait comes before the revision, which is not that of the requests it arrived with', async () => {
    const { status, steps, begun, event } = await suffer(() => Promise.resolve())
    expect([status, steps]).toEqual([200, ['authenticate', 'handle']])
    expect(begun).toEqual([{ id: 'r', method: 'POST', batch: undefined }])
    expect(event).toMatchObject({ fault: 'made', status: 200 })
  })
})
