import { describe, expect, it } from 'vitest'
import { CommonError } from '../core/error.js'
import type { Protocol, Request } from '../core/exchange.js'
import { always, type Operation } from '../core/operation.js'
import type { RequestEvent } from '../core/request-event.js'
import { madeService } from '../testing/made-service.js'
import { root } from '../testing/world.js'
import { answerRequest, type Runtime } from './pipeline.js'

/** One request of root through a made-up runtime, with what it was told in order. */
async function answered(runtime: Partial<Record<keyof Runtime, unknown>>, routed: () => object = () => ({}), isTraced = false) {
  const told: string[] = []
  const trace = { step: (name = 'nothing') => void told.push(`step ${name}`) }
  const tell = (what: string) => (event: RequestEvent) => void told.push(`${what} ${event.operation ?? 'nothing'}`)
  let event: RequestEvent | undefined
  const operation = { name: 'Made', authorize: always('of a rule'), handle: () => void told.push('handle') } as unknown as Operation
  const whole = {
    begin: () => ({ transaction: {}, release: () => {} }),
    authenticate: () => ({ caller: root, region: 'us-east-1' }),
    transact: (body: (transaction: object) => unknown) => body({}),
    reads: () => ({}),
    deps: () => ({}),
    requireCurrent: () => {},
    throttle: () => undefined,
    record: (one: RequestEvent) => {
      event = one
      tell('record')(one)
    },
    begun: (one: RequestEvent) => {
      tell('begun')(one)
      return 7
    },
    ended: (begun: number) => void told.push(`ended ${begun}`),
    ...runtime,
  } as unknown as Runtime
  const decode = () => {
    told.push('decode')
    return {}
  }
  const protocol = {
    service: madeService('iam'),
    route: () => ({ operation, decode, form: new Uint8Array(0), ...routed() }),
    encode: () => ({ status: 200, headers: {}, body: '' }),
    fail: (error: { code: string }) => ({ status: 400, headers: {}, body: '', code: error.code }),
  } as unknown as Protocol
  const status = await answerRequest(whole, protocol, { method: 'POST', ...(isTraced && { trace }) } as unknown as Request).then(
    (answer) => answer.status,
    (error: Error) => error.message,
  )
  return { status, told, event }
}

describe('a request', () => {
  it('is known from its beginning to its end', async () => {
    const { status, told } = await answered({})
    expect([status, told]).toEqual([200, ['begun nothing', 'decode', 'handle', 'record Made', 'ended 7']])
  })

  it('tells its trace each of its steps', async () => {
    const { told } = await answered({}, undefined, true)
    expect(told).toEqual([
      ...['begun nothing', 'step authenticate', 'step nothing', 'decode', 'step decide', 'step handle', 'handle', 'record Made', 'ended 7'],
    ])
  })

  it('is over even if it cannot be recorded', async () => {
    const record = () => {
      throw new Error('the disk is full')
    }
    const { status, told } = await answered({ record })
    expect([status, told.at(-1)]).toEqual(['the disk is full', 'ended 7'])
  })

  it('is over even if its upload cannot be released', async () => {
    const release = () => Promise.reject(new Error('the upload is stuck'))
    const { status, told } = await answered({}, () => ({ upload: { release } }))
    expect([status, told.at(-1)]).toEqual(['the upload is stuck', 'ended 7'])
  })

  it('of a caller that makes too many is refused before it is decoded, and recorded with its caller', async () => {
    const { status, told, event } = await answered({
      throttle: () => new CommonError('Throttling', 'Rate exceeded', { reason: 'too many' }),
    })
    expect([status, told]).toEqual([400, ['begun nothing', 'record Made', 'ended 7']])
    expect(event).toMatchObject({ caller: root, code: 'Throttling', reason: 'too many', questions: [] })
  })

  it('that is not authenticated is not counted', async () => {
    let counted = 0
    const throttle = () => {
      counted += 1
    }
    const { event } = await answered({ throttle, authenticate: () => new CommonError('SignatureDoesNotMatch', 'wrong') })
    expect([counted, event?.code]).toEqual([0, 'SignatureDoesNotMatch'])
  })
})
