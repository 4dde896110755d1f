import type { Caller } from './caller.js'

/** One thing a caller must be allowed: an action on a resource, with the keys that only this request knows. */
export interface RequiredPermission {
  /** `service:Action`, as policies spell it. */
  readonly action: string
  /** An ARN, or `*` for actions without resource-level permissions. */
  readonly resource: string
  /**
   * The resource as the request named it, where that is not how `resource` spells it: another letter case, no path. Policies decide on `resource`;
   * a refusal names this one, and so does not tell what there is.
   */
  readonly named?: string | undefined
  /** The account that owns the resource; the caller's own when absent. */
  readonly resourceAccount?: string | undefined
  /** Condition keys of this request; absent values are absent keys. */
  readonly context?: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** An operation that asks nothing, and why: it shows in the support table. */
export interface NoPermissionAsked {
  readonly kind: 'always' | 'unsigned'
  readonly reason: string
}

/** Every signed caller may call this, whatever policies say; `reason` cites the rule. */
export const always = (reason: string): NoPermissionAsked => ({ kind: 'always', reason })
/** This operation is not signed; `reason` says what guards it instead. */
export const unsigned = (reason: string): NoPermissionAsked => ({ kind: 'unsigned', reason })

/**
 * What a service writes to declare an operation. `authorize` is a pure call that returns every question to be allowed before `handle` runs;
 * it gets readers, never writers. `handle` sees a parsed, valid, authenticated, authorized request.
 */
export interface Definition<Input, Output, Reads, Deps, EvidenceParts = never> {
  /** What it does, in one sentence, for the support table. */
  readonly summary: string
  /** Every action that `authorize` may ask, sorted, for the support table; absent where it asks nothing. The tests hold `authorize` to it. */
  readonly actions?: readonly string[]
  readonly authorize: NoPermissionAsked | ((input: Input, caller: Caller, reads: Reads) => readonly RequiredPermission[])
  /** Checks beyond the model's constraints that need no authorization: caller kinds, parameter syntax. Throws a wire error. */
  readonly check?: (input: Input, caller: Caller, reads: Reads) => void
  /**
   * Verifies the evidence a request brings (a one-time code), before anything is decided. What it uses up is used up in a commit of its own, also when
   * the call is then denied. What it returns stands among the reads as `evidence`. Throws a wire error for evidence that does not hold.
   */
  readonly evidence?: EvidenceCheck<Input, EvidenceParts>
  /**
   * Set, with a reason, where a call names several things and AWS answers for each by itself: a refused question then does not end the request, and
   * `handle` finds every decision, in the order of the questions, among what it is given.
   */
  readonly partialResults?: string
  /** Set, with a reason, where what the operation needs is not there, so that every call ends in a refusal: it shows in the support table. */
  readonly unavailable?: string
  /** Set, with a reason, where the call is answered in a region that the caller's account has disabled; every other call is refused there. */
  readonly allowedInDisabledRegion?: string
  /** Bytes of body that the operation takes, at most; what its protocol takes when absent. More is refused before it is held. */
  readonly maxBody?: number
  /**
   * Set, with a reason, where AWS sends details of a refusal, sealed for DecodeAuthorizationMessage. Elsewhere they are sent only by a server that is told
   * to explain errors.
   */
  readonly sealsDetails?: string
  /** How a refusal is worded where AWS words it in another way than `User: … is not authorized to perform: …`. */
  readonly denied?: (refusal: Refusal, input: Input) => Error
  readonly handle: (input: Input, caller: Caller, deps: Deps) => Output | Promise<Output>
}

/** How evidence is told and verified. A request that brings none costs nothing. */
export interface EvidenceCheck<Input, EvidenceParts> {
  readonly isPresent: (input: Input) => boolean
  readonly verify: (input: Input, caller: Caller, parts: EvidenceParts) => Promise<Evidence>
}

/** What the evidence of a request came to. Times are milliseconds since the epoch. */
export interface Evidence {
  /** When the second factor sent with this request was verified; absent: none was sent. */
  readonly mfaAt?: number
}

/** The evidence of a request that brought no evidence. */
export const NO_EVIDENCE: Evidence = {}

/** A question that was not allowed. */
export interface Refusal {
  readonly caller: Caller
  readonly question: RequiredPermission
  readonly decision: AccessDecision
}

/** What access answers: whether, and in words why. */
export interface AccessDecision {
  readonly allowed: boolean
  readonly outcome: 'allow' | 'explicitDeny' | 'implicitDeny'
  /** The layer that decided, e.g. `identity`. */
  readonly decidedBy: string
  /** AWS's whole sentence, for the wire. Empty when allowed. */
  readonly message: string
  /** For the audit line. */
  readonly reason: string
  /** Makes what DecodeAuthorizationMessage tells of a refusal, in at most so many bytes; absent where even the caller's own account may not know. */
  readonly details?: (most: number) => string
}

/**
 * An operation with its name and service. The type of its input is erased: the pipeline moves it as the model decoded it. What it reads and uses is erased
 * too, unless it is written out, as it is where a service is defined.
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
  readonly partialResults?: string
  readonly unavailable?: string
  readonly allowedInDisabledRegion?: string
  readonly maxBody?: number
  readonly sealsDetails?: string
  readonly denied?: (refusal: Refusal, input: never) => Error
  readonly handle: (input: never, caller: Caller, deps: Deps) => unknown
}

/** What the operations of one service have in common: a check before their own, and how they word a refusal by policy. */
export interface ServiceRules<Reads> {
  readonly check?: (operation: string, given: { input: object; caller: Caller; reads: Reads }) => void
  readonly denied?: (refusal: Refusal) => Error
}

type Types<Operations> = Record<keyof Operations, { readonly input: unknown; readonly output: unknown }>
type Named = { readonly service: string; readonly name: string }

/** The definition of an operation that always asks policies: it is open to nobody otherwise. */
export interface AskingDefinition<Input, Output, Reads, Deps> extends Definition<Input, Output, Reads, Deps> {
  readonly actions: readonly string[]
  readonly authorize: (input: Input, caller: Caller, reads: Reads) => readonly RequiredPermission[]
}

/**
 * Binds `operation` to a service: its generated operation types, what its `authorize` may read and what its `handle` may use.
 * @example const operation = operationOf<StsOperations, StsReads, StsDeps>('sts')
 */
export function operationOf<Operations extends Types<Operations>, Reads, Deps extends Reads, EvidenceParts = never>(
  service: string,
  rules: ServiceRules<Reads> = {},
) {
  type Own<Name extends keyof Operations> = Definition<Operations[Name]['input'], Operations[Name]['output'], Reads, Deps, EvidenceParts>
  return <Name extends keyof Operations & string>(name: Name, definition: Own<Name>): Own<Name> & Named => ({
    service,
    name,
    ...(rules.denied && { denied: rules.denied }),
    ...definition,
    check: (input, caller, reads) => {
      rules.check?.(name, { input: input as object, caller, reads })
      definition.check?.(input, caller, reads)
    },
  })
}

/** The same for a service all of whose operations ask policies. */
export function askingOperationOf<Operations extends Types<Operations>, Reads, Deps extends Reads>(
  service: string,
  rules: ServiceRules<Reads> = {},
) {
  type Own<Name extends keyof Operations> = AskingDefinition<Operations[Name]['input'], Operations[Name]['output'], Reads, Deps>
  const declare = operationOf<Operations, Reads, Deps>(service, rules)
  return <Name extends keyof Operations & string>(name: Name, definition: Own<Name>): Own<Name> & Named => ({
    ...declare(name, definition),
    actions: definition.actions,
    authorize: definition.authorize,
  })
}
