/**
 * access: whether a caller may. Gathers the policies that bear on a caller and a resource and the condition keys of the request, and asks @daypass/policy.
 * Refuses to evaluate anything itself, and to know how a request was signed or worded.
 * May know: core, directory, @daypass/policy.
 */

import {
  type AuthorizationRequest,
  authorize,
  type CompiledPolicies,
  explain,
  type Decision as PolicyDecision,
  type Principal,
  WorkBudget,
} from '@daypass/policy'
import type { Caller, FederatedUserCaller, RootCaller, ServiceCaller, UserCaller } from '../core/caller.js'
import type { Decision, Question, ServiceName } from '../core/operation.js'
import type { AwsManagedPolicies } from '../directory/iam/aws-managed-policies.js'
import type { Reader } from '../directory/state.js'
import { CompiledDocuments } from './compiled-documents.js'
import { contextOf, type Surroundings } from './context.js'
import { decodedMessage } from './decoded-message.js'
import { LateContext } from './late-context.js'
import { namedRefusal } from './named-refusal.js'
import { PolicySets } from './policy-sets.js'
import { trustRefusal } from './trust-refusal.js'

/** What one question is decided on. */
export interface Asked {
  readonly caller: Caller | ServiceCaller
  readonly question: Question
  readonly surroundings: Surroundings
  readonly state: Reader
  /** Of the request that the question belongs to; a new one when absent. */
  readonly budget?: WorkBudget
}

/**
 * What one request and one question may cost, in units of 1 to 6 ns (see `WorkBudget` of @daypass/policy): a usual question costs 50 to 500. A question
 * holds everyone else up for as long as it takes. A request of a thousand keys, which rests between them, may have 250,000 units for each: a policy of a
 * hundred patterns over long keys takes that much.
 */
const LIMITS = { total: 250_000_000, perDecision: 4_000_000 }

/** A budget for the questions of one request. */
export const requestBudget = (): WorkBudget => new WorkBudget(LIMITS)

/** Decides questions; keeps compiled documents. */
export class Access {
  /** What is compiled of the documents that were asked so far. */
  readonly documents = new CompiledDocuments()
  readonly #sets: PolicySets

  constructor(awsManaged: AwsManagedPolicies) {
    this.#sets = new PolicySets(awsManaged, this.documents)
  }

  /** Whether the caller may, and why. Never throws for want of a policy. */
  decide(asked: Asked): Decision {
    const { caller, question, state, budget = requestBudget() } = asked
    const context = new LateContext(() => contextOf(asked))
    const policyQuestion: AuthorizationRequest = {
      principal: principalOf(caller),
      action: question.action,
      resource: question.resource,
      resourceAccount: question.resourceAccount ?? caller.account,
      context,
      policies: this.#policies(caller, question, state),
    }
    const decision = authorize(policyQuestion, budget)
    if (decision.outcome === 'allow') return allowedBy(decision)
    // Every refusal costs the same reads, whether a policy looked or there is none to look: else its time would tell which roles exist.
    context.gather()
    return isTrustQuestion(question)
      ? refusedByTrust(policyQuestion, decision, budget)
      : refusedBy({ ...asked, budget }, policyQuestion, decision)
  }

  /** Whether any policy could allow the caller anything of a service: one of its own, or one on a resource. Who is not signed has none of its own. */
  mayBeAllowed(caller: Caller, service: ServiceName): boolean {
    return caller.kind !== 'anonymous' || WITH_RESOURCE_POLICIES.has(service)
  }

  #policies(caller: Caller | ServiceCaller, question: Question, state: Reader): AuthorizationRequest['policies'] {
    const policies: { identity?: CompiledPolicies; session?: CompiledPolicies; trust?: CompiledPolicies } = {}
    const identity = this.#sets.identity(caller, state)
    const session = this.#sets.session(caller, state)
    if (identity !== undefined) policies.identity = identity
    if (session !== undefined) policies.session = session
    if (isTrustQuestion(question)) policies.trust = this.#sets.trust(question.resource, state)
    return policies
  }
}

/** Services whose resources carry policies that may allow the unsigned. There are none yet: bucket policies cannot be set. */
const WITH_RESOURCE_POLICIES: ReadonlySet<ServiceName> = new Set()

/** Actions on a role that its trust policy decides (Service Authorization Reference, AWS STS). */
const TRUST_ACTIONS: ReadonlySet<string> = new Set([
  'sts:AssumeRole',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity',
  'sts:TagSession',
  'sts:SetSourceIdentity',
  'sts:SetContext',
])

/** Every such question is the trust policy's, but sts:TagSession on a federated user, which GetFederationToken asks by identity policies alone. */
const isTrustQuestion = ({ action, resource }: Question): boolean =>
  TRUST_ACTIONS.has(action) && !(action === 'sts:TagSession' && /^arn:aws:sts::\d{12}:federated-user\//.test(resource))

function principalOf(caller: Caller | ServiceCaller): Principal {
  switch (caller.kind) {
    case 'service':
      return { kind: 'service', account: '', arn: caller.arn }
    case 'anonymous':
      return { kind: 'anonymous', account: '', arn: caller.arn }
    case 'root':
      return { kind: 'root', account: caller.account, arn: caller.arn, ...credentialOf(caller) }
    case 'user':
      return { kind: 'user', account: caller.account, arn: caller.arn, id: caller.id, ...credentialOf(caller) }
    case 'role':
      return { kind: 'role', account: caller.account, arn: caller.arn, id: caller.id, roleArn: caller.roleArn }
    case 'federated-user':
      return { kind: 'federated-user', account: caller.account, arn: caller.arn, ...issuerOf(caller) }
  }
}

const issuerOf = ({ issuer }: FederatedUserCaller) => (issuer.kind === 'user' ? { id: issuer.id, userArn: issuer.arn } : {})

/** Credentials of GetSessionToken reach less than their user (IAM user guide, "Comparing STS API operations"). */
const credentialOf = ({ session }: RootCaller | UserCaller) => (session === undefined ? {} : { credential: 'session-token' as const })

const allowedBy = ({ outcome, decidedBy }: PolicyDecision): Decision => ({
  allowed: true,
  outcome,
  decidedBy,
  message: '',
  reason: `allowed by ${decidedBy}`,
})

/** A refused question about a role tells nothing of the role. */
function refusedByTrust(question: AuthorizationRequest, decision: PolicyDecision, budget: WorkBudget): Decision {
  const { outcome, decidedBy } = decision
  return { allowed: false, outcome, decidedBy, message: trustRefusal(question, decision, budget), reason: explain(decision, question) }
}

function refusedBy({ caller, question: { named }, budget }: Asked, question: AuthorizationRequest, decision: PolicyDecision): Decision {
  const { outcome, decidedBy } = decision
  const refused = {
    allowed: false,
    outcome,
    decidedBy,
    message: namedRefusal(question, decision, { named, budget }),
    reason: explain(decision, question),
  }
  // The policies of another account's resources are none of the caller's account's business.
  const isOwn = caller.account !== '' && caller.account === question.resourceAccount
  return isOwn ? { details: (most) => decodedMessage({ caller, question, decision }, most), ...refused } : refused
}
