import { WorkBudget } from '@daypass/policy'
import { type Access, requestBudget } from '../access/access.js'
import type { Clock } from '../core/clock.js'
import { CommonError, WireError } from '../core/error.js'
import type { Authenticated, Request, Routed } from '../core/exchange.js'
import type { Transaction } from '../core/handler-context.js'
import type { Ids } from '../core/ids.js'
import type { Operation } from '../core/operation.js'
import type { RequestEvent } from '../core/request-event.js'
import type { Service, ServiceFacts } from '../core/service.js'
import type { RequestTrace } from '../core/tracing/request-trace.js'
import { sealAuthorizationMessage } from '../credentials/authorization-message.js'
import type { PasswordHashing } from '../credentials/passwords/password-hashing.js'
import type { AccountQuotas } from '../directory/account/quotas.js'
import type { AwsManagedPolicies } from '../directory/iam/aws-managed-policies.js'
import type { LastUseTracker } from '../directory/iam/last-use/last-use-tracker.js'
import type { KeyRing } from '../directory/key-ring.js'
import { State, transact } from '../directory/state.js'
import type { OidcSettings } from '../federation/key-sets/key-sets.js'
import type { SamlSettings } from '../federation/saml/saml-settings.js'
import type { Budget, Runtime } from '../pipeline/pipeline.js'
import type { OrganizationsSetting } from '../services/organizations/organizations-deps.js'
import type { ObjectFiles } from '../services/s3/files/object-files.js'
import type { Store } from '../store/store.js'
import type { CommitWatch } from '../store/transact.js'
import { FairTurns } from './fair-turns.js'
import { sharedSnapshots, stateSnapshotOf } from './shared-snapshots.js'

/** The parts of a running installation. */
export interface Parts {
  /** The installation's own account, 12 digits. */
  readonly account: string
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly ring: KeyRing
  readonly passwords: PasswordHashing
  readonly lastUse: LastUseTracker
  readonly quotas: AccountQuotas
  readonly access: Access
  readonly awsManaged: AwsManagedPolicies
  readonly files: ObjectFiles
  /** The base URL of the issuers of web identity tokens. */
  readonly issuerBase: () => string
  readonly authenticate: (request: Request, asked: { routed: Routed; service: ServiceFacts; state: State }) => Authenticated | WireError
  /** Throws when the caller's key, session or region became invalid after authentication. */
  readonly requireCurrent: (service: ServiceFacts, signed: Authenticated, state: State) => void
  readonly record: (event: RequestEvent) => void
  /** The error for a caller that makes too many requests; by default nobody does. */
  readonly throttle?: Runtime<InstalledService>['throttle']
  /** Told of every request when its service is known, and when it is over; by default nobody is. */
  readonly begun?: Runtime['begun']
  readonly ended?: Runtime['ended']
  /** How tokens of OpenID Connect providers are verified. */
  readonly oidc: OidcSettings
  /** What assertions of SAML providers must fit. */
  readonly saml: SamlSettings
  /** Which accounts may create an organization. */
  readonly organizations: OrganizationsSetting
  /** Whether every denial by policy within one account carries its details, sealed. */
  readonly explainErrors: boolean
}

/** The parts, and what changes the store: a body runs until its changes commit. */
export interface ServiceParts extends Parts {
  readonly transact: <T>(body: (state: State) => T | Promise<T>) => Promise<T>
}

/** A service that needs only the parts of an installation. */
export type InstalledService = Service<string, ServiceParts, State>

/** What the pipeline needs, made from the parts. */
export function makeRuntime(own: Parts): Runtime<InstalledService> {
  const turns = new FairTurns(setImmediate)
  const begin = sharedSnapshots(own.store)
  const parts: ServiceParts = { ...own, transact: (body) => transact(own.store, async (state) => body(state)).catch(refused) }
  return {
    begin(request) {
      try {
        return begin(request)
      } catch (error) {
        return refused(error)
      }
    },
    authenticate(request, { routed, service, transaction }) {
      const signed = parts.authenticate(request, { routed, service, state: stateOf(transaction) })
      if (!(signed instanceof WireError)) noteUse(parts, signed, routed.operation)
      return signed
    },
    transact(body, snapshot, trace) {
      const first = stateSnapshotOf(snapshot)
      const at = trace === undefined ? first : { view: first?.view, watch: ending(trace) }
      return transact(parts.store, body, at).catch(refused)
    },
    reads: (service, transaction, { evidence, region }) => service.reads(parts, { state: stateOf(transaction), evidence, region }),
    evidenceParts: (service, transaction, { region, trace }) =>
      service.evidenceParts(trace === undefined ? parts : tracedParts(parts, trace), { state: stateOf(transaction), region }),
    deps: (service, transaction, context) =>
      service.deps(context.trace === undefined ? parts : tracedParts(parts, context.trace), { state: stateOf(transaction), context }),
    requireCurrent: (service, signed, transaction) => parts.requireCurrent(service, signed, stateOf(transaction)),
    decide: ({ caller, question, request, signed, transaction, service, budget }) => {
      const state = stateOf(transaction)
      parts.requireCurrent(service, signed, state)
      parts.lastUse.noteAction(signed, question.action, parts.clock.now())
      const before = budget.spent
      const surroundings = requestAttributesOf(parts, request, signed)
      const decision = parts.access.decide({ caller, question, surroundings, state, budget: budgetOf(budget) })
      turns.note(budget.spent - before)
      return decision
    },
    budget: requestBudget,
    isBatchSpent: () => turns.isSpent,
    endOfTurn: () => turns.endOfTurn(),
    rest: () => turns.rest(),
    turnFor: (bytes) => turns.turnFor(bytes),
    mayBeAllowed: (caller, { bucket }, transaction) => parts.access.mayBeAllowed(caller, bucket, stateOf(transaction)),
    explainsErrors: parts.explainErrors,
    seal: (caller, details, transaction) =>
      sealAuthorizationMessage(details, caller.account, { state: stateOf(transaction), now: parts.clock.now(), ...parts }),
    record: parts.record,
    throttle: parts.throttle ?? (() => undefined),
    begun: parts.begun ?? (() => 0),
    ended: parts.ended ?? (() => {}),
  }
}

/** Notes who used the service; and the action of an operation that is open to every signed caller, because that is never decided. */
function noteUse({ lastUse, clock }: Parts, signed: Authenticated, { service, name, authorize }: Operation): void {
  const now = clock.now()
  lastUse.note(signed, service, now)
  if (typeof authorize !== 'function') lastUse.noteAction(signed, `${service}:${name}`, now)
}

/**
 * Other requests committed first every time, or the store does not answer or may be out of date: the client may try again, as its SDK does by itself.
 */
function refused(error: unknown): never {
  const { code, message } = error as { code?: unknown; message: string }
  if (code === 'Contention') throw new CommonError('ServiceUnavailable', 'The state changed under the request too often. Please try again.')
  if (code === 'StoreUnavailable')
    throw new CommonError('ServiceUnavailable', 'The state is not available. Please try again.', { reason: message })
  throw error
}

/** Shows the commit of a request, which comes after its handler. */
const ending =
  (trace: RequestTrace): CommitWatch =>
  (commit) => {
    trace.step()
    trace.during('commit', commit)
  }

/** The parts for one request: its trace shows its commits, and how long it waits for keys of issuers. */
function tracedParts(parts: ServiceParts, trace: RequestTrace): ServiceParts {
  const { oidc, store } = parts
  const watch: CommitWatch = (commit) => trace.during('commit', commit)
  const waits = (fetch: Promise<void>) => trace.during('fetch issuer keys', fetch)
  const own: ServiceParts['transact'] = (body) => transact(store, async (state) => body(state), { watch }).catch(refused)
  return { ...parts, transact: own, oidc: { ...oidc, keys: { find: (owner, wanted) => oidc.keys.find({ ...owner, waits }, wanted) } } }
}

/** Transactions are only created above. */
function stateOf(transaction: Transaction): State {
  if (!(transaction instanceof State)) throw new TypeError('not a transaction of this runtime')
  return transaction
}

/** Budgets are only created above. */
function budgetOf(budget: Budget): WorkBudget {
  if (!(budget instanceof WorkBudget)) throw new TypeError('not a budget of this runtime')
  return budget
}

function requestAttributesOf(parts: Parts, request: Request, signed: Authenticated) {
  return {
    now: parts.clock.now(),
    secure: request.secure,
    sourceIp: request.sourceIp,
    region: signed.region,
    userAgent: request.headers['user-agent'],
    referer: request.headers.referer,
    signed: signed.context,
  }
}
