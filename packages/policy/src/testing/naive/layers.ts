import type { EvaluationCase, JsonObject, Layer } from './evaluation-case.js'
import { arnParts } from './matching.js'
import type { Kind } from './principals.js'
import { attachedKind, contextOfCase, type Finding, findingOf, identityKind, type PolicyKind, rcpKind, trustKind } from './statements.js'
import { lookUp } from './variables.js'

/** Everything that section 4 needs before it decides. `null`: that layer is not present. */
export interface Layers {
  readonly identity: Finding
  readonly boundary: Finding | null
  readonly session: Finding | null
  readonly attached: Finding
  readonly attachedName: 'resource' | 'trust'
  readonly scpDeny: boolean
  readonly scpAllow: boolean
  readonly rcpDeny: boolean
  /** Contract 4.6: role trust policy, or KMS key policy: they must allow explicitly. */
  readonly strict: boolean
}

const nothing: Finding = { deny: false, allow: false, kinds: [] }

/** Several documents of one layer: any Deny, any Allow. */
function findingOfAll(documents: readonly JsonObject[], kind: PolicyKind, one: EvaluationCase): Finding {
  const findings = documents.map((document) => findingOf(document, kind, one))
  const kinds: Kind[] = findings.flatMap((finding) => [...finding.kinds])
  return { deny: findings.some((finding) => finding.deny), allow: findings.some((finding) => finding.allow), kinds }
}

/** Contract 4.2: the callers that SCPs apply to. */
function scpsBind(one: EvaluationCase): boolean {
  const { principal } = one.request
  if (one.policies.scps === null || one.request.principalAccountIsManagement === true || principal.serviceLinked === true) return false
  return ['user', 'assumedRole', 'federatedUser', 'root'].includes(principal.type)
}

/** Contract 4.3, "supported services (launch ...)". */
const rcpServices = ['s3', 'sts', 'kms', 'sqs', 'secretsmanager']

/** Contract 4.3: the callers that RCPs apply to. */
function rcpsBind(one: EvaluationCase): boolean {
  const { request, policies } = one
  if (policies.rcps === null || request.resourceAccountIsManagement === true || request.principal.serviceLinked === true) return false
  return rcpServices.includes((request.action.split(':')[0] ?? '').toLowerCase())
}

/** Contract 4.1: the bucket owner's root user may call Get/Put/DeleteBucketPolicy even if the bucket policy denies it. */
function isBucketOwnersRescue(one: EvaluationCase): boolean {
  const { principal, action, resourceAccount } = one.request
  const rescued = ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'].includes(action)
  return principal.type === 'root' && principal.account === resourceAccount && rescued
}

function attachedFinding(one: EvaluationCase): Finding {
  const { trust, resource } = one.policies
  if (trust !== null) return findingOf(trust, trustKind, one)
  if (resource === null) return nothing
  const finding = findingOf(resource, attachedKind, one)
  return isBucketOwnersRescue(one) ? { ...finding, deny: false } : finding
}

/** Whether the request assumes a role or uses a KMS key. */
function isStrict(one: EvaluationCase): boolean {
  const parts = arnParts(one.request.resource, false)
  const isRole = one.request.action.startsWith('sts:') && parts?.[2] === 'iam' && parts[5]?.startsWith('role/') === true
  const isKey = parts?.[2] === 'kms' && parts[5]?.startsWith('key/') === true
  return one.policies.trust !== null || isRole || isKey
}

/** Contract 4: collect, then decide. Only users, role sessions and federated users have an identity side (4.4, 4.5). */
export function collect(one: EvaluationCase): Layers {
  const { policies, request } = one
  const hasIdentity = ['user', 'assumedRole', 'federatedUser'].includes(request.principal.type)
  const mayHaveSession = ['assumedRole', 'federatedUser'].includes(request.principal.type) || request.principal.credential === 'assumeRoot'
  const hasSession = mayHaveSession && policies.session !== null && policies.session.length > 0
  const scps = scpsBind(one) ? (policies.scps ?? []).map((level) => findingOfAll(level, identityKind, one)) : []
  const rcps = rcpsBind(one) ? (policies.rcps ?? []).map((level) => findingOfAll(level, rcpKind, one)) : []
  return {
    identity: hasIdentity ? findingOfAll(policies.identity, identityKind, one) : nothing,
    boundary: hasIdentity && policies.boundary !== null ? findingOf(policies.boundary, identityKind, one) : null,
    session: hasSession ? findingOfAll(policies.session ?? [], identityKind, one) : null,
    attached: attachedFinding(one),
    attachedName: policies.trust !== null || (isStrict(one) && request.action.startsWith('sts:')) ? 'trust' : 'resource',
    scpDeny: scps.some((level) => level.deny),
    scpAllow: scps.every((level) => level.allow),
    rcpDeny: rcps.some((level) => level.deny),
    strict: isStrict(one),
  }
}

/** Contract 4.1: the layers that deny explicitly. */
export function denyingLayers(layers: Layers): Layer[] {
  const found: [Layer, boolean][] = [
    ['scp', layers.scpDeny],
    ['rcp', layers.rcpDeny],
    [layers.attachedName, layers.attached.deny],
    ['identity', layers.identity.deny],
    ['boundary', layers.boundary?.deny === true],
    ['session', layers.session?.deny === true],
  ]
  return found.filter(([, denies]) => denies).map(([layer]) => layer)
}

/** Contract 4.0: calls that a kind of credentials cannot make, whatever the policies say. */
export function isBarredByCredential(one: EvaluationCase): boolean {
  const { principal, action } = one.request
  const [service, name = ''] = action.split(':')
  if (action === 'sts:GetSessionToken') return !(['user', 'root'].includes(principal.type) && principal.credential === 'longTerm')
  if (principal.type === 'root' && action === 'sts:AssumeRole') return true
  if (principal.type === 'federatedUser') return service === 'iam' || service === 'sts'
  if (principal.type === 'assumedRole') return action === 'sts:GetFederationToken'
  if (principal.credential === 'assumeRoot') return service === 'sts'
  if (principal.credential !== 'sessionToken') return false
  const mfa = lookUp(contextOfCase(one.request), 'aws:MultiFactorAuthPresent') === 'true'
  return (service === 'iam' && !mfa) || (service === 'sts' && name !== 'AssumeRole')
}
