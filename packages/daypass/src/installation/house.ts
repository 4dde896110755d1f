import { WorkBudget } from '@daypass/policy'
import { type Access, requestBudget } from '../access/access.js'
import type { Clock } from '../core/clock.js'
import { WireError } from '../core/error.js'
import type { Request, Routed } from '../core/exchange.js'
import type { Ids } from '../core/ids.js'
import type { Operation, Proof, ServiceName } from '../core/operation.js'
import type { Asked, Authenticated, Budget, House, RequestEvent, Work } from '../core/pipeline.js'
import { sealAuthorizationMessage } from '../credentials/authorization-message.js'
import type { AwsManagedPolicies } from '../directory/iam/aws-managed-policies.js'
import type { KeyRing } from '../directory/key-ring.js'
import { State, transact } from '../directory/state.js'
import type { AccountDeps, AccountReads } from '../services/account/account.js'
import type { DaypassDeps, DaypassReads } from '../services/daypass/daypass.js'
import type { IamDeps, IamReads } from '../services/iam/iam.js'
import type { ObjectFiles } from '../services/s3/object-files.js'
import type { S3Deps, S3Reads } from '../services/s3/s3.js'
import type { StsDeps, StsProving, StsReads } from '../services/sts/sts.js'
import type { Store } from '../store/store.js'
import { beginnings, glanceOf } from './beginnings.js'
import { FairTurns } from './fair-turns.js'

/** The parts of a running installation. */
export interface Parts {
  /** The installation's own account, 12 digits. */
  readonly account: string
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly ring: KeyRing
  readonly access: Access
  readonly awsManaged: AwsManagedPolicies
  readonly files: ObjectFiles
  /** Where the issuers of web identity tokens are published. */
  readonly issuerBase: () => string
  readonly authenticate: (request: Request, routed: Routed, state: State) => Authenticated | WireError
  /** Throws when the caller's key, session or region has been taken away since it signed. */
  readonly requireCurrent: (service: ServiceName, signed: Authenticated, state: State) => void
  readonly record: (event: RequestEvent) => void
  /** Whether every refusal by policy within one account carries its details, sealed. */
  readonly explainErrors: boolean
}

/** What the pipeline needs, made from the parts. */
export function makeHouse(parts: Parts): House {
  const turns = new FairTurns(setImmediate)
  return {
    begin: beginnings(parts.store),
    authenticate: (request, routed, work) => parts.authenticate(request, routed, stateOf(work)),
    transact: (body, beginning) => transact(parts.store, body, glanceOf(beginning)).catch(contended),
    reads: (operation, work, proof) => readsOf(parts, operation, { state: stateOf(work), proof }),
    proving: (): StsProving => ({ clock: parts.clock, ring: parts.ring, transact: (body) => transact(parts.store, body).catch(contended) }),
    deps: (operation, work, asked) => depsOf(parts, operation, { asked, state: stateOf(work) }),
    requireCurrent: (service, signed, work) => parts.requireCurrent(service, signed, stateOf(work)),
    decide: ({ caller, question, request, signed, work, service, budget }) => {
      const state = stateOf(work)
      parts.requireCurrent(service, signed, state)
      const before = budget.spent
      const surroundings = surroundingsOf(parts, request, signed)
      const decision = parts.access.decide({ caller, question, surroundings, state, budget: budgetOf(budget) })
      turns.note(budget.spent - before)
      return decision
    },
    budget: requestBudget,
    isTurnSpent: () => turns.isSpent,
    rest: () => turns.rest(),
    turnFor: (bytes) => turns.turnFor(bytes),
    mayBeAllowed: (caller, service) => parts.access.mayBeAllowed(caller, service),
    explainsErrors: parts.explainErrors,
    seal: (caller, details, work) =>
      sealAuthorizationMessage(details, caller.account, { state: stateOf(work), now: parts.clock.now(), ...parts }),
    record: parts.record,
  }
}

/** Others won every time: the client may try again, as its SDK does by itself. */
function contended(error: unknown): never {
  if ((error as { code?: unknown }).code !== 'Contention') throw error
  throw new WireError('ServiceUnavailable', 'The state changed under the request too often. Please try again.')
}

/** Works are begun above and nowhere else. */
function stateOf(work: Work): State {
  if (!(work instanceof State)) throw new TypeError('not a work of this house')
  return work
}

/** Budgets are made above and nowhere else. */
function budgetOf(budget: Budget): WorkBudget {
  if (!(budget instanceof WorkBudget)) throw new TypeError('not a budget of this house')
  return budget
}

function surroundingsOf(parts: Parts, request: Request, signed: Authenticated) {
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

function readsOf(
  parts: Parts,
  operation: Operation,
  own: { state: State; proof: Proof },
): StsReads | IamReads | S3Reads | AccountReads | DaypassReads {
  if (operation.service === 'daypass') return { state: own.state, home: parts.account }
  const { state, proof } = own
  return operation.service === 's3' || operation.service === 'account' ? { state } : { state, proof, awsManaged: parts.awsManaged }
}

function depsOf(
  parts: Parts,
  operation: Operation,
  { asked, state }: { asked: Asked; state: State },
): StsDeps | IamDeps | S3Deps | AccountDeps | DaypassDeps {
  const { clock, ids, ring, awsManaged, files, issuerBase } = parts
  const { proof, region, endpoint, rest } = asked
  switch (operation.service) {
    case 'sts':
      return { state, proof, region, endpoint, awsManaged, clock, ids, ring, issuerBase }
    case 'iam':
      return { state, awsManaged, clock, ids, ring, issuerBase, rest }
    case 'account':
      return { state, ids, ring }
    case 'daypass':
      return { state, clock, ids, ring, home: parts.account }
    case 's3':
      return { state, transact: (body) => transact(parts.store, body), files, clock, ids, ring, ...asked }
  }
}
