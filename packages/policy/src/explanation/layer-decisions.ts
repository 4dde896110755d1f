import type { AuthorizationRequest, Policies } from '../authorization-request.js'
import { collect } from '../authorize.js'
import type { PolicyLayer } from '../decision.js'
import { prepareRequest } from '../evaluate.js'
import { PRINCIPAL_MATCH } from '../matching/principal.js'

/**
 * The decision of one layer, by itself.
 *
 * @example
 * const show = ({ layer, level, outcome }: LayerDecision) => `${layer}${level === undefined ? '' : ` at level ${level}`} says ${outcome}`
 * const fullAccess = parsePolicy('{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}', 'scp')
 * const scps = fullAccess.ok ? [compilePolicies([{ name: 'FullAccess', policy: fullAccess.policy }])] : []
 * console.log(layerDecisions({ ...request, policies: { identity, scps } }).map(show).join(', '))
 * // => scp at level 0 says allow, identity says explicitDeny
 */
export interface LayerDecision {
  readonly layer: PolicyLayer
  /** For SCPs and RCPs: the level, from 0 at the root. */
  readonly level?: number
  readonly outcome: 'allow' | 'explicitDeny' | 'implicitDeny'
}

/**
 * The decision of each layer, independent of the others: only layers that were given and that apply to the request. `authorize` combines them. An RCP
 * that does not deny allows, because RCPFullAWSAccess is always attached.
 *
 * @example
 * const policies = { identity, boundary: compilePolicies([]) }
 * console.log(layerDecisions({ ...request, policies }).map(({ layer, outcome }) => `${layer}: ${outcome}`).join(', '))
 * // => identity: explicitDeny, boundary: implicitDeny
 */
export function layerDecisions(request: AuthorizationRequest): readonly LayerDecision[] {
  const prepared = prepareRequest(request)
  return collect(request, prepared)
    .all.filter(({ ref }) => isGiven(request.policies, ref.layer))
    .map(({ ref, denies, allows, principalMatch }) => {
      const allowed = ref.layer === 'rcp' || (allows.length > 0 && principalMatch !== PRINCIPAL_MATCH.none)
      return { ...ref, outcome: denies.length > 0 ? 'explicitDeny' : allowed ? 'allow' : 'implicitDeny' }
    })
}

function isGiven(policies: Policies, layer: PolicyLayer): boolean {
  return layer === 'scp' || layer === 'rcp' || policies[layer] !== undefined
}
