import { anonymous } from '../core/caller.js'
import type { Clock } from '../core/clock.js'
import { CommonError, type WireError } from '../core/error.js'
import type { Authenticated, Payload, Request, Routed } from '../core/exchange.js'
import type { Endpoint } from '../core/region.js'
import type { ServiceFacts } from '../core/service.js'
import { accessKeys } from '../directory/iam/access-key.js'
import { isClosedAccount } from '../directory/organizations/organization-member.js'
import type { Reader } from '../directory/state.js'
import { hasEnded } from '../directory/sts/ended-session.js'
import type { SignedRequest } from '../signature/canonical.js'
import { sha256Hex } from '../signature/digest.js'
import { parseCredentials, type Signed } from '../signature/parse-credentials.js'
import { isProblem, type SignatureProblem } from '../signature/problem.js'
import type { SigningKeys } from '../signature/signing-keys.js'
import { type Verified, type VerifyOptions, verifyAgainstDummy, verifySignature } from '../signature/verify.js'
import { formPayload, streamPayload } from './payload.js'
import { unusableIn } from './region-gate.js'
import { type Resolved, type Resolver, resolveKey } from './resolve.js'
import { signatureError } from './signature-error.js'

/** What authentication needs from the installation. */
export interface Authenticator {
  readonly resolver: Resolver
  readonly signingKeys: SigningKeys
  readonly clock: Clock
}

/** The clock skew that AWS allows, in seconds, for all services that daypass supports. */
const SKEW_SECONDS = 900

/** What authentication needs to know about the request. */
export interface AuthenticationRequest {
  readonly routed: Routed
  readonly service: ServiceFacts
  readonly state: Reader
}

/** Who signed a request, or the service's error for a signature or credentials that are not valid; an unsigned request is anonymous. */
export function authenticate(by: Authenticator, request: Request, asked: AuthenticationRequest): Authenticated | WireError {
  const { routed, service, state } = asked
  const { errors } = service
  const { authorize } = routed.operation
  // An operation that is not signed ignores any signature: an expired one must not prevent a login.
  if (typeof authorize !== 'function' && authorize.kind === 'unsigned') return unsignedRequest(request, asked)
  const signedRequest = { method: request.method, path: request.path, query: request.query, headers: request.rawHeaders }
  const presented = parseCredentials(signedRequest)
  if (isProblem(presented)) return signatureError(errors, presented)
  if (presented.kind === 'anonymous') return unsignedRequest(request, asked)
  const key = { accessKeyId: presented.accessKeyId, sessionToken: presented.sessionToken }
  const resolved = resolveKey(key, state, { resolver: by.resolver, now: by.clock.now() })
  const verified = verify(by, { request, signedRequest, asked, presented, resolved })
  if (isProblem(verified) && verified.problem !== 'unknown-key') return signatureError(errors, verified)
  if ('unresolved' in resolved) return errors.credentials[resolved.unresolved](presented.accessKeyId)
  if (isProblem(verified)) return signatureError(errors, verified)
  if (resolved.expired) return errors.credentials.expired(presented.accessKeyId)
  const { region, kind } = requireEndpoint(service.signing.endpointOf(request.headers.host, presented.scope.region))
  const unusable = unusableIn(region, resolved.caller, { state, operation: routed.operation })
  if (unusable !== undefined) return errors.credentials[unusable](presented.accessKeyId)
  return {
    caller: resolved.caller,
    region,
    endpoint: kind,
    payload: payloadOf(request, asked, { signed: presented, verified }),
    context: service.signing.conditionKeys?.({ signed: presented, verified, now: by.clock.wall() }) ?? {},
  }
}

interface Verification {
  readonly request: Request
  readonly signedRequest: SignedRequest
  readonly asked: AuthenticationRequest
  readonly presented: Signed
  readonly resolved: Resolved
}

/** Verifies with the key's secret. For an unknown key, does the same work with a dummy secret, so that timing does not reveal which ids exist. */
function verify(by: Authenticator, { request, signedRequest, asked, presented, resolved }: Verification): Verified | SignatureProblem {
  const { form } = asked.routed
  const verification = {
    request: signedRequest,
    presented,
    now: by.clock.wall(),
    options: optionsOf(asked.service, request),
    bodyHash: form === undefined ? undefined : sha256Hex(form),
  }
  if ('unresolved' in resolved) return verifyAgainstDummy(verification, by.signingKeys)
  const { secret } = resolved
  const signingKeyFor = ({ accessKeyId, scope }: Signed) => by.signingKeys.get({ accessKeyId, secret, scope })
  return verifySignature({ signingKeyFor, ...verification })
}

const optionsOf = ({ name, sharesScope, signing, streaming }: ServiceFacts, request: Request): VerifyOptions => ({
  service: sharesScope?.of ?? name,
  normalizePath: signing.normalizesPath,
  streamsBodies: streaming !== undefined,
  skewSeconds: SKEW_SECONDS,
  regions: (scope) => signing.endpointOf(request.headers.host, scope) !== undefined,
  minimumPresignSeconds: signing.minimumPresignSeconds,
})

function unsignedRequest(request: Request, asked: AuthenticationRequest): Authenticated {
  const payload = payloadOf(request, asked)
  const { region, kind } = requireEndpoint(asked.service.signing.endpointOf(request.headers.host, undefined))
  return { caller: anonymous, region, endpoint: kind, payload, context: {} }
}

function payloadOf(request: Request, { routed, service }: AuthenticationRequest, by?: { signed: Signed; verified: Verified }): Payload {
  if (routed.form !== undefined) return formPayload(routed.form)
  if (service.streaming === undefined) throw new Error(`${service.name} does not stream bodies, and its protocol did not read this one`)
  return streamPayload({ request, routed, errors: { ...service.errors, body: service.streaming } }, by)
}

/** Signatures for an unknown region were rejected earlier; only an unsigned request to an STS of an unknown region gets here. */
function requireEndpoint(endpoint: Endpoint | undefined): Endpoint {
  if (endpoint === undefined) throw new CommonError('SignatureDoesNotMatch', 'Credential should be scoped to a valid region.')
  return endpoint
}

/**
 * Throws when, since authentication, the signing key was deactivated or deleted, the session revoked, or the region disabled: a streaming body may
 * take an hour to arrive. In services that do not stream, the region was checked a moment ago, including what STS still answers in a disabled region.
 */
export function requireCurrent(service: ServiceFacts, signed: Pick<Authenticated, 'caller' | 'region'>, state: Reader): void {
  const { caller, region } = signed
  const { credentials } = service.errors
  if (caller.kind === 'anonymous') return
  const unusable = service.streaming === undefined ? undefined : unusableIn(region, caller, { state, operation: {} })
  if (unusable !== undefined) throw credentials[unusable](caller.accessKeyId)
  if (isClosedAccount(state, caller.account)) throw credentials['unknown-key'](caller.accessKeyId)
  if (hasEnded(state, caller)) throw credentials.revoked(caller.accessKeyId)
  if (caller.session !== undefined) return
  if (accessKeys.get(state, caller.accessKeyId)?.status !== 'Active') throw credentials['unknown-key'](caller.accessKeyId)
}
