import type { FormSignature } from '../signature/form/form-signature.js'
import type { Signed } from '../signature/parse-credentials.js'
import type { PayloadMode } from '../signature/payload.js'
import type { PresignedV2 } from '../signature/version-2/presigned-v2.js'
import type { AuthenticationErrors, BodyErrors } from './authentication-errors.js'
import type { WireError } from './error.js'
import type { HandlerContext } from './handler-context.js'
import type { Evidence, Operation } from './operation.js'
import { customEndpoint, type Endpoint } from './region.js'

/**
 * How an unsigned request reaches a service; a signed one names the service in its scope. `form`: a form with the model's API version (query and ec2
 * services). `target`: an `X-Amz-Target` with the model's prefix (json services). `host`: a Host that `matches`. `elsewhere`: a separate listener, or
 * not at all. `anything-else`: all requests that reach no other service; S3 alone, because every path may be a bucket's. A path never names a
 * service.
 */
export type UnsignedRoute =
  | { readonly by: 'form'; readonly isDefault?: true }
  | { readonly by: 'target' | 'elsewhere' | 'anything-else' }
  | { readonly by: 'host'; readonly matches: (host: string) => boolean }

/** The parts of a request that tell which service it is for. Names of headers are in lower case. */
export interface AddressedRequest {
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
}

/** What a service expects of signatures (AWS General Reference, "Signature Version 4"). */
export interface SigningRules {
  /** Whether the path is normalized before it is signed; true for every service but S3. */
  readonly normalizesPath: boolean
  /** The minimum lifetime of a presigned request in seconds, whatever X-Amz-Expires says. */
  readonly minimumPresignSeconds: number
  /** Where a request was sent, by its Host and the region it is signed for (undefined: unsigned); undefined where the two do not match. */
  readonly endpointOf: (host: string | undefined, region: string | undefined) => Endpoint | undefined
  /** Condition keys about how a request was signed. `payload` is what the signature says about the body; `now` is milliseconds since the epoch. */
  readonly conditionKeys?: (by: { signed: Presented; payload: PayloadMode; now: number }) => Readonly<Record<string, string | undefined>>
  /** Set where the service takes signatures of version 2, in URLs and forms, if the installation accepts any. */
  readonly acceptsVersion2?: true
}

/** Everything that can say who signed a request. */
export type Presented = Signed | PresignedV2 | FormSignature

/** The rules of most services. */
export const STANDARD_SIGNING: SigningRules = {
  normalizesPath: true,
  minimumPresignSeconds: 0,
  endpointOf: (_host, region) => customEndpoint(region),
}

/** What a request asks for, as received: a part of `Request`. */
export interface OriginRequest {
  readonly method: string
  readonly path: string
  readonly hostBucket?: string | undefined
  readonly hostProblem?: string | undefined
  readonly headers: Readonly<Record<string, string | undefined>>
}

/** What the server must know about a service: how requests reach it, how they are signed and rejected, who may call it. */
export interface ServiceFacts {
  /** The name of its model, and of the service in signature scopes. */
  readonly name: string
  readonly operations: ReadonlyMap<string, Operation>
  readonly unsigned: UnsignedRoute
  readonly signing: SigningRules
  /** Set where its requests are signed for another service, `of`: those of them that it takes. All others are that service's. */
  readonly sharesScope?: { readonly of: string; readonly takes: (request: AddressedRequest) => boolean }
  readonly errors: AuthenticationErrors
  /** The error for an input that breaks the model's constraints, where that is not the one of its protocol. */
  readonly brokenConstraint?: (problem: string) => WireError
  /** Set where bodies stream after the signature of their headers was checked; otherwise a body is read and hashed first. */
  readonly streaming?: BodyErrors
  /**
   * `iam-capable`: rejects credentials of GetSessionToken without MFA, and of GetFederationToken (IAM user guide, "Comparing STS API operations").
   */
  readonly sessions: 'any' | 'iam-capable'
  /**
   * Set where pages of other origins may be allowed to read answers: the headers that say so, for a request with an `Origin`. `reads` is what its
   * operations may read.
   */
  readonly crossOrigin?: (request: OriginRequest, reads: never) => Readonly<Record<string, string>>
  /** Whether policies may allow operations to unsigned callers. */
  readonly anonymous: boolean
}

/** The state at one revision, the verified evidence of the request, and the region that it was sent to. */
export interface ReadsAt<State> {
  readonly state: State
  readonly evidence: Evidence
  readonly region: string
}

/** What verifying evidence reads: the state, until it first waits, and the region in the signature. */
export interface EvidenceAt<State> {
  readonly state: State
  readonly region: string
}

/** The state that a handler reads and changes, and the context of its request. */
export interface DepsAt<State> {
  readonly state: State
  readonly context: HandlerContext
}

/** A service over the parts of an installation. What its operations read and use is made here and visible to nothing else. */
export interface Service<Name extends string = string, Parts = never, State = never> extends ServiceFacts {
  readonly name: Name
  readonly reads: (parts: Parts, at: ReadsAt<State>) => never
  readonly deps: (parts: Parts, at: DepsAt<State>) => never
  /** What verifying evidence may use. It commits separately. */
  readonly evidenceParts: (parts: Parts, at: EvidenceAt<State>) => never
}

/** What a service declares: its facts, its operations, and how the things they use are made from the parts of an installation. */
export interface ServiceDefinition<Name extends string, Parts, State, Reads, Deps, Verifying>
  extends Omit<ServiceFacts, 'name' | 'operations'> {
  readonly name: Name
  readonly operations: readonly Operation<Reads, Deps, Verifying>[]
  /** What `authorize` and `check` may read. */
  readonly reads: (parts: Parts, at: ReadsAt<State>) => Reads
  /** What `handle` may use. */
  readonly deps: (parts: Parts, at: DepsAt<State>) => Deps
  /** What verifying evidence may use; for services whose operations verify evidence. */
  readonly evidenceParts?: (parts: Parts, at: EvidenceAt<State>) => Verifying
}

/**
 * Makes a service. The types check here, where all of them are known, that its operations get what they need; after this they are erased.
 * @example
 * export const toy = defineService({
 *   name: 'toy', operations: toyOperations, unsigned: { by: 'target' }, signing: STANDARD_SIGNING, errors: queryErrors('toy'),
 *   sessions: 'any', anonymous: false, reads: (_parts, { state }) => ({ state }), deps: (_parts, { state }) => ({ state }),
 * })
 */
export function defineService<const Name extends string, Parts, State, Reads, Deps, Verifying = never>(
  definition: ServiceDefinition<Name, Parts, State, Reads, Deps, Verifying>,
): Service<Name, Parts, State> {
  const { reads, deps, evidenceParts: verifying } = definition
  return {
    ...definition,
    operations: new Map(definition.operations.map((operation) => [operation.name, operation])),
    reads: (parts, at) => reads(parts, at) as never,
    deps: (parts, at) => deps(parts, at) as never,
    evidenceParts: (parts, at) => verifying?.(parts, at) as never,
  }
}
