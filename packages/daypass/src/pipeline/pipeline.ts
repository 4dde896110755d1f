/**
 * pipeline: one request, one way, from bytes to the answer, and one wire protocol a file in `protocols/`.
 * Owns the order of the steps. No handler is reached except through them. Refuses to know a service, a store or a policy: `installation` hands them in.
 * May know: core and wire.
 */
import { releaseBody } from '../core/body.js'
import { type Caller, isSigned, requireIamCapableSession } from '../core/caller.js'
import { CommonError, WireError } from '../core/error.js'
import type { Answer, Authenticated, Protocol, Request, Routed, Turns } from '../core/exchange.js'
import type { HandlerContext, Work } from '../core/handler-context.js'
import { type Decision, NO_PROOF, type Operation, type Proof, type Question } from '../core/operation.js'
import type { RequestEvent } from '../core/request-event.js'
import type { ServiceFacts } from '../core/service.js'
import { headerText } from '../core/text/header-text.js'
import { joinSentences } from '../core/text/join-sentences.js'

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

/** What the pipeline needs of the house; `installation` hands it in. `S` is what the house knows a service by. */
export interface House<S extends ServiceFacts = ServiceFacts> extends Turns {
  /** A revision no older than the request. */
  begin(request: Request): Beginning
  /** Who signed, or why that is not believed. */
  authenticate(request: Request, asked: { routed: Routed; service: S; work: Work }): Authenticated | WireError
  /** Runs `body` at one revision until its changes commit: first at that of `beginning`; again, from the start, when what it read has changed meanwhile. */
  transact<T>(body: (work: Work) => Promise<T>, beginning?: Beginning): Promise<T>
  /** Reads that `authorize` may make, and the parts that `handle` may use, over one work. */
  reads(service: S, work: Work, proof: Proof): never
  /** What `prove` may use. It commits by itself. */
  proving(service: S): never
  deps(service: S, work: Work, context: HandlerContext): never
  /** Throws when the caller's key or session has been taken away since it signed. `decide` asks it itself. */
  requireCurrent(service: S, signed: Authenticated, work: Work): void
  decide(asked: Deciding<S>): Decision
  /** A new budget for the questions of a request. */
  budget(): Budget
  /** Whether so much was decided in this turn of the event loop that a request should wait before it asks anything. */
  isTurnSpent(): boolean
  /** Whether every refusal by policy within one account carries its details, sealed, and explanations stand in messages. */
  readonly explainsErrors: boolean
  /** Whether any policy could allow the caller anything. It costs nothing to ask, and is asked before a body is read. */
  mayBeAllowed(caller: Caller): boolean
  /** Seals details of a refusal, made as long as there is room, for the account of the caller. Its length says nothing of them. */
  seal(caller: Caller, details: (most: number) => string, work: Work): string
  record(event: RequestEvent): void
}

/** One question, about to be decided. */
export interface Deciding<S extends ServiceFacts = ServiceFacts> {
  readonly service: S
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
export async function answerRequest<S extends ServiceFacts>(house: House<S>, protocol: Protocol<S>, request: Request): Promise<Answer> {
  const { service } = protocol
  const event: RequestEvent = { request, service: service.name, questions: [], status: 500 }
  let routed: Routed | undefined
  let answer: Answer
  try {
    routed = await protocol.route(request)
    event.operation = routed.operation.name
    if (routed.unserved !== undefined) event.unserved = routed.unserved
    const outcome = await perform({ house, service, request, routed, event })
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

interface Run<S extends ServiceFacts> {
  readonly house: House<S>
  readonly service: S
  readonly request: Request
  readonly routed: Routed
  readonly event: RequestEvent
}

/** What the operation gives back, or the refusal that ended the request; a refusal may be thrown too. */
async function perform<S extends ServiceFacts>(run: Run<S>): Promise<object | WireError> {
  const beginning = run.house.begin(run.request)
  try {
    return await performFrom(beginning, run)
  } finally {
    beginning.release()
  }
}

async function performFrom<S extends ServiceFacts>(beginning: Beginning, run: Run<S>): Promise<object | WireError> {
  const { house, service, request, routed, event } = run
  const signed = house.authenticate(request, { routed, service, work: beginning.work })
  if (signed instanceof WireError) return signed
  if (service.sessions === 'iam-capable') requireIamCapableSession(signed.caller)
  // A body that is still to come may take an hour: what was true before it is not held, and not believed after it.
  if (routed.form === undefined) beginning.release()
  event.caller = signed.caller
  requireSigned(service, routed.operation, signed.caller)
  if (routed.readsInput === true) requireChance(house, signed.caller)
  // The one place where its type is given up: the operation takes what its model decoded.
  const input = (await routed.decode(signed.payload, house)) as never
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
async function prove<S extends ServiceFacts>({ house, service, routed }: Run<S>, caller: Caller, input: never): Promise<Proof> {
  const { operation } = routed
  if (!operation.prove?.isBrought(input)) return NO_PROOF
  await house.transact(async (work) => operation.check?.(input, caller, house.reads(service, work, NO_PROOF)))
  return operation.prove.verify(input, caller, house.proving(service))
}

/** Authorize and handle at one revision. */
async function attempt<S extends ServiceFacts>(
  run: Run<S>,
  given: { signed: Authenticated; input: never; proof: Proof; work: Work },
): Promise<object> {
  const { house, service, request, event } = run
  const { operation } = run.routed
  const { signed, input, proof, work } = given
  const { caller, region, endpoint } = signed
  const reads = house.reads(service, work, proof)
  event.questions = []
  operation.check?.(input, caller, reads)
  let budget: Budget | undefined
  const ask = (question: Question, at: Work = work) => {
    budget ??= house.budget()
    return house.decide({ service, caller, question, request, signed, work: at, budget })
  }
  const spent = () => budget?.spent ?? 0
  const explains = house.explainsErrors || operation.sealsDetails !== undefined
  const seal: Asking['seal'] = explains ? (of, details) => house.seal(of, details, work) : undefined
  if (typeof operation.authorize !== 'function') house.requireCurrent(service, signed, work)
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
    return house.decide({ service, caller, question, request, signed, work: at, budget: second })
  }
  const askAll = (more: readonly Question[], at: Work) =>
    askInSlices(more, { ask: (question) => askAgain(question, at), spent: () => second?.spent ?? 0, house })
  const deps = house.deps(service, work, { ask, askAll, decisions, settled, region, endpoint, proof, rest: () => house.rest() })
  return ((await operation.handle(input, caller, deps)) ?? {}) as object
}

interface Asking {
  readonly input: never
  readonly caller: Caller
  readonly reads: never
  readonly ask: (question: Question) => Decision
  /** Seals details of a refusal for the caller's account; absent where none are sent: then none are made. */
  readonly seal: ((caller: Caller, details: (most: number) => string) => string) | undefined
  readonly event: RequestEvent
  /** Units of work that the questions have cost so far. */
  readonly spent: () => number
  readonly house: Pick<House, 'rest' | 'isTurnSpent'>
}

/** How much is decided before others go first: so many questions, or what has cost so many units of work. */
const SLICE = { questions: 50, units: 1_000_000 }

/**
 * Asks every declared question; the first that is not allowed ends the request. An operation that returns no question at all is refused: that would be a
 * hole. A request of many questions rests between slices, all at the revision it began at; what is asked in one slice is asked at once, without a promise.
 */
function decideAll(operation: Operation, asking: Asking): Promise<void> | undefined {
  if (typeof operation.authorize !== 'function') return undefined
  const questions = operation.authorize(asking.input, asking.caller, asking.reads)
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
  throw withDetails(operation.denied?.(refusal, asking.input) ?? accessDenied(decision), decision, asking)
}

const accessDenied = ({ message, reason }: Decision): WireError => new CommonError('AccessDenied', message, { reason })

/** The refusal; with what DecodeAuthorizationMessage makes of it in a header of ours where it is sent at all (decisions/0011). */
function withDetails(error: Error, { details }: Decision, { caller, seal }: Asking): Error {
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
function requireChance(house: Pick<House, 'mayBeAllowed'>, caller: Caller): void {
  if (house.mayBeAllowed(caller)) return
  throw new CommonError('AccessDenied', 'Access Denied', { reason: 'unsigned, and no policy could allow it' })
}

/** The headers of a wire error that was answered as such. */
function withHeaders<Failed extends Answer & { code: string }>(answer: Failed, error: unknown): Failed {
  if (!(error instanceof WireError) || error.detail.headers === undefined || answer.code !== error.code) return answer
  return { ...answer, headers: { ...answer.headers, ...error.detail.headers } }
}

interface Refusing {
  readonly house: Pick<House, 'explainsErrors'>
  readonly protocol: Protocol
  readonly routed: Routed | undefined
  readonly event: RequestEvent
}

/** The error as it is sent: AWS's sentence alone, and what we add to it beside; behind it where the server explains errors (decisions/0009). */
function explained(error: unknown, { explainsErrors }: Pick<House, 'explainsErrors'>): unknown {
  if (!(error instanceof WireError) || error.detail.explanation === undefined) return error
  const headers = { ...error.detail.headers, 'x-daypass-reason': headerText(error.detail.explanation) }
  return error.with({ headers }, explainsErrors ? sentences(error) : error.message)
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
