import { describe, expect, it } from 'vitest'
import type { Protocol, Request, Routed } from '../../core/exchange.js'
import type { Operation } from '../../core/operation.js'
import { protocolOf } from '../../pipeline/protocols/protocol-of.js'
import type { InstalledService } from '../runtime.js'
import { servicesByName } from '../services.js'
import { type FaultKind, Faults } from './faults.js'
import { faultyProtocol } from './faulty-protocol.js'

const request = { id: 'r', method: 'POST', path: '/', query: '', rawHeaders: [], headers: {} } as unknown as Request

/** The protocol of a service, where every request is for its first operation, and a fault of this kind. */
function faulty(service: InstalledService, kind: FaultKind) {
  const faults = new Faults(setTimeout)
  const [operation] = service.operations.values() as Iterable<Operation>
  const inner: Protocol<InstalledService> = { ...protocolOf(service), route: () => ({ operation, decode: () => ({}) }) as Routed }
  faults.add({ operation: `${service.name}:${operation?.name}`, kind }, new Map([[service.name, new Set([operation?.name ?? ''])]]))
  return { protocol: faultyProtocol(inner, faults), faults }
}

async function answerTo(service: InstalledService, kind: FaultKind) {
  const { protocol } = faulty(service, kind)
  const routed = await protocol.route(request)
  const error = await routed.fault?.happen().catch((thrown: unknown) => thrown)
  return { error: error as { code: string; detail: { reason: string } }, answer: protocol.fail(error, request, routed) }
}

const EXPECTED: Readonly<Record<string, Partial<Record<FaultKind, [status: number, code: string]>>>> = {
  ec2: {
    throttling: [503, '<Code>RequestLimitExceeded<'],
    unavailable: [503, '<Code>Unavailable<'],
    internal: [500, '<Code>InternalError<'],
  },
  query: {
    throttling: [400, '<Code>Throttling<'],
    unavailable: [503, '<Code>ServiceUnavailable<'],
    internal: [500, '<Code>InternalFailure<'],
  },
  'rest-xml': {
    throttling: [503, '<Code>SlowDown<'],
    unavailable: [503, '<Code>ServiceUnavailable<'],
    internal: [500, '<Code>InternalError<'],
  },
  json: {
    throttling: [400, 'ThrottlingException'],
    unavailable: [503, 'ServiceUnavailableException'],
    internal: [500, 'InternalServerException'],
  },
  'rest-json': {
    throttling: [400, 'ThrottlingException'],
    unavailable: [503, 'ServiceUnavailableException'],
    internal: [500, 'InternalServerException'],
  },
}

describe('a fault of a call', () => {
  const rows = Object.values(servicesByName).flatMap((service) =>
    (['throttling', 'unavailable', 'internal'] as const).map((kind) => [service.name, kind, service] as const),
  )
  it.each(rows)('has the form of its service: %s %s', async (_name, kind, service) => {
    const { error, answer } = await answerTo(service, kind)
    const [status, code] = EXPECTED[protocolOf(service).model.protocol]?.[kind] ?? []
    // Its model says so.
    const isEksAuth = service.name === 'eks-auth' && kind === 'throttling'
    expect(answer.status).toBe(isEksAuth ? 429 : status)
    expect(JSON.stringify([answer.headers, answer.body])).toContain(code)
    // Otherwise the pipeline would take it for a defect.
    expect([answer.code, error.detail.reason]).toEqual([error.code, `a fault that was asked for: ${kind}`])
  })

  it('may be a cut connection: an answer that is never sent', async () => {
    const { answer } = await answerTo(servicesByName.sts, 'cut')
    expect(answer).toEqual({ status: 0, headers: {}, body: '', isCut: true, code: 'ConnectionCut' })
  })

  it('may be a wait, after which the call goes on', async () => {
    const { protocol, faults } = faulty(servicesByName.iam, 'slow')
    const routed = await protocol.route(request)
    const waiting = routed.fault?.happen()
    expect([routed.fault?.name, faults.slow]).toEqual(['slow', 1])
    faults.endWaits()
    expect(await waiting).toBeUndefined()
    expect((await protocol.route(request)).fault).toBeUndefined()
  })
})
