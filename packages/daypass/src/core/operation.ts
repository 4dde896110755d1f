/**
 * core: the types that every request shares, from operations, callers, errors and ARNs to the sources of time and randomness.
 * Owns the shape of an operation, of the permissions that it requires and of a service. Refuses to know any store, any service or any policy: what the
 * pipeline needs of them is passed in as small interfaces.
 * May know: wire.
 */
import type { Caller } from './caller.js'
import type { FederatedLogin } from './federation/federated-login.js'
import type { VerifiedPod } from './federation/verified-pod.js'

/** One permission that a caller must have: an action on a resource, with the condition keys that only this request knows. */
export interface RequiredPermission {
  /** `service:Action`, as policies spell it. */
  readonly action: string
  /** An ARN, or `*` for actions without resource-level permissions. */
  readonly resource: string
  /**
   * The resource as the request named it, where `resource` spells it differently: another letter case, no path. Policies decide on `resource`; an
   * error message names this one, so that it does not reveal what exists.
   */
  readonly named?: string | undefined
  /** The account that owns the resource; the caller's own when absent. */
  readonly resourceAccount?: string | undefined
  /** Condition keys of this request; an undefined value means that the key is absent. */
  readonly context?: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** An operation that requires no permission, and why; shown in the support table. */
export interface NoPermissionAsked {
  readonly kind: 'always' | 'unsigned'
  readonly reason: string
}

/** Every signed caller may call this, whatever policies say; `reason` cites the rule. */
export const always = (reason: string): NoPermissionAsked => ({ kind: 'always', reason })
/** This operation is not signed; `reason` says what protects it instead. */
export const unsigned = (reason: string): NoPermissionAsked => ({ kind: 'unsigned', reason })

/**
 * What a service writes to declare an operation. `authorize` is a pure function that returns every permission that must be allowed before `handle`
 * runs; it gets readers, never writers. `handle` gets a parsed, valid, authenticated and authorized request.
 */
export interface Definition<Input, Output, Reads, Deps, EvidenceParts = never> {
  /** What it does, in one sentence, for the support table. */
  readonly summary: string
  /**
   * Every action that `authorize` may require, sorted, for the support table; absent where it requires none. Tests check that `authorize` requires no
   * other.
   */
  readonly actions?: readonly string[]
  readonly authorize: NoPermissionAsked | ((input: Input, caller: Caller, reads: Reads) => readonly RequiredPermission[])
  /** Checks beyond the model's constraints that need no authorization: caller kinds, parameter syntax. Throws a wire error. */
  readonly check?: (input: Input, caller: Caller, reads: Reads) => void
  /**
   * Verifies the evidence that a request carries (an MFA code), before any permission is decided. What it consumes is committed separately and stays
   * consumed when the call is then denied. Its result is in the reads as `evidence`. Throws a wire error for invalid evidence.
   */
  readonly evidence?: EvidenceCheck<Input, EvidenceParts>
  /**
   * Set, with what it is, where evidence takes the place of a signature: any signature is ignored, the evidence must prove a login, and `authorize` asks
   * for that login. A call whose evidence proves none never gets that far.
   */
  readonly provenBy?: string
  /**
   * Set, with a reason, where a call names several things and AWS answers for each of them: a denied permission then does not end the request, and
   * `handle` gets every decision, in the order of the required permissions.
   */
  readonly partialResults?: string
  /** Set, with a reason, where every call returns an error because what the operation needs does not exist; shown in the support table. */
  readonly unavailable?: string
  /** Set, with what is missing, where what the operation stores has no effect yet; shown in the support table. */
  readonly notEnforced?: string
  /** Set, with what is missing, where what some calls are for does not exist yet; shown in the support table. */
  readonly notYet?: string
  /** Set, with a reason, where the call also works in a region that the caller's account has disabled; every other call is rejected there. */
  readonly allowedInDisabledRegion?: string
  /**
   * Bytes of the largest body that the operation accepts; when absent, the limit of its protocol. A larger one is rejected before it is held in
   * memory.
   */
  readonly maxBody?: number
  /** Set, with a reason, where `x-amz-checksum-*` headers are not about the body of the request but about the object that it makes: `handle` checks them. */
  readonly checksumsOfObject?: string
  /**
   * Set, with a reason, where AWS sends details of a denial, sealed for DecodeAuthorizationMessage, at the end of its message. For other operations only a server
   * that is configured to explain errors sends them, in a header.
   */
  readonly sealsDetails?: string
  /** The error of a denial where AWS words it differently from `User: … is not authorized to perform: …`. */
  readonly denied?: (refusal: Refusal, input: Input) => Error
  readonly handle: (input: Input, caller: Caller, deps: Deps) => Output | Promise<Output>
}

/** How evidence is recognized and verified. A request without evidence costs nothing. */
export interface EvidenceCheck<Input, EvidenceParts> {
  readonly isPresent: (input: Input) => boolean
  /** May wait, for an identity provider for one. What the parts read at a revision may be read before the first wait only. */
  readonly verify: (input: Input, caller: Caller, parts: EvidenceParts) => Promise<Evidence>
}

/** The result of verifying a request's evidence. Times are milliseconds since the epoch. */
export interface Evidence {
  /** When the MFA code sent with this request was verified; absent: none was sent. */
  readonly mfaAt?: number
  /** The login that a token or an assertion proved. */
  readonly login?: FederatedLogin
  /** The pod whose token a signed request carried. */
  readonly pod?: VerifiedPod
}

/** The result for a request that carried no evidence. */
export const NO_EVIDENCE: Evidence = {}

/** A required permission that was denied. */
export interface Refusal {
  readonly caller: Caller
  readonly question: RequiredPermission
  readonly decision: AccessDecision
}

/** The decision of access: whether a permission is allowed, and why. */
export interface AccessDecision {
  readonly allowed: boolean
  readonly outcome: 'allow' | 'explicitDeny' | 'implicitDeny'
  /** The layer that decided, e.g. `identity`. */
  readonly decidedBy: string
  /** AWS's whole sentence, as sent. Empty when allowed. */
  readonly message: string
  /** For the audit line. */
  readonly reason: string
  /**
   * Makes the details that DecodeAuthorizationMessage shows of a denial, in at most so many bytes; absent where not even the caller's own account may
   * see them.
   */
  readonly details?: (most: number) => string
}

/**
 * An operation with its name and service. The type of its input is erased: the pipeline passes it on as the model decoded it. The types of its reads
 * and deps are erased too, unless they are written out, as they are where a service is defined.
 */
export interface Operation<Reads = never, Deps = never, EvidenceParts = never> {
  /** The name of its service. */
  readonly service: string
  readonly name: string
  readonly summary: string
  readonly actions?: readonly string[]
  readonly authorize: NoPermissionAsked | ((input: never, caller: Caller, reads: Reads) => readonly RequiredPermission[])
  readonly check?: (input: never, caller: Caller, reads: Reads) => void
  readonly evidence?: EvidenceCheck<never, EvidenceParts>
  readonly provenBy?: string
  readonly partialResults?: string
  readonly unavailable?: string
  readonly notEnforced?: string
  readonly notYet?: string
  readonly allowedInDisabledRegion?: string
  readonly maxBody?: number
  readonly checksumsOfObject?: string
  readonly sealsDetails?: string
  readonly denied?: (refusal: Refusal, input: never) => Error
  readonly handle: (input: never, caller: Caller, deps: Deps) => unknown
}

/** Whether an operation ignores signatures: it is open to everyone, or something else proves who calls. */
export const isUnsigned = ({ authorize, provenBy }: Pick<Operation, 'authorize' | 'provenBy'>): boolean =>
  provenBy !== undefined || (typeof authorize !== 'function' && authorize.kind === 'unsigned')

/** What the operations of one service share: a check after their own, a check before they are handled, and the wording of a denial by policy. */
export interface ServiceRules<Reads, Deps = never> {
  readonly check?: (operation: string, given: { input: object; caller: Caller; reads: Reads }) => void
  /** Runs once every permission is granted, before `handle`, so that what it refuses is told only to callers with permission. Throws a wire error. */
  readonly beforeHandle?: (operation: string, given: { input: object; caller: Caller; deps: Deps }) => void
  readonly denied?: (refusal: Refusal) => Error
}

type Types<Operations> = Record<keyof Operations, { readonly input: unknown; readonly output: unknown }>
type Named = { readonly service: string; readonly name: string }

/** The definition of an operation that always requires permissions and so is never open to everyone. */
export interface AskingDefinition<Input, Output, Reads, Deps, EvidenceParts = never>
  extends Definition<Input, Output, Reads, Deps, EvidenceParts> {
  readonly actions: readonly string[]
  readonly authorize: (input: Input, caller: Caller, reads: Reads) => readonly RequiredPermission[]
}

/**
 * Binds `operation` to a service: its generated operation types, what its `authorize` may read and what its `handle` may use.
 * @example const operation = operationOf<StsOperations, StsReads, StsDeps>('sts')
 */
export function operationOf<Operations extends Types<Operations>, Reads, Deps extends Reads, EvidenceParts = never>(
  service: string,
  rules: ServiceRules<Reads, Deps> = {},
) {
  type Own<Name extends keyof Operations> = Definition<Operations[Name]['input'], Operations[Name]['output'], Reads, Deps, EvidenceParts>
  return <Name extends keyof Operations & string>(name: Name, definition: Own<Name>): Own<Name> & Named => ({
    service,
    name,
    ...(rules.denied && { denied: rules.denied }),
    ...definition,
    check: (input, caller, reads) => {
      definition.check?.(input, caller, reads)
      rules.check?.(name, { input: input as object, caller, reads })
    },
    handle(input, caller, deps) {
      rules.beforeHandle?.(name, { input: input as object, caller, deps })
      return definition.handle(input, caller, deps)
    },
  })
}

/** The same for a service whose operations all require permissions. */
export function askingOperationOf<Operations extends Types<Operations>, Reads, Deps extends Reads, EvidenceParts = never>(
  service: string,
  rules: ServiceRules<Reads, Deps> = {},
) {
  type Own<Name extends keyof Operations> = AskingDefinition<
    Operations[Name]['input'],
    Operations[Name]['output'],
    Reads,
    Deps,
    EvidenceParts
  >
  const declare = operationOf<Operations, Reads, Deps, EvidenceParts>(service, rules)
  return <Name extends keyof Operations & string>(name: Name, definition: Own<Name>): Own<Name> & Named => ({
    ...declare(name, definition),
    actions: definition.actions,
    authorize: definition.authorize,
  })
}
