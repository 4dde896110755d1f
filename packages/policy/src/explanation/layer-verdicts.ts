import { collect } from '../authorize.js'
import type { PolicyLayer } from '../decision.js'
import { prepareRequest } from '../evaluate.js'
import { FIT } from '../matching/principal.js'
import type { Policies, Question } from '../question.js'

/**
 * What the policies of one layer say by themselves.
 *
 * @example
 * const show = ({ layer, level, says }: LayerStatement) => `${layer}${level === undefined ? '' : ` at level ${level}`} says ${says}`
 * const fullAccess = parsePolicy('{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}', 'scp')
 * const scps = fullAccess.ok ? [compilePolicies([{ name: 'FullAccess', policy: fullAccess.policy }])] : []
 * console.log(layerVerdicts({ ...question, policies: { identity, scps } }).map(show).join(', '))
 * // => scp at level 0 says allow, identity says explicitDeny
 */
export interface LayerStatement {
  readonly layer: PolicyLayer
  /** For SCPs and RCPs: the level, from 0 at the root. */
  readonly level?: number
  readonly says: 'allow' | 'explicitDeny' | 'implicitDeny'
}

/**
 * What each layer says to a question, apart from the others: only layers that were given and that bind it. `authorize` decides what follows. An RCP
 * that does not deny allows, since RCPFullAWSAccess is always attached.
 *
 * @example
 * const policies = { identity, boundary: compilePolicies([]) }
 * console.log(layerVerdicts({ ...question, policies }).map(({ layer, says }) => `${layer}: ${says}`).join(', '))
 * // => identity: explicitDeny, boundary: implicitDeny
 */
export function layerVerdicts(question: Question): readonly LayerStatement[] {
  const request = prepareRequest(question)
  return collect(question, request)
    .all.filter(({ seat }) => isGiven(question.policies, seat.layer))
    .map(({ seat, denies, allows, fit }) => {
      const allowed = seat.layer === 'rcp' || (allows.length > 0 && fit !== FIT.none)
      return { ...seat, says: denies.length > 0 ? 'explicitDeny' : allowed ? 'allow' : 'implicitDeny' }
    })
}

function isGiven(policies: Policies, layer: PolicyLayer): boolean {
  return layer === 'scp' || layer === 'rcp' || policies[layer] !== undefined
}
