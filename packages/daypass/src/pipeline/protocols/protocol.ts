// protocols: one wire protocol per file, from a request to an operation and its input, and from an output or an error to the answer.
// Owns what the models of services call protocols, and how each finds the operation and names errors. Refuses unsupported operations by name, bodies
// above their limit before they are held, and to send the text of an error that the model does not list. Knows no caller and no policy.

import { WireError, type WireErrorDetail } from '../../core/error.js'
import type { Answer, Protocol, Request, Routed } from '../../core/exchange.js'
import type { Operation } from '../../core/operation.js'
import type { ServiceFacts } from '../../core/service.js'
import { boundedText } from '../../core/text/bounded-text.js'
import { errorOf } from '../../wire/model.js'
import type { ErrorShape, ServiceModel } from '../../wire/service-model.js'
import { unservedOperation } from './unserved-operation.js'

/** The subject of a protocol: a service and its model. */
export interface Subject<S extends ServiceFacts = ServiceFacts> {
  readonly service: S
  readonly model: ServiceModel
}

/** An error to be encoded. Parts that a client may have sent are bounded in length. */
export interface Failure {
  readonly error: ErrorShape
  readonly message: string
  readonly fields: WireErrorDetail['fields']
}

/** The error that replaces every error that the service's model does not list. */
export interface InternalError extends ErrorShape {
  readonly message: string
  /** Its name in the audit, where that is not its code. */
  readonly audit?: string
}

/** The parts that each wire protocol does differently. */
export interface Dialect {
  readonly route: Protocol['route']
  readonly encode: (operation: string, output: object, request: Request) => Answer
  readonly encodeError: (failure: Failure, request: Request) => Answer
  readonly internal: InternalError
  /** The protocol's names for the errors that all services share; an error that is not listed keeps its code. */
  readonly codes?: ReadonlyMap<string, string>
}

/**
 * The wire protocol of a service, with the parts that all protocols share. An error is sent with the code that the model or its overlay lists, else
 * as the internal error.
 */
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
      return { status: answer.status, headers: answer.headers, body: answer.body, code: error.code }
    },
  }
}

const boundedFields = (fields: WireErrorDetail['fields']): WireErrorDetail['fields'] =>
  fields && Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, boundedText(text)]))

/** Finds an operation by name: a supported one, or a stand-in for one that only the published model has. */
export function findOperation({ service, model }: Subject, name: string): { operation: Operation; isServed: boolean } | undefined {
  const operation = service.operations.get(name)
  if (operation !== undefined) return { operation, isServed: true }
  return model.otherOperations.has(name)
    ? { operation: unservedOperation({ service: service.name, name, reason: model.unsupported.get(name) }), isServed: false }
    : undefined
}

/** The route of an unsupported request: its input is not decoded. */
export const unservedRoute = (operation: Operation, more: Omit<Routed, 'operation' | 'decode'> = {}): Routed => ({
  operation,
  decode: () => ({}),
  unserved: {},
  ...more,
})
