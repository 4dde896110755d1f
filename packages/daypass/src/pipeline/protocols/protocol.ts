import { WireError, type WireErrorDetail } from '../../core/error.js'
import type { Answer, Protocol, Request, Routed } from '../../core/exchange.js'
import type { Operation } from '../../core/operation.js'
import type { ServiceFacts } from '../../core/service.js'
import { boundedText } from '../../core/text/bounded-text.js'
import { errorOf } from '../../wire/model.js'
import type { ErrorShape, ServiceModel } from '../../wire/service-model.js'
import { unservedOperation } from './unserved-operation.js'

/** What is served by a protocol: a service, and its model. */
export interface Subject<S extends ServiceFacts = ServiceFacts> {
  readonly service: S
  readonly model: ServiceModel
}

/** An error on its way to the wire. What a client may have sent is of bounded length. */
export interface Failure {
  readonly error: ErrorShape
  readonly message: string
  readonly fields: WireErrorDetail['fields']
}

/** The error that stands for everything the service's model does not list. */
export interface InternalError extends ErrorShape {
  readonly message: string
  /** What the audit calls it, where that is not its code. */
  readonly audit?: string
}

/** What a wire protocol does in its own way. */
export interface Dialect {
  readonly route: Protocol['route']
  readonly encode: (operation: string, output: object, request: Request) => Answer
  readonly encodeError: (failure: Failure, request: Request) => Answer
  readonly internal: InternalError
  /** What the protocol's services call the errors that all services share; those that are not there keep their code. */
  readonly codes?: ReadonlyMap<string, string>
}

/** The wire protocol of a service: what is the same in all of them. An error is told by the code that the model or its overlay lists, else as the internal one. */
export function makeProtocol<S extends ServiceFacts>({ service, model }: Subject<S>, dialect: Dialect): Protocol<S> {
  const { internal, codes } = dialect
  return {
    service,
    model,
    route: dialect.route,
    encode: ({ operation }, output, request) => dialect.encode(operation.name, output, request),
    fail: (error, request, routed) => {
      const known = error instanceof WireError ? errorOf(model, routed?.operation.name, codes?.get(error.code) ?? error.code) : undefined
      if (known === undefined || !(error instanceof WireError)) {
        const answer = dialect.encodeError({ error: internal, message: internal.message, fields: undefined }, request)
        return { ...answer, code: internal.audit ?? internal.code }
      }
      const answer = dialect.encodeError(
        { error: known, message: boundedText(error.message), fields: boundedFields(error.detail.fields) },
        request,
      )
      return { ...answer, code: error.code }
    },
  }
}

const boundedFields = (fields: WireErrorDetail['fields']): WireErrorDetail['fields'] =>
  fields && Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, boundedText(text)]))

/** The operation of a name: one that is served, or one that stands for what the published model knows and nobody serves. */
export function findOperation({ service, model }: Subject, name: string): { operation: Operation; isServed: boolean } | undefined {
  const operation = service.operations.get(name)
  if (operation !== undefined) return { operation, isServed: true }
  return model.otherOperations.has(name) ? { operation: unservedOperation({ service: service.name, name }), isServed: false } : undefined
}

/** A request for what is not served: its input is not read. */
export const unservedRoute = (operation: Operation, more: Omit<Routed, 'operation' | 'decode'> = {}): Routed => ({
  operation,
  decode: () => ({}),
  unserved: {},
  ...more,
})
