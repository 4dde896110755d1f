import { isBlockedByPublicAccess } from './block-public-access.js'
import type { EvaluationCase, Layer, Verdict } from './evaluation-case.js'
import { collect, denyingLayers, isBarredByCredential, type Layers } from './layers.js'

/** The result of sections 4.4 to 4.7: the layers that grant, or the layers that lack a needed Allow. */
interface Grant {
  readonly allowed: boolean
  readonly by: readonly Layer[]
}

function names(...pairs: readonly (readonly [Layer, boolean])[]): Layer[] {
  return pairs.filter(([, holds]) => holds).map(([layer]) => layer)
}

/** Contract 4.4: a login is trusted by the name of its provider only. */
function byTrustInProvider(layers: Layers): Grant {
  return { allowed: layers.attached.kinds.includes('direct'), by: [layers.attachedName] }
}

/** Contract 4.4: anonymous, service and federated-login callers. */
function byResourceOnly(layers: Layers): Grant {
  return { allowed: layers.attached.kinds.length > 0, by: [layers.attachedName] }
}

/** Contract 4.5: the root user; in a session of AssumeRoot the policies of its task must allow too (sts.md 5.4). */
function byRoot(one: EvaluationCase, layers: Layers): Grant {
  const grant = byRootAlone(one, layers)
  if (sessionLets(one, layers)) return grant
  return { allowed: false, by: [...(grant.allowed ? [] : grant.by), 'session'] }
}

function byRootAlone(one: EvaluationCase, layers: Layers): Grant {
  if (one.request.principal.account !== one.request.resourceAccount) return byResourceOnly(layers)
  const named = layers.attached.kinds.length > 0
  if (layers.strict && !named) return { allowed: false, by: [layers.attachedName] }
  return { allowed: true, by: names(['root', true], [layers.attachedName, named]) }
}

/** Contract 4.6: s. */
function sessionLets(one: EvaluationCase, layers: Layers): boolean {
  const { type, credential } = one.request.principal
  if (type === 'federatedUser' || credential === 'assumeRoot') return layers.session?.allow === true
  return type !== 'assumedRole' || layers.session === null || layers.session.allow
}

/** Contract 4.6, line by line. */
function bySameAccount(one: EvaluationCase, layers: Layers): Grant {
  const id = layers.identity.allow
  const b = layers.boundary === null || layers.boundary.allow
  const s = sessionLets(one, layers)
  const K = layers.attached.kinds
  const direct = K.includes('direct') || K.includes('wildcard')
  const role = (K.includes('role') || K.includes('issuer')) && b && s
  const identity = id && b && s && (!layers.strict || K.includes('account'))
  if (direct || role || identity) {
    return { allowed: true, by: names([layers.attachedName, direct || role || layers.strict], ['identity', identity]) }
  }
  return {
    allowed: false,
    by: names(['identity', !id], ['boundary', !b], ['session', !s], [layers.attachedName, layers.strict && K.length === 0]),
  }
}

/** Contract 4.7. */
function byBothAccounts(one: EvaluationCase, layers: Layers): Grant {
  const id = layers.identity.allow
  const b = layers.boundary === null || layers.boundary.allow
  const s = sessionLets(one, layers)
  const K = layers.attached.kinds.length > 0
  if (K && id && b && s) return { allowed: true, by: [layers.attachedName, 'identity'] }
  return { allowed: false, by: names([layers.attachedName, !K], ['identity', !id], ['boundary', !b], ['session', !s]) }
}

function grantOf(one: EvaluationCase, layers: Layers): Grant {
  const { principal, resourceAccount } = one.request
  if (principal.type === 'root') return byRoot(one, layers)
  const isLogin = principal.type === 'webIdentity' || principal.type === 'saml'
  if (isLogin && layers.attachedName === 'trust') return byTrustInProvider(layers)
  if (principal.account === undefined) return byResourceOnly(layers)
  return principal.account === resourceAccount ? bySameAccount(one, layers) : byBothAccounts(one, layers)
}

/** Contract 4.0: what is allowed whatever the policies say. */
function isAboveAllPolicies(one: EvaluationCase): boolean {
  return one.request.action === 'sts:GetCallerIdentity' || (one.request.action === 'sts:GetSessionToken' && !isBarredByCredential(one))
}

/** Contract 4: the verdict on one case. `decidedBy` lists every layer that qualifies. */
export function evaluateNaively(one: EvaluationCase): Verdict {
  if (isAboveAllPolicies(one)) return { decision: 'allow', decidedBy: ['service'] }
  const layers = collect(one)
  const denying = denyingLayers(layers)
  const grant = grantOf(one, layers)
  const lacking: Layer[] = [...(grant.allowed ? [] : grant.by), ...names(['scp', !layers.scpAllow])]
  const barred = isBarredByCredential(one)
  const blocked = isBlockedByPublicAccess(one)
  // These two rules can apply together with other reasons to deny, so any kind of denial is accepted.
  if (barred || blocked) {
    const bars = names(['credentialType', barred], ['s3BlockPublicAccess', blocked])
    return { decision: denying.length > 0 || blocked ? 'explicitDeny' : 'implicitDeny', decidedBy: [...bars, ...denying, ...lacking] }
  }
  if (denying.length > 0) return { decision: 'explicitDeny', decidedBy: denying }
  return lacking.length > 0 ? { decision: 'implicitDeny', decidedBy: lacking } : { decision: 'allow', decidedBy: grant.by }
}
