import type { WireError } from '../../core/error.js'
import type { Request } from '../../core/exchange.js'

const CBOR = /^application\/(?:x-amz-)?cbor/i

/**
 * Refuses a request in CBOR by that name, with the error that its service has for what it does not know: read as something else, it would be refused for a
 * reason that does not help. `instead` is the protocol that the service speaks.
 */
export function refuseCbor({ headers }: Request, refusal: { instead: string; error: (message: string) => WireError }): void {
  const protocol = headers['smithy-protocol']
  const isCbor = (protocol !== undefined && /cbor/i.test(protocol)) || CBOR.test(headers['content-type'] ?? '')
  if (!isCbor) return
  throw refusal.error(`CBOR is not supported. Configure the client to use the ${refusal.instead} protocol.`)
}
