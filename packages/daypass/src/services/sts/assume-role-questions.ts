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

/** The identity that an earlier session of the chain was given, and every later one keeps. */
export const inheritedSourceIdentity = (caller: Caller): string | undefined =>
  caller.kind === 'anonymous' ? undefined : caller.session?.sourceIdentity

/**
 * What must be allowed to assume a role: the call itself, and what is passed or inherited with it, each on the role and each by the trust policy too
 * (Service Authorization Reference, AWS STS; IAM user guide, "Passing session tags", "Monitor and control actions taken with assumed roles").
 */
export function assumeRoleQuestions(input: AssumeRoleRequest, caller: Caller, reads: StsReads): RequiredPermission[] {
  const inherited = inheritedTags(caller)
  const asked = {
    resource: input.RoleArn,
    resourceAccount: parseIamArn(input.RoleArn, 'role')?.account ?? caller.account,
    context: {
      'sts:ExternalId': input.ExternalId,
      'sts:RoleSessionName': input.RoleSessionName,
      'sts:SourceIdentity': input.SourceIdentity,
      'sts:TransitiveTagKeys': transitiveKeys(input),
      // The role is seen with the tags that the session will have: inherited ones stand in for its own.
      ...resourceTags(overlaid(findRole(input.RoleArn, reads.state)?.tags ?? {}, inherited), 'principal'),
      ...requestTags(input.Tags),
      ...mfaKeys(reads.evidence),
    },
  }
  const actions = ['sts:AssumeRole']
  if (Object.keys(inherited).length > 0 || (input.Tags ?? []).length > 0) actions.push('sts:TagSession')
  if ((input.SourceIdentity ?? inheritedSourceIdentity(caller)) !== undefined) actions.push('sts:SetSourceIdentity')
  if ((input.ProvidedContexts ?? []).length > 0) actions.push('sts:SetContext')
  return actions.map((action) => ({ action, ...asked }))
}

/** The keys marked as transitive, spelt as the tags are: a policy on one of them must not be passed by other letters. */
function transitiveKeys({ Tags, TransitiveTagKeys = [] }: AssumeRoleRequest): readonly string[] | undefined {
  if (TransitiveTagKeys.length === 0) return undefined
  const marked = new Set(TransitiveTagKeys.map(foldTagKey))
  return (Tags ?? []).flatMap(({ Key }) => (marked.has(foldTagKey(Key)) ? Key : []))
}

/** A source identity that was set once is never changed (IAM user guide, "Monitor and control actions taken with assumed roles"). */
export function checkSourceIdentity({ SourceIdentity, RoleArn }: AssumeRoleRequest, caller: SignedCaller): void {
  const inherited = inheritedSourceIdentity(caller)
  if (SourceIdentity === undefined || inherited === undefined || SourceIdentity === inherited) return
  throw notAuthorized(caller, { action: 'sts:SetSourceIdentity', resource: RoleArn, reason: 'a source identity is set once' })
}

/** A code sent with the call counts for the call, and only for it. */
const mfaKeys = ({ mfaAt }: Evidence): Record<string, string> =>
  mfaAt === undefined ? {} : { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' }

/** Tags with those of `over` in their place, whatever case their keys are spelt in. */
export function overlaid(tags: Readonly<Record<string, string>>, over: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const replaced = new Set(Object.keys(over).map((key) => foldTagKey(key)))
  const kept = Object.entries(tags).filter(([key]) => !replaced.has(foldTagKey(key)))
  return Object.fromEntries([...kept, ...Object.entries(over)])
}
