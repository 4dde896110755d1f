import type { WireError } from '../../core/error.js'
import type { Request } from '../../core/exchange.js'

const CBOR = /^application\/(?:x-amz-)?cbor/i

/**
 * Rejects a CBOR request with an error that names CBOR, of the code that the service has for unknown operations: parsed as another format, it would
 * be rejected for a misleading reason. `instead` is the protocol that the service supports.
 */
export function refuseCbor({ headers }: Request, refusal: { instead: string; error: (message: string) => WireError }): void {
  const protocol = headers['smithy-protocol']
  const isCbor = (protocol !== undefined && /cbor/i.test(protocol)) || CBOR.test(headers['content-type'] ?? '')
  if (!isCbor) return
  throw refusal.error(`CBOR is not supported. Configure the client to use the ${refusal.instead} protocol.`)
}
