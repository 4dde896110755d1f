import { CommonError, WireError } from '../../core/error.js'
import type { Answer, Fault, Protocol, Request, Routed } from '../../core/exchange.js'
import { accountOfKeyId } from '../../core/key-id.js'
import type { ServiceFacts } from '../../core/service.js'
import { errorText } from '../../pipeline/protocols/error-texts.js'
import { parseCredentials } from '../../signature/parse-credentials.js'
import { isProblem } from '../../signature/problem.js'
import type { Faults, WaitingFault } from './faults.js'

/** The code of a cut connection in the audit; it is never sent. */
const CUT = 'ConnectionCut'
/** A cut connection, or a service's internal error. */
const FaultError = WireError<typeof CUT | 'InternalError' | 'InternalFailure'>
/** Added to every error that is a fault, for the header `x-daypass-reason`. */
const explanation = 'This is a fault that was asked for (daypass fault).'

/**
 * A wire protocol whose calls get the faults that were asked for. A fault happens when the operation of a call is known, and before anything is verified,
 * read or decided: it can only end a call or delay it. After a delay the call takes the whole way, at the state after the delay.
 */
export function faultyProtocol<S extends ServiceFacts>(protocol: Protocol<S>, faults: Faults): Protocol<S> {
  const { service } = protocol
  return {
    ...protocol,
    async route(request) {
      const routed = await protocol.route(request)
      const call = { service: service.name, operation: routed.operation.name, account: () => accountOf(request) }
      const taken = faults.take(call)
      return taken === undefined ? routed : { ...routed, fault: faultOf(taken, { protocol, faults, request, routed }) }
    },
    fail: (error, request, routed) =>
      error instanceof WireError && error.code === CUT ? CUT_ANSWER : protocol.fail(error, request, routed),
  }
}

const CUT_ANSWER: Answer & { code: string } = { status: 0, headers: {}, body: '', isCut: true, code: CUT }

/** The account of the key that a request names; nothing about the request is verified. */
function accountOf({ method, path, query, rawHeaders }: Request): string | undefined {
  const presented = parseCredentials({ method, path, query, headers: rawHeaders })
  return isProblem(presented) || presented.kind === 'anonymous' ? undefined : accountOfKeyId(presented.accessKeyId)
}

interface Suffering {
  readonly protocol: Protocol
  readonly faults: Faults
  readonly request: Request
  readonly routed: Routed
}

function faultOf({ kind, seconds = 1 }: WaitingFault, call: Suffering): Fault {
  if (kind === 'slow') return { name: kind, happen: () => call.faults.wait(seconds) }
  return { name: kind, happen: () => Promise.reject(errorOf(kind, call)) }
}

function errorOf(kind: Exclude<WaitingFault['kind'], 'slow'>, { protocol, request, routed }: Suffering): WireError {
  const detail = { reason: `a fault that was asked for: ${kind}`, explanation }
  if (kind === 'cut') return new FaultError(CUT, 'The connection was cut.', detail)
  const text = errorText(protocol.model.protocol, kind)
  if (kind === 'throttling') return new CommonError('Throttling', text, detail)
  if (kind === 'unavailable') return new CommonError('ServiceUnavailable', text, detail)
  // With the code that the service's own internal errors have in the audit: another one would be a defect.
  return new FaultError(protocol.fail(undefined, request, routed).code as 'InternalFailure', text, detail)
}
