import type { Answer, Request } from '../core/exchange.js'
import { VERSION } from './version.js'

/** What a probe needs to know about a server. */
export interface ServerState {
  /** Whether it is stopping: it finishes the requests in flight, and new ones should go elsewhere. */
  readonly isDraining: boolean
  /** Whether every request is refused, because the store cannot be used or what is known of it may be too old. */
  readonly isUnavailable: boolean
  readonly services: readonly string[]
}

const text = (status: number, body: string): Answer => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  body,
})

const ok = (): Answer => text(200, 'ok')

/** Where the store is not available. */
export const unavailableAnswer = (): Answer => text(503, 'store not available')

function readiness({ isDraining, isUnavailable }: ServerState): Answer {
  if (isDraining) return text(503, 'draining')
  return isUnavailable ? unavailableAnswer() : ok()
}

const PROBES: ReadonlyMap<string, (probed: ServerState) => Answer> = new Map([
  ['/healthz', ok],
  ['/livez', ok],
  ['/readyz', readiness],
  ['/_localstack/health', ({ services }: ServerState) => localstack(services)],
])

/**
 * Answers the paths that orchestrators and wait scripts request without a signature: those of Kubernetes' own servers (Kubernetes API health
 * endpoints: 200 and `ok`), and the one of LocalStack. Undefined for all others. A bucket cannot have such a name; a signed request goes to S3, which
 * says so.
 */
export function answerProbe(
  { method, path, query, headers }: Pick<Request, 'method' | 'path' | 'query' | 'headers'>,
  probed: () => ServerState,
): Answer | undefined {
  const answer = PROBES.get(path)
  if (answer === undefined || (method !== 'GET' && method !== 'HEAD')) return undefined
  return headers.authorization === undefined && !/(?:^|&)(?:X-Amz-|AWSAccessKeyId=)/i.test(query) ? answer(probed()) : undefined
}

/** In LocalStack's format, for scripts that search the text for `"s3": "running"`. Services that do not run are not listed. */
function localstack(services: readonly string[]): Answer {
  const list = services.map((service) => `"${service}": "running"`).join(', ')
  const body = `{"services": {${list}}, "edition": "daypass", "version": "${VERSION}"}`
  return { status: 200, headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }, body }
}
