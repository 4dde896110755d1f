import { hasBody, releaseBody } from '../core/body.js'
import type { Answer, Request } from '../core/exchange.js'
import type { Installation } from '../installation/installation.js'
import type { Protocols } from '../installation/services.js'
import { answerRequest } from '../pipeline/pipeline.js'
import { ADMIN_PREFIX, answerAdmin } from './admin.js'
import { sendAnswer } from './answers/send-answer.js'
import { endOfBatch } from './batch.js'
import type { Connection, Shared } from './connections/connection.js'
import { invalidRequest, unmetExpectation, unsupportedService } from './fallback-answers.js'
import type { InFlightRequests } from './in-flight.js'
import { answerOutbound, isOutbound } from './outbound.js'
import { bytesToRead } from './paced-body.js'
import { answerProbe, unavailableAnswer } from './probes.js'
import type { Proxies } from './proxies.js'
import { type Arrival, type Incoming, readRequest } from './read-request.js'
import type { Router } from './route.js'
import { answerSamlMetadata, isSamlMetadata } from './federation/saml-metadata.js'
import type { Tracer } from './tracing/tracer.js'

/** What exchanges need. */
export interface ExchangeOptions {
  readonly installation: Installation
  readonly options: { readonly proxies: Proxies; readonly dev: boolean; readonly instance?: string; readonly tracer?: Tracer | undefined }
  readonly router: Router<Protocols[keyof Protocols]>
  readonly traffic: InFlightRequests
  readonly shared: Shared
}

/**
 * One request and its answer, from the turn in which it may be read until the client has the answer. However it ends, everything that it held is
 * released.
 */
export async function exchange(serving: ExchangeOptions, arrival: Arrival, connection: Connection): Promise<void> {
  const { installation, options, shared } = serving
  const { runtime } = installation
  const arrivedAt = installation.clock.monotonic()
  const turn = runtime.turnFor(bytesToRead(arrival.message))
  await turn
  // Do nothing while earlier events cannot be written to the audit.
  installation.flushAudit()
  const given = {
    id: installation.ids.requestId(),
    arrivedAt,
    proxies: options.proxies,
    s3Domains: installation.s3Domains,
    terms: shared,
    turns: runtime,
    turn,
    tracer: options.tracer,
  }
  const request = readRequest(arrival, given)
  const { trace } = request
  if (trace !== undefined && !arrival.message.complete) trace.receives(arrival.message)
  try {
    const answer = await answerOf(serving, arrival, request)
    try {
      await endOfBatch()
      // The audit line is written before the answer leaves.
      installation.flushAudit()
      trace?.answers(answer)
      if (!connection.isOver) await deliver(serving, { arrival, connection, request, answer })
    } finally {
      if (typeof answer.body !== 'string') await releaseBody(answer.body)
    }
  } finally {
    request.body.release()
    trace?.end()
  }
}

interface Delivery {
  readonly arrival: Arrival
  readonly connection: Connection
  readonly request: Request
  readonly answer: Answer
}

/** A promise only where the answer is not taken at once. */
function deliver(serving: ExchangeOptions, { arrival, connection, request, answer }: Delivery): Promise<void> | undefined {
  const { installation, traffic, shared } = serving
  const { message, response } = arrival
  if (answer.isCut === true) {
    connection.close()
    return void message.socket.destroy()
  }
  // A body that was not read is still arriving; the connection cannot be used for another request.
  const isLeftUnread = !message.complete && hasBody(request.headers)
  const isLast = isLeftUnread || asksToUpgrade(message) || connection.isLastAnswer
  const leaves = traffic.isDraining() || (traffic.isRetiring() && !connection.hasWaiting)
  const close = isLast || leaves || answer.headers.Connection === 'close'
  if (close) connection.close()
  const sent = {
    wallTime: installation.clock.wall(),
    isHead: message.method === 'HEAD',
    close,
    within: shared.limits.answer,
    wholeStream: shared.limits.wholeRequest,
    unread: shared.unread,
    sourceIp: request.sourceIp,
  }
  const delivered = sendAnswer({ response, socket: message.socket }, answer, sent)
  // Discarded while the answer is being sent.
  if (isLeftUnread) message.resume()
  return delivered
}

/**
 * The bytes after such a request may be of another protocol: node discards those that arrived together with it. daypass never upgrades (RFC 9110,
 * section 7.8).
 */
const asksToUpgrade = ({ headers }: Arrival['message']): boolean => headers.upgrade !== undefined

const servicesOf = ({ protocols }: Installation): string[] => Object.keys(protocols)

const stateOf = (installation: Installation, traffic: InFlightRequests) => ({
  isDraining: traffic.isDraining(),
  isUnavailable: installation.unavailable() !== undefined,
  services: servicesOf(installation),
})

async function answerOf(
  { installation, router, options, traffic }: ExchangeOptions,
  { isUnmet }: Arrival,
  request: Incoming,
): Promise<Answer> {
  const unfit = invalidRequest(installation.runtime, request)
  if (unfit !== undefined) return unfit
  if (isUnmet === true) return unmetExpectation(installation.runtime, request)
  // Under a name that S3 buckets are prefixed to, a path is a key.
  const isOwnHost = request.hostBucket === undefined && request.hostProblem === undefined
  const probe = isOwnHost ? answerProbe(request, () => stateOf(installation, traffic)) : undefined
  if (probe !== undefined) {
    request.trace?.leaveOut()
    return probe
  }
  const isPublished = isOwnHost && (isOutbound(request.path) || isSamlMetadata(request.path))
  if (isPublished && installation.unavailable() !== undefined) return unavailableAnswer()
  if (isOwnHost && isOutbound(request.path)) return answerOutbound(request, installation)
  if (isOwnHost && isSamlMetadata(request.path)) return answerSamlMetadata(request, installation)
  if (isOwnHost && request.path.startsWith(ADMIN_PREFIX)) {
    request.trace?.leaveOut()
    return answerAdmin(request, installation, options)
  }
  const routed = await router(request)
  if ('unsupported' in routed) return unsupportedService(installation.runtime, request, routed.unsupported)
  return answerRequest(installation.runtime, routed.protocol, routed.request)
}
