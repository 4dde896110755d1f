/**
 * The rules that combine the layers when no Deny applies. Source: IAM User Guide, "Determining whether a request is allowed or denied within an
 * account", "Cross-account policy evaluation logic".
 */
import type { Layer } from './decision.js'
import { PRINCIPAL_MATCH, type Principal } from './matching/principal.js'

/** What the rules depend on. */
export interface LayerOutcomes {
  readonly kind: Principal['kind']
  readonly sameAccount: boolean
  /** Service control policies apply to the caller, and at least one of their levels has no Allow. */
  readonly scpAllowMissing: boolean
  /** The layer with the resource's own policy. */
  readonly resourceLayer: 'resource' | 'trust'
  /** The resource layer must allow explicitly, even within one account: trust and key policies. */
  readonly explicitAllowRequired: boolean
  /** How the Allows of the resource layer name the caller. */
  readonly principalMatch: number
  readonly identity: boolean
  /** There is no boundary, or it allows. */
  readonly boundary: boolean
  /** The session policies allow, or none are needed. */
  readonly session: boolean
}

/** Whether the request is allowed, and the layer that grants it or that lacks the needed Allow. */
export interface CombinedOutcome {
  readonly allowed: boolean
  readonly by: Layer
}

/** Applies the rules. */
export function combineLayers(outcomes: LayerOutcomes): CombinedOutcome {
  if (outcomes.scpAllowMissing) return notAllowedBy('scp')
  switch (outcomes.kind) {
    case 'root':
      return combineForRoot(outcomes)
    case 'user':
    case 'role':
    case 'federated-user':
      return outcomes.sameAccount ? combineSameAccount(outcomes) : combineCrossAccount(outcomes)
    case 'web-identity':
    case 'saml':
      return { allowed: admitsLogin(outcomes), by: outcomes.resourceLayer }
    default:
      // Anonymous callers and services have no policies of their own: only the resource's policy decides.
      return { allowed: outcomes.principalMatch !== PRINCIPAL_MATCH.none, by: outcomes.resourceLayer }
  }
}

/**
 * A trust policy lets in the logins of a provider that it names, and of no other: `*` means every principal of AWS there (IAM User Guide, "AWS JSON policy
 * elements: Principal"), and who has logged in elsewhere is none yet. That `*` is not enough is our reading of it, the stricter one.
 */
function admitsLogin({ resourceLayer, principalMatch }: LayerOutcomes): boolean {
  return resourceLayer === 'trust' ? (principalMatch & PRINCIPAL_MATCH.direct) !== 0 : principalMatch !== PRINCIPAL_MATCH.none
}

function notAllowedBy(by: Layer): CombinedOutcome {
  return { allowed: false, by }
}

/**
 * The root user needs no policy in its own account, but a trust or key policy must name the account, and a resource of another account must allow it.
 */
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

/** Both accounts must allow, no matter how the resource's policy names the caller. */
function combineCrossAccount(outcomes: LayerOutcomes): CombinedOutcome {
  if (outcomes.principalMatch === PRINCIPAL_MATCH.none) return notAllowedBy(outcomes.resourceLayer)
  if (!outcomes.identity) return notAllowedBy('identity')
  return applyLimits(outcomes, outcomes.resourceLayer)
}

/** Applies the boundary and the session policies to a grant. */
function applyLimits({ boundary, session }: LayerOutcomes, by: Layer): CombinedOutcome {
  if (!boundary) return notAllowedBy('boundary')
  return session ? { allowed: true, by } : notAllowedBy('session')
}
