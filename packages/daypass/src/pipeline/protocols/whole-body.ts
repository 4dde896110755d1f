import { WireError, type WireErrorDetail } from '../../core/error.js'
import type { Protocol, Request } from '../../core/exchange.js'
import type { Operation } from '../../core/operation.js'
import { constraintProblem } from '../../wire/constraints.js'
import type { DecodedInput, WireProblem } from '../../wire/problem.js'
import type { ServiceModel } from '../../wire/service-model.js'
import { findOperation, type Subject, unservedRoute } from './protocol.js'

/** A request whose protocol has named its operation, before the operation is looked up. */
export interface Told {
  /** The operation's name in the request, whether or not the operation exists. */
  readonly name: string
  /** The error for an unknown operation. */
  readonly unknown: () => WireError
  /** The body, of at most as many bytes as the operation accepts; undefined: as many as the protocol accepts for an unsupported operation. */
  readonly body: (operation: Operation | undefined) => Uint8Array | Promise<Uint8Array>
  readonly decode: (operation: string, body: Uint8Array) => DecodedInput
}

/** How a protocol that reads bodies whole finds the operation of a request, and rejects an input that breaks the model's constraints. */
export interface WholeBodyDialect {
  readonly tell: (request: Request) => Told | Promise<Told>
  readonly invalid: (message: string) => WireError
}

/**
 * Routes by the whole body: the signature covers it, so it is read before authentication, up to the limit of its operation. The input is decoded and
 * checked against the model's constraints later, once the caller is known.
 */
export function routeWholeBody(subject: Subject, { tell, invalid }: WholeBodyDialect): Protocol['route'] {
  return async (request) => {
    const told = await tell(request)
    const found = findOperation(subject, told.name)
    if (found === undefined) throw told.unknown()
    const { operation, isServed } = found
    if (!isServed) return unservedRoute(operation, { form: await told.body(undefined) })
    const body = told.body(operation)
    // A promise that need not be waited for costs a turn of the microtask queue.
    const form = body instanceof Uint8Array ? body : await body
    return {
      operation,
      form,
      decode: () => checked(subject.model, operation.name, { decoded: told.decode(operation.name, form), invalid }),
    }
  }
}

interface Decoded {
  readonly decoded: DecodedInput
  readonly invalid: WholeBodyDialect['invalid']
}

function checked(model: ServiceModel, operation: string, { decoded, invalid }: Decoded): object {
  if (!decoded.ok) throw wireErrorOf(decoded.problem)
  const shape = model.operations.get(operation)?.input
  const wrong = shape && constraintProblem(model, shape.name, decoded.input)
  if (wrong !== undefined) throw invalid(wrong)
  return decoded.input
}

/** The answer for a request that cannot be decoded. */
export function wireErrorOf({ code, message, extra }: WireProblem, detail: WireErrorDetail = {}): WireError {
  return new WireError(code, message, extra === undefined ? detail : { ...detail, fields: extra })
}
