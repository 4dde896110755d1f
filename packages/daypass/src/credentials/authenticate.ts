import { anonymous } from '../core/caller.js'
import type { Clock } from '../core/clock.js'
import { WireError } from '../core/error.js'
import type { Payload, Request, Routed } from '../core/exchange.js'
import type { ServiceName } from '../core/operation.js'
import type { Authenticated } from '../core/pipeline.js'
import { type Endpoint, ownEndpoint, stsEndpoint } from '../core/region.js'
import { accessKeys } from '../directory/iam/access-key.js'
import type { Reader } from '../directory/state.js'
import { isRevoked } from '../directory/sts/revocation.js'
import type { SignedRequest } from '../signature/canonical.js'
import { sha256Hex } from '../signature/digest.js'
import { payloadWord } from '../signature/payload.js'
import { readPresented, type Signed } from '../signature/presented.js'
import { isProblem, type SignatureProblem } from '../signature/problem.js'
import type { SigningKeys } from '../signature/signing-keys.js'
import { type Verified, type VerifyOptions, verifyAgainstDummy, verifySignature } from '../signature/verify.js'
import { refuseNarrowSession } from './narrow-session.js'
import { formPayload, streamPayload } from './payload.js'
import { problemError, refusalsOf, unresolvedError } from './refusals.js'
import { unusableIn } from './region-gate.js'
import { type Resolved, type Resolver, resolveKey } from './resolve.js'

/** What authenticating needs of the installation. */
export interface Authenticator {
  readonly resolver: Resolver
  readonly signingKeys: SigningKeys
  readonly clock: Clock
}

/** The window AWS gives clocks, in seconds, for all services spoken here. */
const SKEW_SECONDS = 900

/** Who signed a request, or the service's own wire error for the reason not to believe it; an unsigned request is anonymous. */
export function authenticate(by: Authenticator, request: Request, asked: { routed: Routed; state: Reader }): Authenticated | WireError {
  const { routed, state } = asked
  const { service, authorize } = routed.operation
  // An operation that is not signed takes no notice of a signature: a stale one must not keep anyone from logging in.
  if (typeof authorize !== 'function' && authorize.kind === 'unsigned') return unsignedRequest(request, routed)
  const refusals = refusalsOf(service)
  const signedRequest = { method: request.method, path: request.path, query: request.query, headers: request.rawHeaders }
  const presented = readPresented(signedRequest)
  if (isProblem(presented)) return problemError(refusals, presented)
  if (presented.kind === 'anonymous') return unsignedRequest(request, routed)
  const key = { accessKeyId: presented.accessKeyId, sessionToken: presented.sessionToken }
  const resolved = resolveKey(key, state, { resolver: by.resolver, now: by.clock.now() })
  const verified = verify(by, { request, signedRequest, routed, presented, resolved })
  if (isProblem(verified) && verified.problem !== 'unknown-key') return problemError(refusals, verified)
  if ('unresolved' in resolved) return unresolvedError(refusals, resolved.unresolved, presented.accessKeyId)
  if (isProblem(verified)) return problemError(refusals, verified)
  if (resolved.expired) return unresolvedError(refusals, 'expired', presented.accessKeyId)
  const { region, kind } = requireEndpoint(endpointOf(service, request, presented.scope.region))
  const unusable = unusableIn(region, resolved.caller, { state, operation: routed.operation })
  if (unusable !== undefined) return unresolvedError(refusals, unusable, presented.accessKeyId)
  if (service === 'iam' || service === 'daypass') refuseNarrowSession(resolved.caller)
  return {
    caller: resolved.caller,
    region,
    endpoint: kind,
    payload: routed.form === undefined ? streamPayload({ request, routed }, presented, verified) : formPayload(routed.form),
    context: service === 's3' ? signedContext(presented, verified, by.clock) : {},
  }
}

interface Verifying {
  readonly request: Request
  readonly signedRequest: SignedRequest
  readonly routed: Routed
  readonly presented: Signed
  readonly resolved: Resolved
}

/** Verifies with the key's secret, or, for a key that is nobody's, does the same work in vain, so that time does not tell which ids exist. */
function verify(by: Authenticator, { request, signedRequest, routed, presented, resolved }: Verifying): Verified | SignatureProblem {
  const verification = {
    request: signedRequest,
    presented,
    now: by.clock.wall(),
    options: optionsOf(routed.operation.service, request),
    bodyHash: routed.form === undefined ? undefined : sha256Hex(routed.form),
  }
  if ('unresolved' in resolved) return verifyAgainstDummy(verification, by.signingKeys)
  const { secret } = resolved
  const signingKeyFor = ({ accessKeyId, scope }: Signed) => by.signingKeys.get({ accessKeyId, secret, scope })
  return verifySignature({ signingKeyFor, ...verification })
}

/**
 * S3 signs the path as it is; the others sign it normalised. AWS STS lets a presigned request live as long as a signed one, whatever X-Amz-Expires
 * says: Kubernetes tokens are signed for 60 seconds and used for 14 minutes (aws-iam-authenticator, pkg/token).
 */
const optionsOf = (service: ServiceName, request: Request): VerifyOptions => ({
  service,
  normalizePath: service !== 's3',
  skewSeconds: SKEW_SECONDS,
  regions: (scope) => endpointOf(service, request, scope) !== undefined,
  minimumPresignSeconds: service === 'sts' ? SKEW_SECONDS : 0,
})

function unsignedRequest(request: Request, routed: Routed): Authenticated {
  const payload: Payload = routed.form === undefined ? streamPayload({ request, routed }, undefined, undefined) : formPayload(routed.form)
  const { region, kind } = requireEndpoint(endpointOf(routed.operation.service, request))
  return { caller: anonymous, region, endpoint: kind, payload, context: {} }
}

/** Where a request was sent. Only STS is told by the Host: the names of the other services say nothing that their signatures do not. */
const endpointOf = (service: ServiceName, request: Request, scope?: string): Endpoint | undefined =>
  service === 'sts' ? stsEndpoint(request.headers.host, scope) : ownEndpoint(scope)

/** A signature for a region that is none has been refused before; what is left is an unsigned request to an STS of a region that is none. */
function requireEndpoint(endpoint: Endpoint | undefined): Endpoint {
  if (endpoint === undefined) throw new WireError('SignatureDoesNotMatch', 'Credential should be scoped to a valid region.')
  return endpoint
}

/**
 * Throws when the key that signed has been switched off or deleted since, the session revoked, or the region disabled: a body may be on its way for
 * an hour. Only S3 has such bodies; what STS answers in a disabled region has been settled when the request was believed.
 */
export function requireCurrent(service: ServiceName, signed: Pick<Authenticated, 'caller' | 'region'>, state: Reader): void {
  const { caller, region } = signed
  if (caller.kind === 'anonymous') return
  const unusable = service === 's3' ? unusableIn(region, caller, { state, operation: {} }) : undefined
  if (unusable !== undefined) throw unresolvedError(refusalsOf(service), unusable, caller.accessKeyId)
  if (isRevoked(state, caller)) throw unresolvedError(refusalsOf(service), 'revoked', caller.accessKeyId)
  if (caller.session !== undefined) return
  if (accessKeys.get(state, caller.accessKeyId)?.status !== 'Active')
    throw unresolvedError(refusalsOf(service), 'unknown-key', caller.accessKeyId)
}

/** Condition keys that tell how an S3 request was signed (Service Authorization Reference, Amazon S3). */
function signedContext(presented: Signed, verified: Verified, clock: Clock): Authenticated['context'] {
  return {
    's3:authType': presented.kind === 'presigned' ? 'REST-QUERY-STRING' : 'REST-HEADER',
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:signatureAge': presented.kind === 'presigned' ? String(Math.max(0, clock.wall() - presented.signedAt)) : undefined,
    // As it stood in the signature, wherever it was sent: a presigned request that says nothing is unsigned too.
    's3:x-amz-content-sha256': payloadWord(verified.payload, ''),
  }
}
