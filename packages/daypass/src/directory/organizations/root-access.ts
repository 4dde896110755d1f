import { parseIamArn } from '../../core/arn.js'
import type { Reader } from '../state.js'
import type { RootFeature } from './organization.js'
import { type OrganizationPlace, placeOf } from './organization-place.js'

/** IAM as a trusted service. */
export const IAM_SERVICE = 'iam.amazonaws.com'

/** What a task needs enabled. The credential tasks need both features (IAM user guide, "Centralize root access for member accounts"). */
const SESSIONS: readonly RootFeature[] = ['RootSessions']
const CREDENTIALS: readonly RootFeature[] = ['RootSessions', 'RootCredentialsManagement']

/** The tasks that a session of AssumeRoot may be for, by the name of their policy (STS API reference, AssumeRoot, `TaskPolicyArn`). */
const TASKS: ReadonlyMap<string, readonly RootFeature[]> = new Map([
  ['IAMAuditRootUserCredentials', CREDENTIALS],
  ['IAMCreateRootUserPassword', CREDENTIALS],
  ['IAMDeleteRootUserCredentials', CREDENTIALS],
  ['S3UnlockBucketPolicy', SESSIONS],
  ['SQSUnlockQueuePolicy', SESSIONS],
])

/** The features that a task needs; undefined for a policy that is not one of a task. */
export function rootTaskNeeds(taskPolicyArn: string): readonly RootFeature[] | undefined {
  const named = parseIamArn(taskPolicyArn, 'policy')
  return named?.account === 'aws' && named.path === '/root-task/' ? TASKS.get(named.name) : undefined
}

/** Whether the account is a delegated administrator of IAM, or the management account. */
export const managesRootAccess = ({ organization, member, isManagement }: OrganizationPlace): boolean =>
  isManagement || organization.delegated[member.account]?.[IAM_SERVICE] !== undefined

/** A session of a member's root user, as an account asks for it or has got it. */
export interface RootAccess {
  /** The account that asks. */
  readonly account: string
  readonly member: string
  readonly taskPolicyArn: string
}

/**
 * Why the account has no access to the root user of the member for this task; undefined where it has. It has to be so when AssumeRoot is called, and at
 * every request of its session. The reason is the same for an account of another organization and for one that does not exist.
 */
export function rootAccessProblem(state: Reader, { account, member, taskPolicyArn }: RootAccess): string | undefined {
  const needs = rootTaskNeeds(taskPolicyArn)
  if (needs === undefined) return 'The task policy is not one of AWS.'
  const [from, to] = [placeOf(state, account), placeOf(state, member)]
  if (from === undefined) return "The caller's account is in no organization."
  if (!managesRootAccess(from))
    return "The caller's account is neither the management account nor a delegated administrator for iam.amazonaws.com."
  return organizationProblem(from, needs) ?? targetProblem(from, to)
}

function organizationProblem({ organization, member }: OrganizationPlace, needs: readonly RootFeature[]): string | undefined {
  if (member.closedAt !== undefined) return "The caller's account is closed."
  if (organization.featureSet !== 'ALL') return 'The organization does not have all features enabled.'
  if (organization.serviceAccess[IAM_SERVICE] === undefined) return 'The organization does not trust iam.amazonaws.com.'
  const missing = needs.find((feature) => !organization.rootFeatures.includes(feature))
  return missing === undefined ? undefined : `The organization does not have ${missing} enabled.`
}

/** Only an active member has a root user that others may become, and never the management account (STS API reference, AssumeRoot). */
function targetProblem(from: OrganizationPlace, to: OrganizationPlace | undefined): string | undefined {
  const isMember = to !== undefined && to.organization.id === from.organization.id && !to.isManagement && to.member.closedAt === undefined
  return isMember ? undefined : 'The target is not an active member account of the organization.'
}
