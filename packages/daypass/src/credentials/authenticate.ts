import { anonymous } from '../core/caller.js'
import type { Clock } from '../core/clock.js'
import { CommonError, type WireError } from '../core/error.js'
import type { Authenticated, Payload, Request, Routed } from '../core/exchange.js'
import { isUnsigned } from '../core/operation.js'
import type { Endpoint } from '../core/region.js'
import type { ServiceFacts } from '../core/service.js'
import { accessKeys } from '../directory/iam/access-key.js'
import { isClosedAccount } from '../directory/organizations/organization-member.js'
import { buckets } from '../directory/s3/bucket.js'
import type { Reader } from '../directory/state.js'
import { hasEnded } from '../directory/sts/ended-session.js'
import { isProblem } from '../signature/problem.js'
import type { SigningKeys } from '../signature/signing-keys.js'
import { formPayload, streamPayload } from './payload.js'
import { type Proof, presentedBy, prove } from './proof.js'
import { unusableIn } from './region-gate.js'
import { type Resolver, resolveKey } from './resolve.js'
import { signatureError } from './signature-error.js'

/** What authentication needs from the installation. */
export interface Authenticator {
  readonly resolver: Resolver
  readonly signingKeys: SigningKeys
  readonly clock: Clock
  /** Whether signatures of version 2 are accepted, in URLs and forms of services that take them at all. */
  readonly acceptsVersion2: boolean
}

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
  // An operation that is not signed ignores any signature: an expired one must not prevent a login.
  if (isUnsigned(routed.operation)) return unsignedRequest(request, asked)
  const presented = presentedBy(request, routed, service.signing.acceptsVersion2 === true && by.acceptsVersion2)
  if (isProblem(presented)) return signatureError(errors, presented)
  if (presented.kind === 'anonymous') return unsignedRequest(request, asked)
  const key = { accessKeyId: presented.accessKeyId, sessionToken: presented.sessionToken }
  const resolved = resolveKey(key, state, { resolver: by.resolver, now: by.clock.now() })
  const proof = prove({ request, routed, service, presented, resolved, signingKeys: by.signingKeys, now: by.clock.wall() })
  if (isProblem(proof) && proof.problem !== 'unknown-key') return signatureError(errors, proof)
  if ('unresolved' in resolved) return errors.credentials[resolved.unresolved](presented.accessKeyId)
  if (isProblem(proof)) return signatureError(errors, proof)
  if (resolved.expired) return errors.credentials.expired(presented.accessKeyId)
  const { region, kind } = requireEndpoint(service.signing.endpointOf(request.headers.host, proof.region ?? regionOfBucket(routed, state)))
  const unusable = unusableIn(region, resolved.caller, { state, operation: routed.operation })
  if (unusable !== undefined) return errors.credentials[unusable](presented.accessKeyId)
  return {
    caller: resolved.caller,
    region,
    endpoint: kind,
    payload: payloadOf(request, asked, proof),
    context: service.signing.conditionKeys?.({ signed: presented, payload: proof.payload, now: by.clock.wall() }) ?? {},
  }
}

/**
 * The region of the bucket that a request names, for one that names no region itself: on AWS it is sent to an endpoint of that region, so that
 * `aws:RequestedRegion` is the bucket's. Undefined without such a bucket.
 */
const regionOfBucket = ({ bucket }: Pick<Routed, 'bucket'>, state: Reader): string | undefined =>
  bucket === undefined ? undefined : buckets.get(state, bucket)?.region

function unsignedRequest(request: Request, asked: AuthenticationRequest): Authenticated {
  const payload = payloadOf(request, asked)
  const { region, kind } = requireEndpoint(
    asked.service.signing.endpointOf(request.headers.host, regionOfBucket(asked.routed, asked.state)),
  )
  return { caller: anonymous, region, endpoint: kind, payload, context: {} }
}

function payloadOf(request: Request, { routed, service }: AuthenticationRequest, by?: Proof): Payload {
  if (routed.form !== undefined) return formPayload(routed.form)
  if (service.streaming === undefined) throw new Error(`${service.name} does not stream bodies, and its protocol did not read this one`)
  const source = routed.upload === undefined ? request : { ...request, ...routed.upload }
  return streamPayload({ request: source, routed, errors: { signature: service.errors.signature, body: service.streaming } }, by)
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
