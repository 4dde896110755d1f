/**
 * The rules that put the layers together once no Deny applies. Source: IAM User Guide, "Determining whether a request is allowed or denied within an
 * account", "Cross-account policy evaluation logic".
 */
import type { Layer } from './decision.js'
import { PRINCIPAL_MATCH, type Principal } from './matching/principal.js'

/** What the rules ask about. */
export interface LayerOutcomes {
  readonly kind: Principal['kind']
  readonly sameAccount: boolean
  /** Service control policies bind the caller and one level of them lacks an Allow. */
  readonly scpAllowMissing: boolean
  /** The layer that speaks for the resource. */
  readonly resourceLayer: 'resource' | 'trust'
  /** The resource layer must allow explicitly, also in one account: trust and key policies. */
  readonly explicitAllowRequired: boolean
  /** How the Allows of the resource layer name the caller. */
  readonly principalMatch: number
  readonly identity: boolean
  /** There is no boundary, or it allows. */
  readonly boundary: boolean
  /** The session policies allow, or there are none and none are needed. */
  readonly session: boolean
}

/** Whether the caller may, and which layer grants, or lacks what is needed. */
export interface CombinedOutcome {
  readonly allowed: boolean
  readonly by: Layer
}

/** Applies them. */
export function combineLayers(outcomes: LayerOutcomes): CombinedOutcome {
  if (outcomes.scpAllowMissing) return notAllowedBy('scp')
  switch (outcomes.kind) {
    case 'root':
      return combineForRoot(outcomes)
    case 'user':
    case 'role':
    case 'federated-user':
      return outcomes.sameAccount ? combineSameAccount(outcomes) : combineCrossAccount(outcomes)
    default:
      // Anonymous callers, services and federated logins have no policies of their own: the resource's policy alone decides.
      return { allowed: outcomes.principalMatch !== PRINCIPAL_MATCH.none, by: outcomes.resourceLayer }
  }
}

function notAllowedBy(by: Layer): CombinedOutcome {
  return { allowed: false, by }
}

/** Root needs no policy in its own account, but a trust or key policy must name the account, and a foreign resource must admit it. */
function combineForRoot({ sameAccount, resourceLayer, explicitAllowRequired, principalMatch, session }: LayerOutcomes): CombinedOutcome {
  const mustBeNamed = !sameAccount || explicitAllowRequired
  if (mustBeNamed && principalMatch === PRINCIPAL_MATCH.none) return notAllowedBy(resourceLayer)
  if (!session) return notAllowedBy('session')
  return { allowed: true, by: mustBeNamed ? resourceLayer : 'root' }
}

function combineSameAccount(outcomes: LayerOutcomes): CombinedOutcome {
  const { resourceLayer, explicitAllowRequired, principalMatch } = outcomes
  if ((principalMatch & (PRINCIPAL_MATCH.direct | PRINCIPAL_MATCH.wildcard)) !== 0) return { allowed: true, by: resourceLayer }
  const named = (principalMatch & (PRINCIPAL_MATCH.role | PRINCIPAL_MATCH.issuer)) !== 0
  if (!named && explicitAllowRequired && principalMatch === PRINCIPAL_MATCH.none) return notAllowedBy(resourceLayer)
  if (!named && !outcomes.identity) return notAllowedBy('identity')
  return applyLimits(outcomes, named ? resourceLayer : 'identity')
}

/** Both accounts must agree, however the resource's policy names the caller. */
function combineCrossAccount(outcomes: LayerOutcomes): CombinedOutcome {
  if (outcomes.principalMatch === PRINCIPAL_MATCH.none) return notAllowedBy(outcomes.resourceLayer)
  if (!outcomes.identity) return notAllowedBy('identity')
  return applyLimits(outcomes, outcomes.resourceLayer)
}

/** What boundary and session policies leave of a grant. */
function applyLimits({ boundary, session }: LayerOutcomes, by: Layer): CombinedOutcome {
  if (!boundary) return notAllowedBy('boundary')
  return session ? { allowed: true, by } : notAllowedBy('session')
}
