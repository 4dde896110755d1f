/**
 * All layers and one question to one decision, with its reasons. Source: IAM User Guide, "Policy evaluation logic" and the pages below it.
 * Refuses to guess: what is not allowed by a rule stated here is denied. Never throws. Knows evaluate and compile, nothing of text.
 */

import type { CompiledPolicies, CompiledStatement } from './compile.js'
import type { Context } from './conditions/condition.js'
import type { Span } from './document/json.js'
import { evaluate, type LayerVerdict, prepareRequest, type Request } from './evaluate.js'
import { FIT, type Principal } from './matching/principal.js'

/** The kinds of policies that take part. */
export type PolicyLayer = 'identity' | 'resource' | 'trust' | 'session'

/** What decided: a kind of policy, or that the caller is the account's root user. */
export type Layer = PolicyLayer | 'root'

/** May this caller do this, to that? */
export interface Question {
  readonly principal: Principal
  /** `service:Name`; case does not matter. */
  readonly action: string
  /** An ARN, or `*` for actions that have no resource of their own. */
  readonly resource: string
  /** The owner of the resource, 12 digits. Equal to the caller's account: the rules for one account apply; otherwise both sides must allow. */
  readonly resourceAccount: string
  /** Keys in lower case. */
  readonly context: Context
  /**
   * An absent layer means: no such policy is attached. `session` absent means a session without session policy. `trust` is the policy of the role
   * in question; it must allow explicitly, also in one account. For an AssumeRole-like action the caller must always give it.
   */
  readonly policies: { readonly [layer in PolicyLayer]?: CompiledPolicies }
}

/** A statement that took part in a decision. */
export interface MatchedStatement {
  readonly layer: PolicyLayer
  /** The name or ARN of its policy. */
  readonly policy: string
  readonly sid?: string
  readonly effect: 'Allow' | 'Deny'
  /** The line in its document, from 1. */
  readonly line: number
  /** The whole place in its document. */
  readonly span: Span
}

/**
 * The answer. `decidedBy`: for `allow` the layer that grants, for `explicitDeny` the first that denies (resource or trust, identity, session), for
 * `implicitDeny` the first that lacks a needed Allow. `matched`: for `explicitDeny` the Deny statements, those of `decidedBy` first; otherwise the
 * Allow statements that apply.
 */
export interface Decision {
  readonly outcome: 'allow' | 'explicitDeny' | 'implicitDeny'
  readonly decidedBy: Layer
  readonly matched: readonly MatchedStatement[]
}

/** Decides. */
export function authorize(question: Question): Decision {
  const verdicts = collect(question)
  const denied = ORDER.find((layer) => verdicts[layer].denies.length > 0)
  if (denied !== undefined) return { outcome: 'explicitDeny', decidedBy: denied, matched: matchedStatements(verdicts, 'denies') }
  const { allowed, by } = settle(situation(question, verdicts))
  return { outcome: allowed ? 'allow' : 'implicitDeny', decidedBy: by, matched: matchedStatements(verdicts, 'allows') }
}

type Verdicts = { readonly [layer in PolicyLayer]: LayerVerdict }

/** The order in which a denial is attributed when several layers deny. */
const ORDER: readonly PolicyLayer[] = ['resource', 'trust', 'identity', 'session']
const SILENT: LayerVerdict = { denies: [], allows: [], fit: FIT.none }

/**
 * The owner's root user can always repair a bucket policy that locks everyone out (S3 User Guide, "Bucket policies").
 */
const POLICY_REPAIR: ReadonlySet<string> = new Set(['s3:getbucketpolicy', 's3:putbucketpolicy', 's3:deletebucketpolicy'])

function collect(question: Question): Verdicts {
  const request = prepareRequest(question)
  const { identity, session, resource, trust } = question.policies
  const repairs = isOwnRoot(question) && POLICY_REPAIR.has(request.action)
  return {
    resource: repairs ? SILENT : ask(resource, request, true),
    trust: ask(trust, request, true),
    identity: ask(identity, request, false),
    session: ask(session, request, false),
  }
}

function ask(policies: CompiledPolicies | undefined, request: Request, withPrincipals: boolean): LayerVerdict {
  return policies === undefined ? SILENT : evaluate(policies, request, withPrincipals)
}

function isOwnRoot({ principal, resourceAccount }: Question): boolean {
  return principal.kind === 'root' && isSameAccount(principal.account, resourceAccount)
}

function isSameAccount(one: string, other: string): boolean {
  return one !== '' && one === other
}

/** What the rules of section "Determining whether a request is allowed or denied" ask about, once no Deny applies. */
interface Situation {
  readonly kind: Principal['kind']
  readonly sameAccount: boolean
  /** The layer that speaks for the resource. */
  readonly gate: 'resource' | 'trust'
  /** How the gate's Allows name the caller. */
  readonly fit: number
  readonly identity: boolean
  /** The session policies allow, or there are none and none are needed. */
  readonly session: boolean
}

interface Settled {
  readonly allowed: boolean
  readonly by: Layer
}

function situation({ principal, resourceAccount, policies }: Question, verdicts: Verdicts): Situation {
  const gate = policies.trust === undefined ? 'resource' : 'trust'
  // A federated user has nothing of its own: without a session policy GetFederationToken gives no permission.
  const unlimited = policies.session === undefined && principal.kind !== 'federated-user'
  return {
    kind: principal.kind,
    sameAccount: isSameAccount(principal.account, resourceAccount),
    gate,
    fit: verdicts[gate].fit,
    identity: verdicts.identity.allows.length > 0,
    session: unlimited || verdicts.session.allows.length > 0,
  }
}

function settle(situation: Situation): Settled {
  switch (situation.kind) {
    case 'root':
      return settleRoot(situation)
    case 'user':
    case 'role':
    case 'federated-user':
      return situation.sameAccount ? settleSameAccount(situation) : settleCrossAccount(situation)
    default:
      // Anonymous callers, services and federated logins have no policies of their own: the resource's policy alone decides.
      return { allowed: situation.fit !== FIT.none, by: situation.gate }
  }
}

/** Root needs no policy in its own account, but a trust policy must name the account, and a foreign resource must admit it. */
function settleRoot({ sameAccount, gate, fit, session }: Situation): Settled {
  const mustBeNamed = !sameAccount || gate === 'trust'
  if (mustBeNamed && fit === FIT.none) return { allowed: false, by: gate }
  if (!session) return { allowed: false, by: 'session' }
  return { allowed: true, by: mustBeNamed ? gate : 'root' }
}

function settleSameAccount({ gate, fit, identity, session }: Situation): Settled {
  if ((fit & (FIT.direct | FIT.wildcard)) !== 0) return { allowed: true, by: gate }
  const named = (fit & (FIT.role | FIT.issuer)) !== 0
  if (named) return session ? { allowed: true, by: gate } : { allowed: false, by: 'session' }
  if (gate === 'trust' && fit === FIT.none) return { allowed: false, by: gate }
  if (!identity) return { allowed: false, by: 'identity' }
  return session ? { allowed: true, by: 'identity' } : { allowed: false, by: 'session' }
}

/** Both accounts must agree, however the resource's policy names the caller. */
function settleCrossAccount({ gate, fit, identity, session }: Situation): Settled {
  if (fit === FIT.none) return { allowed: false, by: gate }
  if (!identity) return { allowed: false, by: 'identity' }
  return session ? { allowed: true, by: gate } : { allowed: false, by: 'session' }
}

function matchedStatements(verdicts: Verdicts, which: 'denies' | 'allows'): MatchedStatement[] {
  const matched: MatchedStatement[] = []
  for (const layer of ORDER) {
    for (const statement of verdicts[layer][which]) matched.push(describe(layer, statement))
  }
  return matched
}

function describe(layer: PolicyLayer, { policy, source }: CompiledStatement): MatchedStatement {
  const { effect, sid, span } = source
  return { layer, policy, effect, line: span.start.line, span, ...(sid !== undefined && { sid }) }
}
