import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { RequestEvent } from '../../core/request-event.js'
import { LiveTrace, type TraceBeginning } from './live-trace.js'
import type { SpanTree } from './span.js'

const WALL = 1_796_070_600_000

/** A trace whose clock is moved by hand. */
function begin(given: Partial<TraceBeginning> & { readonly database?: string } = {}) {
  let now = 100
  let ids = 0
  const traces: SpanTree[] = []
  const parts = {
    clock: { monotonic: () => now, wall: () => WALL + now },
    ids: { bytes: (size: number) => new Uint8Array(size).fill(++ids) },
    serviceIds: new Map([['sts', 'STS']]),
    database: given.database,
    finished: (trace: SpanTree) => void traces.push(trace),
  }
  const trace = new LiveTrace(parts, {
    ...{ traceId: 'f'.repeat(32), parent: undefined, method: 'POST', secure: true, requestId: 'request-1', arrivedAt: 90 },
    ...given,
  })
  const at = (time: number) => {
    now = time
  }
  const shown = () => traces.map(({ spans }) => spans.map(({ name, start, end }) => [name, start - WALL, end - WALL]))
  return { trace, at, traces, shown }
}

const event = (given: Partial<RequestEvent>): RequestEvent =>
  ({ service: 'sts', operation: 'AssumeRole', questions: [], status: 200, ...given }) as RequestEvent

const decided = (allowed: boolean, outcome: string) =>
  ({ decision: { allowed, outcome, decidedBy: 'identity' } }) as RequestEvent['questions'][number]
const whole = { status: 200, headers: {}, body: '' }

describe('the trace of a request', () => {
  it('has its steps one after the other, and what they contain', async () => {
    const { trace, at, shown, traces } = begin()
    trace.step('authenticate')
    at(110)
    trace.step()
    at(120)
    trace.step('evidence')
    let fail = () => {}
    const fetch = new Promise<void>((_, reject) => {
      fail = () => reject(new Error('no keys'))
    })
    trace.during('fetch issuer keys', fetch)
    at(150)
    fail()
    await fetch.catch(() => {})
    at(160)
    trace.step('decide')
    at(170)
    trace.settle(event({}))
    at(180)
    trace.answers(whole)
    trace.end()
    expect(shown()).toEqual([
      [
        ['STS.AssumeRole', 90, 180],
        ['authenticate', 100, 110],
        ['evidence', 120, 160],
        ['fetch issuer keys', 120, 150],
        ['decide', 160, 170],
      ],
    ])
    const [own, , evidence, keys] = traces[0]?.spans ?? []
    expect([evidence?.parent, keys?.parent]).toEqual([own?.id, evidence?.id])
  })

  it.each([
    ['a success', {}, { 'rpc.method': 'AssumeRole', 'http.response.status_code': 200 }, false],
    ['a refusal', { status: 403, code: 'AccessDenied' }, { 'error.type': 'AccessDenied' }, false],
    ['a failure', { status: 500, code: 'InternalFailure' }, { 'error.type': 'InternalFailure' }, true],
    ['an operation with a long name', { operation: 'x'.repeat(500) }, { 'rpc.method': `${'x'.repeat(128)}...` }, false],
  ])('says what became of %s', (_, given, attributes, isError) => {
    const { trace, traces } = begin()
    trace.settle(event(given))
    trace.end()
    const [own] = traces[0]?.spans ?? []
    expect(Object.fromEntries(own?.attributes ?? [])).toMatchObject({ 'rpc.system': 'aws-api', 'rpc.service': 'STS', ...attributes })
    expect(own?.isError).toBe(isError)
  })

  it.each([
    ['the refusal among several', [decided(true, 'allow'), decided(false, 'explicitDeny'), decided(true, 'allow')], 'explicitDeny', 3],
    ['the last where all are allowed', [decided(true, 'allow')], 'allow', 1],
  ])('says of decisions %s', (_, questions, outcome, count) => {
    const { trace, traces } = begin()
    trace.step('decide')
    trace.settle(event({ questions }))
    trace.end()
    expect(Object.fromEntries(traces[0]?.spans[1]?.attributes ?? [])).toEqual({
      'daypass.decision.outcome': outcome,
      'daypass.decision.decided_by': 'identity',
      'daypass.decision.count': count,
    })
  })

  it.each([
    ['POST', 'POST', 'POST'],
    ['PROPFIND', '_OTHER', 'HTTP'],
  ])('of a %s that reaches no service has the name of its method, if that is a known one', (method, told, name) => {
    const { trace, traces } = begin({ method })
    trace.answers({ ...whole, status: 404 })
    trace.end()
    const [own] = traces[0]?.spans ?? []
    expect([own?.name, own?.attributes]).toEqual([
      name,
      [
        ['http.request.method', told],
        ['url.scheme', 'https'],
        ['aws.request_id', 'request-1'],
        ['http.response.status_code', 404],
      ],
    ])
  })

  it('shows a body that is still arriving, and an answer that is a stream', () => {
    const { trace, at, shown } = begin()
    const message = new EventEmitter() as IncomingMessage
    trace.receives(message)
    at(140)
    message.emit('end')
    at(150)
    trace.settle(event({}))
    trace.answers({ ...whole, body: { async *[Symbol.asyncIterator]() {} } })
    at(190)
    trace.end()
    expect(shown()[0]?.slice(1)).toEqual([
      ['receive body', 90, 140],
      ['send body', 150, 190],
    ])
  })

  it('ends a body that never arrived with the request', () => {
    const { trace, at, shown } = begin()
    const message = new EventEmitter() as IncomingMessage
    trace.receives(message)
    at(130)
    trace.end()
    at(500)
    message.emit('end')
    expect(shown()[0]?.[1]).toEqual(['receive body', 90, 130])
  })

  it.each([
    [undefined, 1, []],
    ['etcd', 3, [['db.system.name', 'etcd']]],
  ])('tells of a commit to %s whether it leaves the process', (database, kind, attributes) => {
    const { trace, traces } = begin(database === undefined ? {} : { database })
    trace.during('commit', Promise.resolve())
    trace.end()
    expect(traces[0]?.spans[1]).toMatchObject({ kind, attributes })
  })

  it('has 64 parts at most, however often a request is run again', () => {
    const { trace, traces } = begin()
    for (let i = 0; i < 1_000; i++) trace.step('handle')
    trace.end()
    expect(traces[0]?.spans.length).toBe(65)
  })

  it('belongs to that of its client', () => {
    const { trace, traces } = begin({ parent: { traceId: 'f'.repeat(32), spanId: 'e'.repeat(16), isSampled: true, state: 'a=b' } })
    trace.end()
    expect(traces[0]).toMatchObject({ traceId: 'f'.repeat(32), state: 'a=b', spans: [{ parent: 'e'.repeat(16), kind: 2 }] })
  })

  it('is not told of a probe', () => {
    const { trace, traces } = begin()
    trace.leaveOut()
    trace.end()
    expect(traces).toEqual([])
  })
})
