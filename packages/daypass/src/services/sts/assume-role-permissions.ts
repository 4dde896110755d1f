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
  const inherited = inheritedTags(caller)
  const permission = {
    resource: input.RoleArn,
    resourceAccount: parseIamArn(input.RoleArn, 'role')?.account ?? caller.account,
    context: {
      'sts:ExternalId': input.ExternalId,
      'sts:RoleSessionName': input.RoleSessionName,
      'sts:SourceIdentity': input.SourceIdentity,
      'sts:TransitiveTagKeys': transitiveKeys(input),
      // The role counts with the tags that the session will have: inherited tags replace its own.
      ...resourceTags(overlaid(findRole(input.RoleArn, reads.state)?.tags ?? {}, inherited), 'principal'),
      ...requestTags(input.Tags),
      ...mfaKeys(reads.evidence),
    },
  }
  const actions = ['sts:AssumeRole']
  if (Object.keys(inherited).length > 0 || (input.Tags ?? []).length > 0) actions.push('sts:TagSession')
  if ((input.SourceIdentity ?? inheritedSourceIdentity(caller)) !== undefined) actions.push('sts:SetSourceIdentity')
  if ((input.ProvidedContexts ?? []).length > 0) actions.push('sts:SetContext')
  return actions.map((action) => ({ action, ...permission }))
}

/** The transitive keys, spelt as the tags spell them: a caller must not avoid a policy on one of them by another spelling. */
function transitiveKeys({ Tags, TransitiveTagKeys = [] }: AssumeRoleRequest): readonly string[] | undefined {
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
