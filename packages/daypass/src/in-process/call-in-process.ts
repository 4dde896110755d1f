import type { SignedCall, Transport } from '../apply/calls/transport.js'
import { systemClock } from '../core/clock.js'
import type { Request } from '../core/exchange.js'
import { HOME_REGION } from '../core/region.js'
import type { Installation } from '../installation/installation.js'
import { answerRequest } from '../pipeline/pipeline.js'

/**
 * Calls without a connection: signed requests that are authenticated, authorized and recorded like every other.
 */
export function callsInProcess(installation: Installation): Transport {
  const { runtime, protocols, ids } = installation
  return {
    host: 'localhost',
    region: HOME_REGION,
    now: systemClock().wall,
    async send(call) {
      const answer = await answerRequest(runtime, protocols[call.service], requestOf(ids.requestId(), call))
      installation.flushAudit()
      return { status: answer.status, text: await textOf(answer.body) }
    },
  }
}

async function textOf(body: string | Uint8Array | AsyncIterable<Uint8Array>): Promise<string> {
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return new TextDecoder().decode(body)
  const parts: Uint8Array[] = []
  for await (const part of body) parts.push(part)
  return new TextDecoder().decode(Buffer.concat(parts))
}

function requestOf(id: string, { method, path, headers: rawHeaders, body }: SignedCall): Request {
  const headers: Record<string, string> = {}
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) headers[(rawHeaders[i] ?? '').toLowerCase()] = rawHeaders[i + 1] ?? ''
  const chunks = async function* () {
    yield Buffer.from(body)
  }
  return { id, method, path, query: '', rawHeaders, headers, sourceIp: '127.0.0.1', secure: false, body: chunks() }
}
