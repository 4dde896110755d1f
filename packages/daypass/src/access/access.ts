/**
 * access: whether a caller is allowed to act. Collects the policies that apply to a caller and a resource and the condition keys of the request, and
 * has @daypass/policy decide. Refuses to evaluate anything itself, and to know how a request was signed or encoded. May know: core, directory,
 * @daypass/policy.
 */

import {
  type AuthorizationRequest,
  authorize,
  type CompiledPolicies,
  combinePolicies,
  explain,
  type Decision as PolicyDecision,
  type Principal,
  WorkBudget,
} from '@daypass/policy'
import type { Asker, Caller, FederatedUserCaller, RoleCaller, RootCaller, UserCaller } from '../core/caller.js'
import type { AccessDecision, RequiredPermission } from '../core/operation.js'
import type { AwsManagedPolicies } from '../directory/iam/aws-managed-policies.js'
import { isServiceLinked, isServiceLinkedArn, roles } from '../directory/iam/role.js'
import { isClosedAccount } from '../directory/organizations/organization-member.js'
import type { Reader } from '../directory/state.js'
import { BucketPolicies } from './buckets/bucket-policies.js'
import { CompiledDocuments } from './compiled-documents.js'
import { contextOf, type RequestAttributes } from './context.js'
import { decodedMessage } from './decoded-message.js'
import { LazyContext } from './lazy-context.js'
import { namedRefusal } from './named-refusal.js'
import { notAuthorized } from './not-authorized.js'
import { OrganizationSets } from './organizations/organization-sets.js'
import { mayChangeOwnPassword, OWN_PASSWORD } from './permissions/own-password.js'
import { ASSUME_ROOT, rootAccessPolicy } from './permissions/root-access.js'
import { PolicySets } from './policy-sets.js'
import { trustRefusal } from './trust-refusal.js'

/** The input of one authorization decision. */
export interface AccessRequest {
  readonly caller: Asker
  readonly question: RequiredPermission
  readonly surroundings: RequestAttributes
  readonly state: Reader
  /** The context of the request that it belongs to; a new one if absent. */
  readonly budget?: WorkBudget
}

/**
 * What one request and one decision may cost, in units of 1 to 6 ns (see `WorkBudget` of @daypass/policy): a usual decision costs 50 to 500. A
 * decision blocks all other requests while it runs. A request with a thousand keys, which pauses between them, may use 250,000 units for each: a
 * policy with a hundred patterns needs that much for long keys.
 */
const LIMITS = { total: 250_000_000, perDecision: 4_000_000 }

/** A budget for the decisions of one request. */
export const requestBudget = (): WorkBudget => new WorkBudget(LIMITS)

/** Makes authorization decisions; keeps compiled documents. */
export class Access {
  /** The compiled forms of the documents that were used so far. */
  readonly documents = new CompiledDocuments()
  readonly #sets: PolicySets
  readonly #organizations: OrganizationSets
  readonly #buckets: BucketPolicies

  constructor(awsManaged: AwsManagedPolicies) {
    this.#sets = new PolicySets(awsManaged, this.documents)
    this.#organizations = new OrganizationSets(this.documents)
    this.#buckets = new BucketPolicies(this.documents)
  }

  /** Whether the caller is allowed, and why. Never throws if a policy is missing. */
  decide(asked: AccessRequest): AccessDecision {
    const { caller, question, state, budget = requestBudget() } = asked
    const context = new LazyContext(() => contextOf(asked))
    const resourceAccount = question.resourceAccount ?? caller.account
    if (isClosedAccount(state, resourceAccount) || isClosedAccount(state, caller.account)) return closed(caller, question)
    const compiled = this.documents.work
    const organizations = this.#organizations.layers(state, { caller: caller.account, owner: resourceAccount }, question.action)
    const bucket = this.#buckets.layers(state, { action: question.action, resource: question.resource, owner: resourceAccount })
    const { action, resource } = question
    const policies = Object.assign(this.#policies(caller, question, state), organizations.policies, bucket && { resource: bucket.resource })
    const { callerIsManagement = false, ownerIsManagement = false } = organizations
    const policyQuestion: AuthorizationRequest = {
      principal: principalOf(caller, state),
      action,
      resource,
      resourceAccount,
      context,
      policies,
      callerIsManagement,
      ownerIsManagement,
      blockPublicAccess: bucket?.blockPublicAccess ?? {},
    }
    budget.prepare(this.documents.work - compiled)
    const decision = authorize(policyQuestion, budget)
    if (decision.outcome === 'allow') return allowedBy(decision)
    // Every denial costs the same reads, whether there is a policy or not: otherwise its time would reveal which roles exist.
    context.gather()
    return isTrustQuestion(question)
      ? refusedByTrust(policyQuestion, decision, budget)
      : refusedBy({ ...asked, budget }, policyQuestion, decision)
  }

  /**
   * Whether any policy could allow the caller anything with a request to this bucket, if it is to one. Who did not sign has no policies: only that of the
   * bucket could.
   */
  mayBeAllowed(caller: Caller, bucket: string | undefined, state: Reader): boolean {
    if (caller.kind !== 'anonymous') return true
    return bucket !== undefined && this.#buckets.mayAllowEveryone(state, bucket)
  }

  #policies(caller: Asker, question: RequiredPermission, state: Reader): AuthorizationRequest['policies'] {
    const policies: {
      identity?: CompiledPolicies
      resource?: CompiledPolicies
      boundary?: CompiledPolicies
      session?: CompiledPolicies
      trust?: CompiledPolicies
    } = {}
    const own = this.#sets.ofPrincipal(caller, state)
    const { boundary } = own
    let { identity } = own
    if (identity !== undefined && mayChangeOwnPassword(caller, question, state))
      identity = combinePolicies([identity, this.documents.get(OWN_PASSWORD)])
    const session = this.#sets.session(caller, state)
    if (identity !== undefined) policies.identity = identity
    if (boundary !== undefined) policies.boundary = boundary
    if (session !== undefined) policies.session = session
    // The root user of another account has no policy that could name the caller: this stands for one.
    if (question.action === ASSUME_ROOT && caller.account !== '') policies.resource = this.documents.get(rootAccessPolicy(caller.account))
    if (isTrustQuestion(question)) policies.trust = this.#sets.trust(question.resource, state)
    return policies
  }
}

/** Actions on a role that its trust policy decides (Service Authorization Reference, AWS STS). */
const TRUST_ACTIONS: ReadonlySet<string> = new Set([
  'sts:AssumeRole',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity',
  'sts:TagSession',
  'sts:SetSourceIdentity',
  'sts:SetContext',
])

/** The trust policy decides all of these, except sts:TagSession on a federated user, which GetFederationToken needs from identity policies only. */
const isTrustQuestion = ({ action, resource }: RequiredPermission): boolean =>
  TRUST_ACTIONS.has(action) && !(action === 'sts:TagSession' && /^arn:aws:sts::\d{12}:federated-user\//.test(resource))

function principalOf(caller: Asker, state: Reader): Principal {
  switch (caller.kind) {
    case 'service':
    case 'web-identity':
    case 'saml':
      return { kind: caller.kind, account: '', arn: caller.arn }
    case 'anonymous':
      return { kind: 'anonymous', account: '', arn: caller.arn }
    case 'root':
      return { kind: 'root', account: caller.account, arn: caller.arn, ...credentialOf(caller) }
    case 'user':
      return { kind: 'user', account: caller.account, arn: caller.arn, id: caller.id, ...credentialOf(caller) }
    case 'role':
      return {
        kind: 'role',
        account: caller.account,
        arn: caller.arn,
        id: caller.id,
        roleArn: caller.roleArn,
        ...(isOfLinkedRole(caller, state) && { serviceLinked: true }),
      }
    case 'federated-user':
      return { kind: 'federated-user', account: caller.account, arn: caller.arn, ...issuerOf(caller) }
  }
}

/** By the mark of its role: the path, which nearly every role lacks, is only asked first because it costs nothing. */
function isOfLinkedRole({ roleArn, account, id }: RoleCaller, state: Reader): boolean {
  return isServiceLinkedArn(roleArn, account) && isServiceLinked(roles.getById(state, id) ?? {})
}

const issuerOf = ({ issuer }: FederatedUserCaller) => (issuer.kind === 'user' ? { id: issuer.id, userArn: issuer.arn } : {})

/**
 * Credentials of GetSessionToken may do less than their user (IAM user guide, "Comparing STS API operations"); those of AssumeRoot only what their task
 * allows.
 */
function credentialOf({ session }: RootCaller | UserCaller): Pick<Principal, 'credential'> {
  if (session === undefined) return {}
  return { credential: session.kind === 'assume-root' ? 'assume-root' : 'session-token' }
}

const allowedBy = ({ outcome, decidedBy }: PolicyDecision): AccessDecision => ({
  allowed: true,
  outcome,
  decidedBy,
  message: '',
  reason: `allowed by ${decidedBy}`,
})

/** Nobody acts in a closed account or on what it has, whatever policies say (our choice of words: as short as those about a role). */
function closed(caller: Asker, { action, resource, named = resource }: RequiredPermission): AccessDecision {
  const { message } = notAuthorized(caller, { action, resource: named, reason: 'the account is closed' })
  return { allowed: false, outcome: 'implicitDeny', decidedBy: 'closedAccount', message, reason: 'the account is closed' }
}

/** A denial about a role reveals nothing about the role. */
function refusedByTrust(question: AuthorizationRequest, decision: PolicyDecision, budget: WorkBudget): AccessDecision {
  const { outcome, decidedBy } = decision
  return { allowed: false, outcome, decidedBy, message: trustRefusal(question, decision, budget), reason: explain(decision, question) }
}

function refusedBy(
  { caller, question: { named }, budget }: AccessRequest,
  question: AuthorizationRequest,
  decision: PolicyDecision,
): AccessDecision {
  const { outcome, decidedBy } = decision
  const refused = {
    allowed: false,
    outcome,
    decidedBy,
    message: namedRefusal(question, decision, { named, budget }),
    reason: explain(decision, question),
  }
  // A caller must not learn about the resource policies of another account.
  const isOwn = caller.account !== '' && caller.account === question.resourceAccount
  return isOwn ? { details: (most) => decodedMessage({ caller, question, decision }, most), ...refused } : refused
}
