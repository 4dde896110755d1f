import { assumedRoleArn } from '../../../core/arn.js'
import type { Caller, Session } from '../../../core/caller.js'
import type { RoleRecord } from '../../../directory/iam/role.js'
import type { AssumeRoleResponse, PolicyDescriptorType, Tag } from '../../../wire/generated/sts.js'
import type { StsDeps } from '../sts.js'
import { issueCredentials } from './issue-credentials.js'
import { checkManaged, packedSize, policyArnsOf } from './session-policies.js'
import { sessionTags } from './session-tags.js'

/** What a new role session consists of, once everything about it is allowed. */
export interface NewRoleSession extends Pick<Session, 'sourceIdentity' | 'federatedProvider' | 'federatedKeys'> {
  readonly role: RoleRecord
  readonly name: string
  /** Milliseconds since the epoch; the end in whole seconds. */
  readonly issuedAt: number
  readonly expiresAt: number
  /** Session policies of the request. */
  readonly policies: { readonly Policy?: string | undefined; readonly PolicyArns?: readonly PolicyDescriptorType[] | undefined }
  /** Tags that are passed with the request, or by the login. */
  readonly passed: { readonly Tags?: readonly Tag[] | undefined; readonly TransitiveTagKeys?: readonly string[] | undefined }
  /** Tags of the session that calls. */
  readonly inherited: Readonly<Record<string, string>>
}

/** What all three ways to assume a role answer. */
type RoleSessionAnswer = Required<Pick<AssumeRoleResponse, 'Credentials' | 'AssumedRoleUser'>> &
  Pick<AssumeRoleResponse, 'PackedPolicySize' | 'SourceIdentity'>

/** Issues a session of a role: whoever asked, and however the caller proved who it is. */
export function issueRoleSession(caller: Caller, made: NewRoleSession, deps: StsDeps): RoleSessionAnswer {
  const { role, name, issuedAt, expiresAt, policies, passed, inherited, sourceIdentity, federatedProvider, federatedKeys } = made
  const policyArns = policyArnsOf(policies)
  for (const arn of policyArns ?? []) checkManaged(arn, role.account, deps)
  const percent = packedSize({ policy: policies.Policy, policyArns, tags: sessionTags(passed, {}).tags, inherited })
  const given = { policy: policies.Policy, policyArns, sourceIdentity, federatedProvider, federatedKeys, ...sessionTags(passed, inherited) }
  const claims = { kind: 'role', account: role.account, principal: role.id, name, issuedAt, expiresAt, ...given } as const
  const Credentials = issueCredentials(caller, claims, deps)
  const AssumedRoleUser = { AssumedRoleId: `${role.id}:${name}`, Arn: assumedRoleArn(role.account, role.name, name) }
  return { Credentials, AssumedRoleUser, PackedPolicySize: percent === 0 ? undefined : percent, SourceIdentity: sourceIdentity }
}
