import { WireError, type WireErrorDetail } from '../../core/error.js'
import type { Protocol, Request } from '../../core/exchange.js'
import type { Operation } from '../../core/operation.js'
import { constraintProblem } from '../../wire/constraints.js'
import type { DecodedInput, WireProblem } from '../../wire/problem.js'
import type { ServiceModel } from '../../wire/service-model.js'
import { findOperation, type Subject, unservedRoute } from './protocol.js'

/** A request whose operation was told by its protocol and not yet looked up. */
export interface Told {
  /** As the request has it, whether or not there is such an operation. */
  readonly name: string
  /** The refusal where there is none. */
  readonly unknown: () => WireError
  /** The body, of as many bytes as the operation takes; undefined: as the protocol takes where none is served. */
  readonly body: (operation: Operation | undefined) => Uint8Array | Promise<Uint8Array>
  readonly decode: (operation: string, body: Uint8Array) => DecodedInput
}

/** How a protocol that reads bodies whole tells the operation of a request, and refuses an input that breaks the model's constraints. */
export interface WholeBodyDialect {
  readonly tell: (request: Request) => Told | Promise<Told>
  readonly invalid: (message: string) => WireError
}

/**
 * Routes by the whole body: the signature covers it, so that it is read before it is believed, and only as far as its operation takes it. The input is
 * decoded and held against the model's constraints later, once it is known who asks.
 */
export function routeWholeBody(subject: Subject, { tell, invalid }: WholeBodyDialect): Protocol['route'] {
  return async (request) => {
    const told = await tell(request)
    const found = findOperation(subject, told.name)
    if (found === undefined) throw told.unknown()
    const { operation, isServed } = found
    if (!isServed) return unservedRoute(operation, { form: await told.body(undefined) })
    const form = await told.body(operation)
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

/** Why a request cannot be read, as an answer. */
export function wireErrorOf({ code, message, extra }: WireProblem, detail: WireErrorDetail = {}): WireError {
  return new WireError(code, message, extra === undefined ? detail : { ...detail, fields: extra })
}
