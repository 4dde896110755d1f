/**
 * guardrails: what tests of an organization's bounds on its accounts share. Owns an organization with central root access, and sessions of AssumeRoot in
 * it. Refuses to know a test.
 */
import type { Caller, SignedCaller } from '../../core/caller.js'
import { OpenedSecrets } from '../../credentials/long-term-secret.js'
import { resolveKey, type Unresolved } from '../../credentials/resolve.js'
import { EnableOrganizationsRootCredentialsManagement } from '../../services/iam/root-features/EnableOrganizationsRootCredentialsManagement.js'
import { EnableOrganizationsRootSessions } from '../../services/iam/root-features/EnableOrganizationsRootSessions.js'
import { EnableAWSServiceAccess } from '../../services/organizations/delegation/EnableAWSServiceAccess.js'
import { AssumeRoot } from '../../services/sts/AssumeRoot.js'
import { rootTask } from '../callers.js'
import { organizationWorld, userOf } from '../organization.js'
import { ACCOUNT, type World, type WorldOptions } from '../world.js'

/** The tasks of AssumeRoot, by the names of their policies. */
export const ROOT_TASKS = [
  'IAMAuditRootUserCredentials',
  'IAMCreateRootUserPassword',
  'IAMDeleteRootUserCredentials',
  'S3UnlockBucketPolicy',
  'SQSUnlockQueuePolicy',
] as const

/** One of them. */
export type RootTask = (typeof ROOT_TASKS)[number]

/** Trusts IAM, and turns both root features on. */
export async function enableRootAccess({ call }: World): Promise<void> {
  await call(EnableAWSServiceAccess, { ServicePrincipal: 'iam.amazonaws.com' })
  await call(EnableOrganizationsRootSessions, {})
  await call(EnableOrganizationsRootCredentialsManagement, {})
}

/** What AssumeRoot is asked for a task. */
export const rootRequest = (TargetPrincipal: string, task: string) => ({ TargetPrincipal, TaskPolicyArn: { arn: rootTask(task) } })

/** A key as a request presents it. */
export interface PresentedKey {
  readonly accessKeyId: string
  readonly sessionToken?: string
}

/** The owner of a key now, or why it is rejected. */
export function resolvedOf({ read, ring, clock }: World, key: PresentedKey): SignedCaller | Unresolved {
  const resolver = { ring, secrets: new OpenedSecrets() }
  const resolved = read((state) => resolveKey(key, state, { resolver, now: clock.now() }))
  if ('unresolved' in resolved) return resolved.unresolved
  return resolved.expired ? 'expired' : resolved.caller
}

/** An organization with both root features on, and a user of its management account who may call AssumeRoot. */
export async function rootAccessWorld(options: WorldOptions = {}) {
  const made = await organizationWorld(options)
  const { w, member } = made
  await enableRootAccess(w)
  const boss = await userOf(w, ACCOUNT, { name: 'boss', statement: { Action: 'sts:AssumeRoot' } })
  /** The key of a session for the task, of the member unless another is named. */
  async function issue(task: RootTask, { by = boss, target = member }: { by?: Caller; target?: string } = {}): Promise<PresentedKey> {
    const { Credentials } = await w.call(AssumeRoot, rootRequest(target, task), by)
    return { accessKeyId: Credentials?.AccessKeyId ?? '', sessionToken: Credentials?.SessionToken ?? '' }
  }
  const session = async (task: RootTask, of: Parameters<typeof issue>[1] = {}): Promise<SignedCaller> => {
    const caller = resolvedOf(w, await issue(task, of))
    if (typeof caller === 'string') throw new Error(`the session is ${caller}`)
    return caller
  }
  return { ...made, boss, issue, session, resolved: (key: PresentedKey) => resolvedOf(w, key) }
}
