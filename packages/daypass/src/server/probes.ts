import type { Answer, Request } from '../core/exchange.js'
import { VERSION } from './version.js'

/** What a probe may ask of a server. */
interface Probed {
  /** Whether it is stopping: it answers what is on its way, and wants no more. */
  readonly isDraining: boolean
  readonly services: readonly string[]
}

const text = (status: number, body: string): Answer => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  body,
})

const ok = (): Answer => text(200, 'ok')

const PROBES: Readonly<Record<string, (probed: Probed) => Answer>> = {
  '/healthz': ok,
  '/livez': ok,
  '/readyz': ({ isDraining }) => (isDraining ? text(503, 'draining') : ok()),
  '/_localstack/health': ({ services }) => localstack(services),
}

/**
 * Answers the paths that orchestrators and wait scripts ask, signed by nobody: those of Kubernetes' own servers (Kubernetes API health endpoints: 200 and `ok`),
 * and the one of LocalStack. Undefined for all else. No bucket can have such a name; who signs asks S3, and hears so.
 */
export function answerProbe({ method, path, query, headers }: Request, probed: () => Probed): Answer | undefined {
  const answer = Object.hasOwn(PROBES, path) ? PROBES[path] : undefined
  if (answer === undefined || (method !== 'GET' && method !== 'HEAD')) return undefined
  return headers.authorization === undefined && !/(?:^|&)(?:X-Amz-|AWSAccessKeyId=)/i.test(query) ? answer(probed()) : undefined
}

/** As LocalStack's is written, for scripts that look for `"s3": "running"` in the text. What is not there is not listed. */
function localstack(services: readonly string[]): Answer {
  const list = services.map((service) => `"${service}": "running"`).join(', ')
  const body = `{"services": {${list}}, "edition": "daypass", "version": "${VERSION}"}`
  return { status: 200, headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }, body }
}
