/**
 * pipeline: one request, one way, from bytes to the answer, and one wire protocol a file in `protocols/`.
 * Owns the order of the steps. No handler is reached except through them. Refuses to know a service, a store or a policy: `installation` hands them in.
 * May know: core and wire.
 */
import { releaseBody } from '../core/body.js'
import { type Caller, isSigned, requireIamCapableSession } from '../core/caller.js'
import { CommonError, WireError } from '../core/error.js'
import type { Answer, Authenticated, Protocol, Request, Routed, Turns } from '../core/exchange.js'
import type { HandlerContext, Transaction } from '../core/handler-context.js'
import { type AccessDecision, type Evidence, NO_EVIDENCE, type Operation, type RequiredPermission } from '../core/operation.js'
import type { RequestEvent } from '../core/request-event.js'
import type { ServiceFacts } from '../core/service.js'
import { headerText } from '../core/text/header-text.js'
import { joinSentences } from '../core/text/join-sentences.js'

/** A revision that is held until it is released. */
export interface Snapshot {
  readonly transaction: Transaction
  release(): void
}

/** What the questions of one request may cost, in units of work and never in time. */
export interface Budget {
  /** Units that they have cost so far. */
  readonly spent: number
}

/** What the pipeline needs of the runtime; `installation` hands it in. `S` is what the runtime knows a service by. */
export interface Runtime<S extends ServiceFacts = ServiceFacts> extends Turns {
  /** A revision no older than the request. */
  begin(request: Request): Snapshot
  /** Who signed, or why that is not believed. */
  authenticate(request: Request, asked: { routed: Routed; service: S; transaction: Transaction }): Authenticated | WireError
  /** Runs `body` at one revision until its changes commit: first at that of `beginning`; again, from the start, when what it read has changed meanwhile. */
  transact<T>(body: (transaction: Transaction) => Promise<T>, beginning?: Snapshot): Promise<T>
  /** Reads that `authorize` may make, and the parts that `handle` may use, over one transaction. */
  reads(service: S, transaction: Transaction, evidence: Evidence): never
  /** What verifying evidence may use. It commits by itself. */
  evidenceParts(service: S): never
  deps(service: S, transaction: Transaction, context: HandlerContext): never
  /** Throws when the caller's key or session has been taken away since it signed. `decide` asks it itself. */
  requireCurrent(service: S, signed: Authenticated, transaction: Transaction): void
  decide(asked: Deciding<S>): AccessDecision
  /** A new budget for the questions of a request. */
  budget(): Budget
  /** Whether so much was decided in this turn of the event loop that a request should wait before it asks anything. */
  isBatchSpent(): boolean
  /** Whether every refusal by policy within one account carries its details, sealed, and explanations stand in messages. */
  readonly explainsErrors: boolean
  /** Whether any policy could allow the caller anything. It costs nothing to ask, and is asked before a body is read. */
  mayBeAllowed(caller: Caller): boolean
  /** Seals details of a refusal, made as long as there is room, for the account of the caller. Its length says nothing of them. */
  seal(caller: Caller, details: (most: number) => string, transaction: Transaction): string
  record(event: RequestEvent): void
}

/** One question, about to be decided. */
export interface Deciding<S extends ServiceFacts = ServiceFacts> {
  readonly service: S
  readonly caller: Caller
  readonly question: RequiredPermission
  readonly request: Request
  readonly signed: Authenticated
  readonly transaction: Transaction
  readonly budget: Budget
}

/**
 * One request, one way: route, authenticate, decode, check, authorize, handle, encode, and in every case record.
 * No handler is reached but through `decideAll`.
 */
export async function answerRequest<S extends ServiceFacts>(runtime: Runtime<S>, protocol: Protocol<S>, request: Request): Promise<Answer> {
  const { service } = protocol
  const event: RequestEvent = { request, service: service.name, questions: [], status: 500 }
  let routed: Routed | undefined
  let answer: Answer
  try {
    routed = await protocol.route(request)
    event.operation = routed.operation.name
    if (routed.unserved !== undefined) event.unserved = routed.unserved
    const outcome = await perform({ runtime, service, request, routed, event })
    answer =
      outcome instanceof WireError ? refused(outcome, { runtime, protocol, routed, event }) : protocol.encode(routed, outcome, request)
  } catch (error) {
    answer = refused(error, { runtime, protocol, routed, event })
  }
  event.status = answer.status
  try {
    runtime.record(event)
  } catch (error) {
    await releaseBody(answer.body)
    throw error
  }
  return answer
}

interface Run<S extends ServiceFacts> {
  readonly runtime: Runtime<S>
  readonly service: S
  readonly request: Request
  readonly routed: Routed
  readonly event: RequestEvent
}

/** What the operation gives back, or the refusal that ended the request; a refusal may be thrown too. */
async function perform<S extends ServiceFacts>(run: Run<S>): Promise<object | WireError> {
  const beginning = run.runtime.begin(run.request)
  try {
    return await performFrom(beginning, run)
  } finally {
    beginning.release()
  }
}

async function performFrom<S extends ServiceFacts>(beginning: Snapshot, run: Run<S>): Promise<object | WireError> {
  const { runtime, service, request, routed, event } = run
  const signed = runtime.authenticate(request, { routed, service, transaction: beginning.transaction })
  if (signed instanceof WireError) return signed
  if (service.sessions === 'iam-capable') requireIamCapableSession(signed.caller)
  // A body that is still to come may take an hour: what was true before it is not held, and not believed after it.
  if (routed.form === undefined) beginning.release()
  event.caller = signed.caller
  requireSigned(service, routed.operation, signed.caller)
  if (routed.readsInput === true) requireChance(runtime, signed.caller)
  // The one place where its type is given up: the operation takes what its model decoded.
  const input = (await routed.decode(signed.payload, runtime)) as never
  const evidence = await verifyEvidence(run, signed.caller, input)
  const isCurrent = routed.form !== undefined && evidence === NO_EVIDENCE
  const body = (transaction: Transaction) => attempt(run, { signed, input, evidence, transaction }).catch(keepingChanges)
  return runtime.transact(body, isCurrent ? beginning : undefined)
}

/** A refusal that keeps its changes commits as an answer does, and is the outcome then. */
function keepingChanges(error: unknown): WireError {
  if (error instanceof WireError && error.detail.keepsChanges === true) return error
  throw error
}

/** Evidence is verified once, whatever happens to the request later; a request that would be refused unseen does not use it up. */
async function verifyEvidence<S extends ServiceFacts>(
  { runtime, service, routed }: Run<S>,
  caller: Caller,
  input: never,
): Promise<Evidence> {
  const { operation } = routed
  if (!operation.evidence?.isPresent(input)) return NO_EVIDENCE
  await runtime.transact(async (transaction) => operation.check?.(input, caller, runtime.reads(service, transaction, NO_EVIDENCE)))
  return operation.evidence.verify(input, caller, runtime.evidenceParts(service))
}

/** Authorize and handle at one revision. */
async function attempt<S extends ServiceFacts>(
  run: Run<S>,
  given: { signed: Authenticated; input: never; evidence: Evidence; transaction: Transaction },
): Promise<object> {
  const { runtime, service, request, event } = run
  const { operation } = run.routed
  const { signed, input, evidence, transaction } = given
  const { caller, region, endpoint } = signed
  const reads = runtime.reads(service, transaction, evidence)
  event.questions = []
  operation.check?.(input, caller, reads)
  let budget: Budget | undefined
  const ask = (question: RequiredPermission, at: Transaction = transaction) => {
    budget ??= runtime.budget()
    return runtime.decide({ service, caller, question, request, signed, transaction: at, budget })
  }
  const spent = () => budget?.spent ?? 0
  const explains = runtime.explainsErrors || operation.sealsDetails !== undefined
  const seal: Permissions['seal'] = explains ? (of, details) => runtime.seal(of, details, transaction) : undefined
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
  // What is asked again costs as much as it did before, and has a budget of its own: one that was used up would deny what it allowed.
  let second: Budget | undefined
  const askAgain = (question: RequiredPermission, at: Transaction) => {
    second ??= runtime.budget()
    return runtime.decide({ service, caller, question, request, signed, transaction: at, budget: second })
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
    rest: () => runtime.rest(),
  })
  return ((await operation.handle(input, caller, deps)) ?? {}) as object
}

interface Permissions {
  readonly input: never
  readonly caller: Caller
  readonly reads: never
  readonly ask: (question: RequiredPermission) => AccessDecision
  /** Seals details of a refusal for the caller's account; absent where none are sent: then none are made. */
  readonly seal: ((caller: Caller, details: (most: number) => string) => string) | undefined
  readonly event: RequestEvent
  /** Units of work that the questions have cost so far. */
  readonly spent: () => number
  readonly runtime: Pick<Runtime, 'rest' | 'isBatchSpent'>
}

/** How much is decided before others go first: so many questions, or what has cost so many units of work. */
const SLICE = { questions: 50, units: 1_000_000 }

/**
 * Asks every declared question; the first that is not allowed ends the request. An operation that returns no question at all is refused: that would be a
 * hole. A request of many questions rests between slices, all at the revision it began at; what is asked in one slice is asked at once, without a promise.
 */
function decideAll(operation: Operation, asking: Permissions): Promise<void> | undefined {
  if (typeof operation.authorize !== 'function') return undefined
  const questions = operation.authorize(asking.input, asking.caller, asking.reads)
  if (questions.length === 0) throw new Error(`${operation.name} declared no question`)
  const next = asking.runtime.isBatchSpent() ? 0 : decideSlice(operation, questions, { from: 0, asking })
  return next === questions.length ? undefined : decideRest(operation, questions, { from: next, asking })
}

type Slice = { readonly from: number; readonly asking: Permissions }

async function decideRest(operation: Operation, questions: readonly RequiredPermission[], { from, asking }: Slice): Promise<void> {
  for (let next = from; next < questions.length; ) {
    await asking.runtime.rest()
    next = decideSlice(operation, questions, { from: next, asking })
  }
}

/** Asks more questions of a request, with a rest after each slice. */
async function askInSlices(
  questions: readonly RequiredPermission[],
  { ask, spent, runtime }: Pick<Permissions, 'ask' | 'spent' | 'runtime'>,
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

/** Asks as many questions as one slice holds, one at least; gives the index of the next. */
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

function decideOne(operation: Operation, question: RequiredPermission, asking: Permissions): void {
  const decision = asking.ask(question)
  asking.event.questions.push({ question, decision })
  if (decision.allowed || operation.partialResults !== undefined) return
  const refusal = { caller: asking.caller, question, decision }
  throw withDetails(operation.denied?.(refusal, asking.input) ?? accessDenied(decision), decision, asking)
}

const accessDenied = ({ message, reason }: AccessDecision): WireError => new CommonError('AccessDenied', message, { reason })

/** The refusal; with what DecodeAuthorizationMessage makes of it in a header of ours where it is sent at all (decisions/0011). */
function withDetails(error: Error, { details }: AccessDecision, { caller, seal }: Permissions): Error {
  if (seal === undefined || details === undefined || !(error instanceof WireError)) return error
  const headers = { 'x-daypass-authorization-message': seal(caller, details) }
  return error.with({ headers })
}

/** An `always` operation is for every signed caller; only `unsigned` ones, and those that ask policies of a service for anonymous callers, need no signature. */
function requireSigned({ anonymous, errors }: ServiceFacts, { authorize }: Operation, caller: Caller): void {
  const isOpen = typeof authorize === 'function' ? anonymous : authorize.kind === 'unsigned'
  if (!isOpen && !isSigned(caller)) throw errors.signature['missing-auth']({ problem: 'missing-auth' })
}

/** What nobody could allow the caller is refused before its body is read, so that reading it costs nothing to those who may do nothing. */
function requireChance(runtime: Pick<Runtime, 'mayBeAllowed'>, caller: Caller): void {
  if (runtime.mayBeAllowed(caller)) return
  throw new CommonError('AccessDenied', 'Access Denied', { reason: 'unsigned, and no policy could allow it' })
}

/** The headers of a wire error that was answered as such. */
function withHeaders<Failed extends Answer & { code: string }>(answer: Failed, error: unknown): Failed {
  if (!(error instanceof WireError) || error.detail.headers === undefined || answer.code !== error.code) return answer
  return { ...answer, headers: { ...answer.headers, ...error.detail.headers } }
}

interface Refusing {
  readonly runtime: Pick<Runtime, 'explainsErrors'>
  readonly protocol: Protocol
  readonly routed: Routed | undefined
  readonly event: RequestEvent
}

/** The error as it is sent: AWS's sentence alone, and what we add to it beside; behind it where the server explains errors (decisions/0009). */
function explained(error: unknown, { explainsErrors }: Pick<Runtime, 'explainsErrors'>): unknown {
  if (!(error instanceof WireError) || error.detail.explanation === undefined) return error
  const headers = { ...error.detail.headers, 'x-daypass-reason': headerText(error.detail.explanation) }
  return error.with({ headers }, explainsErrors ? sentences(error) : error.message)
}

const sentences = ({ message, detail: { explanation } }: WireError): string =>
  explanation === undefined ? message : joinSentences(message, explanation)

/** The answer to an error. One that cannot be put into words is a defect too: it is answered and recorded all the same. */
function refused(error: unknown, at: Refusing): Answer {
  const { runtime, protocol, routed, event } = at
  try {
    const shown = explained(error, runtime)
    const answer = withHeaders(protocol.fail(shown, event.request, routed), shown)
    event.code = answer.code
    // A wire error that its service's model does not list was answered as an internal error: a defect like any other.
    if (error instanceof WireError && error.code === answer.code) event.reason = error.detail.reason ?? sentences(error)
    else event.cause = error
    return answer
  } catch (defect) {
    event.code = 'InternalFailure'
    event.cause = defect
    return { status: 500, headers: {}, body: '' }
  }
}
