/**
 * The rules that put the layers together once no Deny applies. Source: IAM User Guide, "Determining whether a request is allowed or denied within an
 * account", "Cross-account policy evaluation logic".
 */
import type { Layer } from './decision.js'
import { FIT, type Principal } from './matching/principal.js'

/** What the rules ask about. */
export interface Situation {
  readonly kind: Principal['kind']
  readonly sameAccount: boolean
  /** Service control policies bind the caller and one level of them lacks an Allow. */
  readonly unlisted: boolean
  /** The layer that speaks for the resource. */
  readonly gate: 'resource' | 'trust'
  /** The gate must allow explicitly, also in one account: trust and key policies. */
  readonly strict: boolean
  /** How the gate's Allows name the caller. */
  readonly fit: number
  readonly identity: boolean
  /** There is no boundary, or it allows. */
  readonly boundary: boolean
  /** The session policies allow, or there are none and none are needed. */
  readonly session: boolean
}

/** Whether the caller may, and which layer grants, or lacks what is needed. */
export interface Settled {
  readonly allowed: boolean
  readonly by: Layer
}

/** Applies them. */
export function settle(situation: Situation): Settled {
  if (situation.unlisted) return lacking('scp')
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

function lacking(by: Layer): Settled {
  return { allowed: false, by }
}

/** Root needs no policy in its own account, but a trust or key policy must name the account, and a foreign resource must admit it. */
function settleRoot({ sameAccount, gate, strict, fit, session }: Situation): Settled {
  const mustBeNamed = !sameAccount || strict
  if (mustBeNamed && fit === FIT.none) return lacking(gate)
  if (!session) return lacking('session')
  return { allowed: true, by: mustBeNamed ? gate : 'root' }
}

function settleSameAccount(situation: Situation): Settled {
  const { gate, strict, fit } = situation
  if ((fit & (FIT.direct | FIT.wildcard)) !== 0) return { allowed: true, by: gate }
  const named = (fit & (FIT.role | FIT.issuer)) !== 0
  if (!named && strict && fit === FIT.none) return lacking(gate)
  if (!named && !situation.identity) return lacking('identity')
  return limited(situation, named ? gate : 'identity')
}

/** Both accounts must agree, however the resource's policy names the caller. */
function settleCrossAccount(situation: Situation): Settled {
  if (situation.fit === FIT.none) return lacking(situation.gate)
  if (!situation.identity) return lacking('identity')
  return limited(situation, situation.gate)
}

/** What boundary and session policies leave of a grant. */
function limited({ boundary, session }: Situation, by: Layer): Settled {
  if (!boundary) return lacking('boundary')
  return session ? { allowed: true, by } : lacking('session')
}
