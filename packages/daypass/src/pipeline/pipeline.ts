/**
 * pipeline: one request, one way, from bytes to the answer, and one wire protocol a file in `protocols/`.
 * Owns the order of the steps. No handler is reached except through them. Refuses to know a service, a store or a policy: `installation` hands them in.
 * May know: core and wire.
 */
import { releaseBody } from '../core/body.js'
import type { Caller, SignedCaller } from '../core/caller.js'
import { WireError } from '../core/error.js'
import type { Answer, Authenticated, Protocol, Request, Routed, Turns } from '../core/exchange.js'
import { type Decision, NO_PROOF, type Operation, type Proof, type Question, type ServiceName } from '../core/operation.js'
import type { EndpointKind } from '../core/region.js'
import type { RequestEvent } from '../core/request-event.js'
import { headerText } from '../core/text/header-text.js'
import { joinSentences } from '../core/text/join-sentences.js'

/** One revision of the state, and changes staged against it. */
export interface Work {
  readonly revision: number
}

/** A revision that is held until it is released. */
export interface Beginning {
  readonly work: Work
  release(): void
}

/** What the questions of one request may cost, in units of work and never in time. */
export interface Budget {
  /** Units that they have cost so far. */
  readonly spent: number
}

/** What the questions came to, for a handler. */
export interface Asked {
  /** Asks a further question, at the revision of the request or at a later one. */
  readonly ask: (question: Question, at?: Work) => Decision
  /** Asks many further questions at a later revision, and lets others go on first between slices of them. */
  readonly askAll: (questions: readonly Question[], at: Work) => Promise<readonly Decision[]>
  /** The answer to every declared question, in order; all allowed unless the operation answers for each by itself. */
  readonly decisions: readonly Decision[]
  /** Notes for the audit, for operations that answer for each by itself: what the question at this index allowed is done, or was refused after all. */
  readonly settled: (index: number, refusal?: Decision) => void
  readonly region: string
  readonly endpoint: EndpointKind
  readonly proof: Proof
  /** Lets others go on first: for a handler with much to do. */
  readonly rest: () => Promise<void>
}

/** What the pipeline needs of the house; `installation` hands it in. */
export interface House extends Turns {
  /** A revision no older than the request. */
  begin(request: Request): Beginning
  /** Who signed, or why that is not believed. */
  authenticate(request: Request, routed: Routed, work: Work): Authenticated | WireError
  /** Runs `body` at one revision until its changes commit: first at that of `beginning`; again, from the start, when what it read has changed meanwhile. */
  transact<T>(body: (work: Work) => Promise<T>, beginning?: Beginning): Promise<T>
  /** Reads that `authorize` may make, and the parts that `handle` may use, over one work. */
  reads(operation: Operation, work: Work, proof: Proof): unknown
  /** What `prove` may use. It commits by itself. */
  proving(operation: Operation): unknown
  deps(operation: Operation, work: Work, asked: Asked): unknown
  /** Throws when the caller's key or session has been taken away since it signed. `decide` asks it itself. */
  requireCurrent(service: ServiceName, signed: Authenticated, work: Work): void
  decide(asked: Deciding): Decision
  /** A new budget for the questions of a request. */
  budget(): Budget
  /** Whether so much was decided in this turn of the event loop that a request should wait before it asks anything. */
  isTurnSpent(): boolean
  /** Whether every refusal by policy within one account carries its details, sealed, and explanations stand in messages. */
  readonly explainsErrors: boolean
  /** Whether any policy could allow the caller anything of a service. It costs nothing to ask, and is asked before a body is read. */
  mayBeAllowed(caller: Caller, service: ServiceName): boolean
  /** Seals details of a refusal, made as long as there is room, for the account of the caller. Its length says nothing of them. */
  seal(caller: Caller, details: (most: number) => string, work: Work): string
  record(event: RequestEvent): void
}

/** One question, about to be decided. */
export interface Deciding {
  readonly service: ServiceName
  readonly caller: Caller
  readonly question: Question
  readonly request: Request
  readonly signed: Authenticated
  readonly work: Work
  readonly budget: Budget
}

/**
 * One request, one way: route, authenticate, decode, check, authorize, handle, encode, and in every case record.
 * No handler is reached but through `decideAll`.
 */
export async function answerRequest(house: House, protocol: Protocol, request: Request): Promise<Answer> {
  const event: RequestEvent = { request, service: protocol.service, questions: [], status: 500 }
  let routed: Routed | undefined
  let answer: Answer
  try {
    routed = await protocol.route(request)
    event.operation = routed.operation.name
    if (routed.unserved !== undefined) event.unserved = routed.unserved
    const outcome = await perform({ house, request, routed, event })
    answer = outcome instanceof WireError ? refused(outcome, { house, protocol, routed, event }) : protocol.encode(routed, outcome, request)
  } catch (error) {
    answer = refused(error, { house, protocol, routed, event })
  }
  event.status = answer.status
  try {
    house.record(event)
  } catch (error) {
    await releaseBody(answer.body)
    throw error
  }
  return answer
}

interface Run {
  readonly house: House
  readonly request: Request
  readonly routed: Routed
  readonly event: RequestEvent
}

/** What the operation gives back, or the refusal that ended the request; a refusal may be thrown too. */
async function perform(run: Run): Promise<object | WireError> {
  const beginning = run.house.begin(run.request)
  try {
    return await performFrom(beginning, run)
  } finally {
    beginning.release()
  }
}

async function performFrom(beginning: Beginning, run: Run): Promise<object | WireError> {
  const { house, request, routed, event } = run
  const signed = house.authenticate(request, routed, beginning.work)
  if (signed instanceof WireError) return signed
  // A body that is still to come may take an hour: what was true before it is not held, and not believed after it.
  if (routed.form === undefined) beginning.release()
  event.caller = signed.caller
  requireSigned(routed.operation, signed.caller)
  if (routed.readsInput === true) requireChance(house, signed.caller, routed.operation)
  const input = await routed.decode(signed.payload, house)
  const proof = await prove(run, signed.caller, input)
  const isCurrent = routed.form !== undefined && proof === NO_PROOF
  const body = (work: Work) => attempt(run, { signed, input, proof, work }).catch(keepingChanges)
  return house.transact(body, isCurrent ? beginning : undefined)
}

/** A refusal that keeps its changes commits as an answer does, and is the outcome then. */
function keepingChanges(error: unknown): WireError {
  if (error instanceof WireError && error.detail.keepsChanges === true) return error
  throw error
}

/** Evidence is verified once, whatever happens to the request later; a request that would be refused unseen does not use it up. */
async function prove({ house, routed }: Run, caller: Caller, input: object): Promise<Proof> {
  const { operation } = routed
  if (!operation.prove?.isBrought(input as never)) return NO_PROOF
  await house.transact(async (work) => operation.check?.(input as never, caller, house.reads(operation, work, NO_PROOF) as never))
  return operation.prove.verify(input as never, caller, house.proving(operation) as never)
}

/** Authorize and handle at one revision. */
async function attempt(run: Run, given: { signed: Authenticated; input: object; proof: Proof; work: Work }): Promise<object> {
  const { house, request, event } = run
  const { operation } = run.routed
  const { signed, input, proof, work } = given
  const { caller, region, endpoint } = signed
  const reads = house.reads(operation, work, proof)
  event.questions = []
  operation.check?.(input as never, caller, reads as never)
  let budget: Budget | undefined
  const ask = (question: Question, at: Work = work) => {
    budget ??= house.budget()
    return house.decide({ service: operation.service, caller, question, request, signed, work: at, budget })
  }
  const spent = () => budget?.spent ?? 0
  const explains = house.explainsErrors || operation.sealsDetails !== undefined
  const seal: Asking['seal'] = explains ? (of, details) => house.seal(of, details, work) : undefined
  if (typeof operation.authorize !== 'function') house.requireCurrent(operation.service, signed, work)
  const pause = decideAll(operation, { input, caller, reads, ask, seal, event, spent, house })
  if (pause !== undefined) await pause
  const { questions } = event
  const decisions = questions.map(({ decision }) => decision)
  if (operation.eachByItself !== undefined) for (const one of questions) if (one.decision.allowed) one.done = false
  const settled = (index: number, refusal?: Decision) => {
    const one = questions[index]
    if (one === undefined) return
    if (refusal === undefined) one.done = true
    else questions[index] = { question: one.question, decision: refusal }
  }
  // What is asked again costs as much as it did before, and has a budget of its own: one that was used up would deny what it allowed.
  let second: Budget | undefined
  const askAgain = (question: Question, at: Work) => {
    second ??= house.budget()
    return house.decide({ service: operation.service, caller, question, request, signed, work: at, budget: second })
  }
  const askAll = (more: readonly Question[], at: Work) =>
    askInSlices(more, { ask: (question) => askAgain(question, at), spent: () => second?.spent ?? 0, house })
  const deps = house.deps(operation, work, { ask, askAll, decisions, settled, region, endpoint, proof, rest: () => house.rest() })
  return ((await operation.handle(input as never, caller, deps as never)) ?? {}) as object
}

interface Asking {
  readonly input: object
  readonly caller: Caller
  readonly reads: unknown
  readonly ask: (question: Question) => Decision
  /** Seals details of a refusal for the caller's account; absent where none are sent: then none are made. */
  readonly seal: ((caller: Caller, details: (most: number) => string) => string) | undefined
  readonly event: RequestEvent
  /** Units of work that the questions have cost so far. */
  readonly spent: () => number
  readonly house: House
}

/** How much is decided before others go first: so many questions, or what has cost so many units of work. */
const SLICE = { questions: 50, units: 1_000_000 }

/**
 * Asks every declared question; the first that is not allowed ends the request. An operation that returns no question at all is refused: that would be a
 * hole. A request of many questions rests between slices, all at the revision it began at; what is asked in one slice is asked at once, without a promise.
 */
function decideAll(operation: Operation, asking: Asking): Promise<void> | undefined {
  if (typeof operation.authorize !== 'function') return undefined
  const questions = operation.authorize(asking.input as never, asking.caller, asking.reads as never)
  if (questions.length === 0) throw new Error(`${operation.name} declared no question`)
  const next = asking.house.isTurnSpent() ? 0 : decideSlice(operation, questions, { from: 0, asking })
  return next === questions.length ? undefined : decideRest(operation, questions, { from: next, asking })
}

type Slice = { readonly from: number; readonly asking: Asking }

async function decideRest(operation: Operation, questions: readonly Question[], { from, asking }: Slice): Promise<void> {
  for (let next = from; next < questions.length; ) {
    await asking.house.rest()
    next = decideSlice(operation, questions, { from: next, asking })
  }
}

/** Asks more questions of a request, with a rest after each slice. */
async function askInSlices(
  questions: readonly Question[],
  { ask, spent, house }: Pick<Asking, 'ask' | 'spent' | 'house'>,
): Promise<Decision[]> {
  const decisions: Decision[] = []
  for (let end = 0, enough = 0; decisions.length < questions.length; ) {
    if (decisions.length >= end || spent() >= enough) {
      if (decisions.length > 0) await house.rest()
      end = decisions.length + SLICE.questions
      enough = spent() + SLICE.units
    }
    decisions.push(ask(questions[decisions.length] as Question))
  }
  return decisions
}

/** Asks as many questions as one slice holds, one at least; gives the index of the next. */
function decideSlice(operation: Operation, questions: readonly Question[], { from, asking }: Slice): number {
  const end = Math.min(questions.length, from + SLICE.questions)
  const enough = asking.spent() + SLICE.units
  let at = from
  while (at < end && (at === from || asking.spent() < enough)) {
    decideOne(operation, questions[at] as Question, asking)
    at += 1
  }
  return at
}

function decideOne(operation: Operation, question: Question, asking: Asking): void {
  const decision = asking.ask(question)
  asking.event.questions.push({ question, decision })
  if (decision.allowed || operation.eachByItself !== undefined) return
  const refusal = { caller: asking.caller, question, decision }
  throw withDetails(operation.denied?.(refusal, asking.input as never) ?? accessDenied(decision), decision, asking)
}

const accessDenied = ({ message, reason }: Decision): WireError => new WireError('AccessDenied', message, { reason })

/** The refusal; with what DecodeAuthorizationMessage makes of it in a header of ours where it is sent at all (decisions/0011). */
function withDetails(error: Error, { details }: Decision, { caller, seal }: Asking): Error {
  if (seal === undefined || details === undefined || !(error instanceof WireError)) return error
  const headers = { 'x-daypass-authorization-message': seal(caller, details) }
  return new WireError(error.code, error.message, { ...error.detail, headers })
}

/** An `always` operation is for every signed caller; only `unsigned` ones and those that ask policies can be reached without a signature. */
function requireSigned(operation: Operation, caller: Caller): void {
  const open = typeof operation.authorize === 'function' ? operation.service === 's3' : operation.authorize.kind === 'unsigned'
  if (open || isSigned(caller)) return
  if (operation.service === 's3') throw new WireError('AccessDenied', 'Access Denied', { reason: 'unsigned' })
  throw new WireError('MissingAuthenticationToken', 'Request is missing Authentication Token')
}

/** What nobody could allow the caller is refused before its body is read, so that reading it costs nothing to those who may do nothing. */
function requireChance(house: House, caller: Caller, { service }: Operation): void {
  if (house.mayBeAllowed(caller, service)) return
  throw new WireError('AccessDenied', 'Access Denied', { reason: 'unsigned, and no policy could allow it' })
}

/** Whether someone signed. */
export const isSigned = (caller: Caller): caller is SignedCaller => caller.kind !== 'anonymous'

/** The headers of a wire error that was answered as such. */
function withHeaders<Failed extends Answer & { code: string }>(answer: Failed, error: unknown): Failed {
  if (!(error instanceof WireError) || error.detail.headers === undefined || answer.code !== error.code) return answer
  return { ...answer, headers: { ...answer.headers, ...error.detail.headers } }
}

interface Refusing {
  readonly house: House
  readonly protocol: Protocol
  readonly routed: Routed | undefined
  readonly event: RequestEvent
}

/** The error as it is sent: AWS's sentence alone, and what we add to it beside; behind it where the server explains errors (decisions/0009). */
function explained(error: unknown, { explainsErrors }: House): unknown {
  if (!(error instanceof WireError) || error.detail.explanation === undefined) return error
  const headers = { ...error.detail.headers, 'x-daypass-reason': headerText(error.detail.explanation) }
  return new WireError(error.code, explainsErrors ? sentences(error) : error.message, { ...error.detail, headers })
}

const sentences = ({ message, detail: { explanation } }: WireError): string =>
  explanation === undefined ? message : joinSentences(message, explanation)

/** The answer to an error. One that cannot be put into words is a defect too: it is answered and recorded all the same. */
function refused(error: unknown, at: Refusing): Answer {
  const { house, protocol, routed, event } = at
  try {
    const shown = explained(error, house)
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
