/**
 * pipeline: the one path of a request, from its bytes to the answer; `protocols/` has one wire protocol per file. Owns the order of the steps; a
 * handler is only ever reached through them. Refuses to know a service, a store or a policy: `installation` passes them in. May know: core and wire.
 */
import { releaseBody } from '../core/body.js'
import { type Caller, isSigned, requireIamCapableSession } from '../core/caller.js'
import { CommonError, WireError } from '../core/error.js'
import type { Answer, Authenticated, Fault, Protocol, Request, Routed, Turns } from '../core/exchange.js'
import type { HandlerContext, Transaction } from '../core/handler-context.js'
import type { FederatedLogin } from '../core/federation/federated-login.js'
import { type AccessDecision, type Evidence, isUnsigned, NO_EVIDENCE, type Operation, type RequiredPermission } from '../core/operation.js'
import type { RequestEvent } from '../core/request-event.js'
import type { ServiceFacts } from '../core/service.js'
import type { RequestTrace } from '../core/tracing/request-trace.js'
import { withCrossOrigin } from './cross-origin.js'
import { errorAnswer } from './error-answer.js'

/** One revision of the state, held until it is released. */
export interface Snapshot {
  readonly transaction: Transaction
  release(): void
}

/** The cost limit of deciding the permissions of one request, in units of work and never in time. */
export interface Budget {
  /** Units spent so far. */
  readonly spent: number
}

/** What the pipeline needs of the runtime; `installation` passes it in. `S` is the runtime's type of a service. */
export interface Runtime<S extends ServiceFacts = ServiceFacts> extends Turns {
  /** A revision no older than the request. Throws a WireError where there is none to be had. */
  begin(request: Request): Snapshot
  /** The end of this event-loop turn, the same for all who ask in it. */
  endOfTurn(): Promise<void>
  /** The caller, or the error for a signature or credentials that are not valid. */
  authenticate(request: Request, asked: { routed: Routed; service: S; transaction: Transaction }): Authenticated | WireError
  /**
   * Runs `body` at one revision until its changes commit: first at that of `snapshot`; again, from the start, when something that it read has changed
   * meanwhile. `trace` is told when a commit begins.
   */
  transact<T>(body: (transaction: Transaction) => Promise<T>, snapshot?: Snapshot, trace?: RequestTrace): Promise<T>
  /** What `authorize` may read and `handle` may use, over one transaction. */
  reads(service: S, transaction: Transaction, of: { readonly evidence: Evidence; readonly region: string }): never
  /** What verifying evidence may use: `transaction` is for reading, until it first waits. It commits separately. */
  evidenceParts(service: S, transaction: Transaction, of: { readonly region: string; readonly trace?: RequestTrace | undefined }): never
  deps(service: S, transaction: Transaction, context: HandlerContext): never
  /** Throws when the caller's key or session became invalid after authentication. `decide` checks this itself. */
  requireCurrent(service: S, signed: Authenticated, transaction: Transaction): void
  decide(asked: Deciding<S>): AccessDecision
  /** A new budget for the permissions of a request. */
  budget(): Budget
  /** Whether this event-loop turn has decided so much that a request should wait before its first decision. */
  isBatchSpent(): boolean
  /** Whether the server explains errors: every denial by policy within one account carries its details, sealed, and messages include explanations. */
  readonly explainsErrors: boolean
  /** Whether any policy could allow the caller anything with this request. Cheap, and called before a body is read. */
  mayBeAllowed(caller: Caller, routed: Pick<Routed, 'bucket'>, transaction: Transaction): boolean
  /** Seals details of a denial, as many as fit, for the caller's account. The length of the result does not depend on them. */
  seal(caller: Caller, details: (most: number) => string, transaction: Transaction): string
  record(event: RequestEvent): void
  /** The error for an authenticated caller that makes more requests than it may. */
  throttle(caller: Caller, service: S): WireError | undefined
  /** Told of every request before it is routed, and when it is over, recorded or not, with what `begun` returned. */
  begun(event: RequestEvent): number
  ended(begun: number): void
}

/** One permission to be decided. */
export interface Deciding<S extends ServiceFacts = ServiceFacts> {
  readonly service: S
  readonly caller: Caller | FederatedLogin
  readonly question: RequiredPermission
  readonly request: Request
  readonly signed: Authenticated
  readonly transaction: Transaction
  readonly budget: Budget
}

/**
 * The one path of every request: route, authenticate, decode, check, authorize, handle, encode, and in every case record. A handler is only ever
 * reached through `decideAll`.
 */
export async function answerRequest<S extends ServiceFacts>(runtime: Runtime<S>, protocol: Protocol<S>, request: Request): Promise<Answer> {
  const { service } = protocol
  const event: RequestEvent = { request, service: service.name, questions: [], status: 500 }
  let routed: Routed | undefined
  let answer: Answer
  const begun = runtime.begun(event)
  try {
    routed = await protocol.route(request)
    event.operation = routed.operation.name
    if (routed.unserved !== undefined) event.unserved = routed.unserved
    if (routed.fault !== undefined) await suffer(routed.fault, event)
    const outcome = await perform({ runtime, service, request, routed, event })
    answer =
      outcome instanceof WireError ? errorAnswer(outcome, { runtime, protocol, routed, event }) : protocol.encode(routed, outcome, request)
  } catch (error) {
    answer = errorAnswer(error, { runtime, protocol, routed, event })
  }
  try {
    await routed?.upload?.release()
    event.status = answer.status
    answer = withCrossOrigin(answer, runtime, { service, request })
    runtime.record(event)
  } catch (error) {
    await releaseBody(answer.body)
    throw error
  } finally {
    runtime.ended(begun)
  }
  return answer
}

/** Before anything is authenticated: a fault ends or delays a request, and cannot change what it may do. */
function suffer(fault: Fault, event: RequestEvent): Promise<void> {
  event.fault = fault.name
  return fault.happen()
}

interface Run<S extends ServiceFacts> {
  readonly runtime: Runtime<S>
  readonly service: S
  readonly request: Request
  readonly routed: Routed
  readonly event: RequestEvent
}

/** The operation's output, or the error that ended the request; an error may also be thrown. */
async function perform<S extends ServiceFacts>(run: Run<S>): Promise<object | WireError> {
  // After a wait a request does not share the revision of those that it arrived with: it may be older than the wait.
  const snapshot = run.runtime.begin(run.routed.fault === undefined ? run.request : { ...run.request, batch: undefined })
  try {
    return await performFrom(snapshot, run)
  } finally {
    snapshot.release()
  }
}

async function performFrom<S extends ServiceFacts>(snapshot: Snapshot, run: Run<S>): Promise<object | WireError> {
  const { runtime, service, request, routed, event } = run
  const { trace } = request
  trace?.step('authenticate')
  const signed = runtime.authenticate(request, { routed, service, transaction: snapshot.transaction })
  if (signed instanceof WireError) return signed
  if (service.sessions === 'iam-capable') requireIamCapableSession(signed.caller)
  event.caller = signed.caller
  // Only who is authenticated is counted, and before its request costs more than its signature.
  const tooMany = runtime.throttle(signed.caller, service)
  if (tooMany !== undefined) return tooMany
  requireSigned(service, routed.operation, signed.caller)
  if (routed.readsInput === true && !runtime.mayBeAllowed(signed.caller, routed, snapshot.transaction)) throw withoutChance()
  // A body that is not yet read may take an hour: the revision before it is released, and permissions are decided at one after it.
  const isRead = routed.form !== undefined || routed.hasArrived === true
  if (!isRead) snapshot.release()
  trace?.step()
  // The only place that erases the input's type: the operation gets what its model decoded.
  const input = (await routed.decode(signed.payload, runtime)) as never
  const body = (evidence: Evidence) => (transaction: Transaction) =>
    attempt(run, { signed, input, evidence, transaction }).catch(keepingChanges)
  if (!routed.operation.evidence?.isPresent(input)) return runtime.transact(body(NO_EVIDENCE), isRead ? snapshot : undefined, trace)
  const current = isRead ? snapshot : runtime.begin({ ...request, batch: undefined })
  try {
    trace?.step('evidence')
    const { evidence, hasWaited } = await verifyEvidence(run, { signed, input, current })
    return await runtime.transact(body(evidence), hasWaited ? undefined : current, trace)
  } finally {
    current.release()
  }
}

/** An error that keeps its changes becomes the outcome, so that the transaction commits. */
function keepingChanges(error: unknown): WireError {
  if (error instanceof WireError && error.detail.keepsChanges === true) return error
  throw error
}

/**
 * Evidence is verified once, whatever happens to the request later; a request that fails `check` does not consume it. Verifying may wait for others, an
 * identity provider for one: then `current` is released, and what comes after the wait is decided at a later revision.
 */
async function verifyEvidence<S extends ServiceFacts>(
  { runtime, service, request, routed: { operation } }: Run<S>,
  { signed, input, current }: { readonly signed: Authenticated; readonly input: never; readonly current: Snapshot },
): Promise<{ readonly evidence: Evidence; readonly hasWaited: boolean }> {
  const { caller, region } = signed
  operation.check?.(input, caller, runtime.reads(service, current.transaction, { evidence: NO_EVIDENCE, region }))
  const { trace } = request
  const verifying = operation.evidence?.verify(input, caller, runtime.evidenceParts(service, current.transaction, { region, trace }))
  let isVerified = false
  let hasWaited = false
  const release = () => {
    if (isVerified) return
    hasWaited = true
    current.release()
  }
  void runtime.endOfTurn().then(release)
  const evidence = await verifying
  isVerified = true
  return { evidence: evidence ?? NO_EVIDENCE, hasWaited }
}

/** Authorizes and handles at one revision. */
async function attempt<S extends ServiceFacts>(
  run: Run<S>,
  given: { signed: Authenticated; input: never; evidence: Evidence; transaction: Transaction },
): Promise<object> {
  const { runtime, service, request, event } = run
  const { operation } = run.routed
  const { signed, input, evidence, transaction } = given
  const { caller, region, endpoint } = signed
  request.trace?.step('decide')
  const asker = askerOf(operation, caller, evidence)
  if (evidence.login !== undefined) event.login = evidence.login
  const reads = runtime.reads(service, transaction, { evidence, region })
  event.questions = []
  operation.check?.(input, caller, reads)
  let budget: Budget | undefined
  const ask = (question: RequiredPermission, at: Transaction = transaction) => {
    budget ??= runtime.budget()
    return runtime.decide({ service, caller: asker, question, request, signed, transaction: at, budget })
  }
  const spent = () => budget?.spent ?? 0
  const explains = runtime.explainsErrors || operation.sealsDetails !== undefined
  const seal: PermissionCheck['seal'] = explains ? (of, details) => runtime.seal(of, details, transaction) : undefined
  if (typeof operation.authorize !== 'function') runtime.requireCurrent(service, signed, transaction)
  const pause = decideAll(operation, { input, caller, reads, ask, seal, event, spent, runtime })
  if (pause !== undefined) await pause
  const { questions } = event
  const decisions = questions.map(({ decision }) => decision)
  if (operation.partialResults !== undefined) for (const one of questions) if (one.decision.allowed) one.done = false
  const settled = (index: number, refusal?: AccessDecision) => {
    const one = questions[index]
    if (one === undefined) return
    if (refusal === undefined) one.done = true
    else questions[index] = { question: one.question, decision: refusal }
  }
  // PermissionCheck that are decided again cost as much as before, and get a separate budget: a budget that is used up would deny what it allowed.
  let second: Budget | undefined
  const askAgain = (question: RequiredPermission, at: Transaction) => {
    second ??= runtime.budget()
    return runtime.decide({ service, caller: asker, question, request, signed, transaction: at, budget: second })
  }
  const askAll = (more: readonly RequiredPermission[], at: Transaction) =>
    askInSlices(more, { ask: (question) => askAgain(question, at), spent: () => second?.spent ?? 0, runtime })
  const deps = runtime.deps(service, transaction, {
    ask,
    askAll,
    decisions,
    settled,
    region,
    endpoint,
    evidence,
    trace: request.trace,
    rest: () => runtime.rest(),
  })
  request.trace?.step('handle')
  return ((await operation.handle(input, caller, deps)) ?? {}) as object
}

/**
 * Who permissions are asked for: the caller, or the login that evidence proved. An operation that lives by evidence is never decided for someone unsigned,
 * because a policy for everyone could name them, and no signed caller becomes a login.
 */
function askerOf({ name, provenBy }: Operation, caller: Caller, { login }: Evidence): Caller | FederatedLogin {
  if (provenBy === undefined && login === undefined) return caller
  if (provenBy === undefined || login === undefined || isSigned(caller)) throw new Error(`${name} was not proven by a login`)
  return login
}

interface PermissionCheck {
  readonly input: never
  readonly caller: Caller
  readonly reads: never
  readonly ask: (question: RequiredPermission) => AccessDecision
  /** Seals details of a denial for the caller's account; absent where none are sent, so that none are made. */
  readonly seal: ((caller: Caller, details: (most: number) => string) => string) | undefined
  readonly event: RequestEvent
  /** Units of work that the decisions have cost so far. */
  readonly spent: () => number
  readonly runtime: Pick<Runtime, 'rest' | 'isBatchSpent' | 'explainsErrors'>
}

/** How much is decided before other requests run: a number of permissions, or of units of work. */
const SLICE = { questions: 50, units: 1_000_000 }

/**
 * Decides every required permission; the first that is denied ends the request. An operation that returns an empty list is rejected: it would be open
 * to everyone. A request with many permissions pauses between slices, all at the revision it started at; a slice is decided synchronously, without a
 * promise.
 */
function decideAll(operation: Operation, asking: PermissionCheck): Promise<void> | undefined {
  if (typeof operation.authorize !== 'function') return undefined
  const questions = operation.authorize(asking.input, asking.caller, asking.reads)
  if (questions.length === 0) throw new Error(`${operation.name} declared no question`)
  const next = asking.runtime.isBatchSpent() ? 0 : decideSlice(operation, questions, { from: 0, asking })
  return next === questions.length ? undefined : decideRest(operation, questions, { from: next, asking })
}

type Slice = { readonly from: number; readonly asking: PermissionCheck }

async function decideRest(operation: Operation, questions: readonly RequiredPermission[], { from, asking }: Slice): Promise<void> {
  for (let next = from; next < questions.length; ) {
    await asking.runtime.rest()
    next = decideSlice(operation, questions, { from: next, asking })
  }
}

/** Decides further permissions of a request, with a pause after each slice. */
async function askInSlices(
  questions: readonly RequiredPermission[],
  { ask, spent, runtime }: Pick<PermissionCheck, 'ask' | 'spent' | 'runtime'>,
): Promise<AccessDecision[]> {
  const decisions: AccessDecision[] = []
  for (let end = 0, enough = 0; decisions.length < questions.length; ) {
    if (decisions.length >= end || spent() >= enough) {
      if (decisions.length > 0) await runtime.rest()
      end = decisions.length + SLICE.questions
      enough = spent() + SLICE.units
    }
    decisions.push(ask(questions[decisions.length] as RequiredPermission))
  }
  return decisions
}

/** Decides as many permissions as fit into one slice, at least one; returns the index of the next. */
function decideSlice(operation: Operation, questions: readonly RequiredPermission[], { from, asking }: Slice): number {
  const end = Math.min(questions.length, from + SLICE.questions)
  const enough = asking.spent() + SLICE.units
  let at = from
  while (at < end && (at === from || asking.spent() < enough)) {
    decideOne(operation, questions[at] as RequiredPermission, asking)
    at += 1
  }
  return at
}

function decideOne(operation: Operation, question: RequiredPermission, asking: PermissionCheck): void {
  const decision = asking.ask(question)
  asking.event.questions.push({ question, decision })
  if (decision.allowed || operation.partialResults !== undefined) return
  const refusal = { caller: asking.caller, question, decision }
  throw withDetails(operation.denied?.(refusal, asking.input) ?? accessDenied(decision), decision, { operation, asking })
}

const accessDenied = ({ message, reason }: AccessDecision): WireError => new CommonError('AccessDenied', message, { reason })

/**
 * The error of a denial; where details are sent at all, with what DecodeAuthorizationMessage decodes: at the end of the message, where AWS has it (EC2 user
 * guide, "Decode an authorization failure message"), and from a server that explains errors in a header of daypass's own (decisions/0011).
 */
function withDetails(
  error: Error,
  { details }: AccessDecision,
  { operation, asking }: { readonly operation: Operation; readonly asking: PermissionCheck },
): Error {
  const { caller, seal, runtime } = asking
  if (seal === undefined || details === undefined || !(error instanceof WireError)) return error
  const sealed = seal(caller, details)
  const headers = runtime.explainsErrors ? { headers: { 'x-daypass-authorization-message': sealed } } : {}
  if (operation.sealsDetails === undefined) return error.with(headers)
  return error.with(headers, `${error.message} Encoded authorization failure message: ${sealed}`)
}

/**
 * An `always` operation is open to every signed caller; only `unsigned` ones, and those that require permissions in a service for anonymous callers,
 * need no signature.
 */
function requireSigned({ anonymous, errors }: ServiceFacts, operation: Operation, caller: Caller): void {
  const isOpen = isUnsigned(operation) || (typeof operation.authorize === 'function' && anonymous)
  if (!isOpen && !isSigned(caller)) throw errors.signature['missing-auth']({ problem: 'missing-auth' })
}

/** For a caller that no policy could allow anything, before its body is read, so that it cannot make the server read bodies. */
const withoutChance = (): WireError =>
  new CommonError('AccessDenied', 'Access Denied', { reason: 'unsigned, and no policy could allow it' })
