import type { Request, Routed } from '../../../core/exchange.js'
import type { ServiceFacts } from '../../../core/service.js'
import { splitPath } from '../../../wire/rest-xml/split-path.js'
import { wireErrorOf } from '../whole-body.js'

/**
 * The route of a browser's preflight request, OPTIONS on any path. Its query is that of the request that will follow, signature included, and
 * selects nothing here (S3 API reference, OPTIONS object).
 */
export function preflightRoute({ name, operations }: ServiceFacts, path: string, headers: Request['headers']): Routed {
  const operation = operations.get('OptionsObject')
  if (operation === undefined) throw new Error(`${name} does not answer preflight requests`)
  const address = splitPath(path)
  if (!address.ok) throw wireErrorOf(address.problem)
  const { bucket, key } = address
  const { origin, 'access-control-request-method': method, 'access-control-request-headers': names } = headers
  return { operation, bucket, decode: () => ({ bucket, isObject: key !== undefined, origin, method, headers: names }) }
}
