import { notAuthorized } from '../../access/not-authorized.js'
import { findRole } from '../../access/policy-sets.js'
import { requestTags } from '../../access/request-tags.js'
import { foldTagKey } from '../../access/tag-key.js'
import { parseIamArn } from '../../core/arn.js'
import type { Caller, SignedCaller } from '../../core/caller.js'
import type { Evidence, RequiredPermission } from '../../core/operation.js'
import { resourceTags } from '../../directory/resource.js'
import type { AssumeRoleRequest } from '../../wire/generated/sts.js'
import { inheritedTags } from './session/session-tags.js'
import type { StsReads } from './sts.js'

/** The source identity that an earlier session of the chain was given, and that every later session keeps. */
export const inheritedSourceIdentity = (caller: Caller): string | undefined =>
  caller.kind === 'anonymous' ? undefined : caller.session?.sourceIdentity

/**
 * The permissions required to assume a role: for the call itself, and for what it passes or inherits. Each is required on the role, and from the
 * trust policy too (Service Authorization Reference, AWS STS; IAM user guide, "Passing session tags", "Monitor and control actions taken with
 * assumed roles").
 */
export function assumeRolePermissions(input: AssumeRoleRequest, caller: Caller, reads: StsReads): RequiredPermission[] {
  const inherited = { tags: inheritedTags(caller), sourceIdentity: inheritedSourceIdentity(caller) }
  const context = { 'sts:ExternalId': input.ExternalId, ...mfaKeys(reads.evidence) }
  const { RoleArn, RoleSessionName, Tags, TransitiveTagKeys, SourceIdentity } = input
  const own = { inherited, context, account: caller.account }
  const asked = roleSessionPermissions(
    'sts:AssumeRole',
    { RoleArn, RoleSessionName, Tags, TransitiveTagKeys, SourceIdentity, ...own },
    reads,
  )
  if ((input.ProvidedContexts ?? []).length > 0) asked.push({ ...(asked[0] as RequiredPermission), action: 'sts:SetContext' })
  return asked
}

/** What a new session of a role is to have, as far as permissions depend on it. */
interface AskedRoleSession
  extends Pick<AssumeRoleRequest, 'RoleArn' | 'RoleSessionName' | 'Tags' | 'TransitiveTagKeys' | 'SourceIdentity'> {
  /** What comes from the session that calls, and has to be allowed like what the request passes. */
  readonly inherited: { readonly tags: Readonly<Record<string, string>>; readonly sourceIdentity?: string | undefined }
  /** Condition keys besides those that follow from the rest. */
  readonly context: NonNullable<RequiredPermission['context']>
  /** The owner of a resource whose ARN does not name a role. */
  readonly account: string
}

/** The same for every way to assume a role; `action` is the way. The first permission is the one for the call itself. */
export function roleSessionPermissions(action: string, asked: AskedRoleSession, { state }: Pick<StsReads, 'state'>): RequiredPermission[] {
  const { RoleArn, inherited, Tags = [] } = asked
  const permission = {
    resource: RoleArn,
    resourceAccount: parseIamArn(RoleArn, 'role')?.account ?? asked.account,
    context: {
      'sts:RoleSessionName': asked.RoleSessionName,
      'sts:SourceIdentity': asked.SourceIdentity,
      'sts:TransitiveTagKeys': transitiveKeys(asked),
      // The role counts with the tags that the session will have: inherited tags replace its own.
      ...resourceTags(overlaid(findRole(RoleArn, state)?.tags ?? {}, inherited.tags), 'principal'),
      ...requestTags(Tags),
      ...asked.context,
    },
  }
  const actions = [action]
  if (Object.keys(inherited.tags).length > 0 || Tags.length > 0) actions.push('sts:TagSession')
  if ((asked.SourceIdentity ?? inherited.sourceIdentity) !== undefined) actions.push('sts:SetSourceIdentity')
  return actions.map((one) => ({ action: one, ...permission }))
}

/** The transitive keys, spelt as the tags spell them: a caller must not avoid a policy on one of them by another spelling. */
function transitiveKeys({
  Tags,
  TransitiveTagKeys = [],
}: Pick<AssumeRoleRequest, 'Tags' | 'TransitiveTagKeys'>): readonly string[] | undefined {
  if (TransitiveTagKeys.length === 0) return undefined
  const marked = new Set(TransitiveTagKeys.map(foldTagKey))
  return (Tags ?? []).flatMap(({ Key }) => (marked.has(foldTagKey(Key)) ? Key : []))
}

/** A source identity cannot be changed once it is set (IAM user guide, "Monitor and control actions taken with assumed roles"). */
export function checkSourceIdentity({ SourceIdentity, RoleArn }: AssumeRoleRequest, caller: SignedCaller): void {
  const inherited = inheritedSourceIdentity(caller)
  if (SourceIdentity === undefined || inherited === undefined || SourceIdentity === inherited) return
  throw notAuthorized(caller, { action: 'sts:SetSourceIdentity', resource: RoleArn, reason: 'a source identity is set once' })
}

/** An MFA code sent with a call counts for this call only. */
const mfaKeys = ({ mfaAt }: Evidence): Record<string, string> =>
  mfaAt === undefined ? {} : { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' }

/** The tags, replaced by those of `over` with the same key, in any case. */
export function overlaid(tags: Readonly<Record<string, string>>, over: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const replaced = new Set(Object.keys(over).map((key) => foldTagKey(key)))
  const kept = Object.entries(tags).filter(([key]) => !replaced.has(foldTagKey(key)))
  return Object.fromEntries([...kept, ...Object.entries(over)])
}
