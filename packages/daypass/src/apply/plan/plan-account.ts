import { samePolicy } from '../document/policy-text.js'
import type { AccountState, ExistingAccount, ExistingPolicy, InstanceProfileState, ManagedPolicyState } from '../state/account-state.js'
import { localPolicyArn } from '../state/account-state.js'
import { listDifference, tagParameter } from './differences.js'
import { EffectOfPolicies } from './effects.js'
import { type IamCall, type PlanOf, tagWrites } from './iam-writes.js'
import { type PlannedThing, thing, type Write } from './plan.js'
import { planGroup, planRole, planUser } from './plan-holder.js'

/** A property that AWS does not let anyone change. */
export interface Immutable {
  readonly kind: 'policies' | 'groups' | 'users' | 'roles' | 'instanceProfiles' | 'buckets'
  readonly name: string
  readonly property: string
}

/** What to do in one account, thing by thing; and what cannot be done. */
export function planAccount(account: string, { existing, wanted }: { existing: ExistingAccount; wanted: AccountState }) {
  const effects = new EffectOfPolicies(account, { existing, wanted })
  const plan: PlanOf = { account, effects, call: callOf(account) }
  const things: PlannedThing[] = []
  const immutable: Immutable[] = []
  const each = <W extends object | string, E>(kind: Immutable['kind'], fixed: readonly (keyof W & string)[], of: Each<W, E>) => {
    for (const [name, one] of wanted[kind] as unknown as ReadonlyMap<string, W>) {
      const now = (existing[kind] as unknown as ReadonlyMap<string, E>).get(name)
      const broken = now === undefined ? [] : fixed.filter((property) => (now as Partial<W>)[property] !== one[property])
      immutable.push(...broken.map((property) => ({ kind, name, property: property === 'path' ? 'Path' : 'Description' })))
      things.push(of({ name, wanted: one, existing: now }))
    }
  }
  each<ManagedPolicyState, ExistingPolicy>('policies', ['path', 'description'], (one) => planPolicy(plan, one))
  each('groups', [], (one: Parameters<typeof planGroup>[1]) => planGroup(plan, one))
  each('users', [], (one: Parameters<typeof planUser>[1]) => planUser(plan, one))
  const newRoles = new Set([...wanted.roles.keys()].filter((name) => !existing.roles.has(name)))
  each<Parameters<typeof planRole>[1]['wanted'], Parameters<typeof planRole>[1]['wanted']>('roles', ['path'], (one) =>
    planRole(plan, one, newRoles),
  )
  each<InstanceProfileState, InstanceProfileState>('instanceProfiles', ['path'], (one) => planInstanceProfile(plan, one))
  for (const [name, region] of wanted.buckets) {
    const now = existing.buckets.get(name)
    if (now !== undefined && now !== region) immutable.push({ kind: 'buckets', name, property: 'LocationConstraint' })
    things.push(planBucket(account, { name, region, exists: now !== undefined }))
  }
  things.push(...planSettings(plan, { existing, wanted }))
  return { things, immutable }
}

type Each<W, E> = (one: { readonly name: string; readonly wanted: W; readonly existing: E | undefined }) => PlannedThing

/** A call of IAM as the account; ARNs with an account that did not exist get its id. */
const callOf =
  (account: string): IamCall =>
  (action, parameters) =>
  async (session) => {
    const real = Object.entries(parameters).map(([name, value]) => [name, typeof value === 'string' ? session.real(value) : value])
    return session.clientOf(account).iam(action, Object.fromEntries(real))
  }

function planPolicy(
  { account, call, effects }: PlanOf,
  { name, wanted, existing }: Planning<ManagedPolicyState, ExistingPolicy>,
): PlannedThing {
  const arn = localPolicyArn(account, { path: wanted.path, name })
  const writes: Write[] = []
  if (existing === undefined) {
    const made = { PolicyName: name, Path: wanted.path, Description: wanted.description || undefined, PolicyDocument: wanted.text }
    writes.push({
      stage: 'make what grants nothing',
      does: 'create',
      policy: { after: wanted.text },
      run: call('CreatePolicy', { ...made, Tags: tagParameter(wanted.tags) }),
    })
  } else {
    if (!samePolicy(existing.text, wanted.text)) writes.push(newVersion(arn, { existing, wanted, call, stage: effects.stageOf(arn) }))
    writes.push(...tagWrites(call, { noun: 'Policy', key: 'PolicyArn', name: arn }, { existing: existing.tags, wanted: wanted.tags }))
  }
  return thing({ account, kind: 'policy', name, writes }, existing !== undefined)
}

/** Five versions at most (IAM user guide, "Versioning IAM policies"): the oldest one that is not the default makes room. */
const MOST_VERSIONS = 5

interface NewVersion extends Pick<Write, 'stage'> {
  readonly existing: ExistingPolicy
  readonly wanted: ManagedPolicyState
  readonly call: IamCall
}

function newVersion(arn: string, { existing, wanted, call, stage }: NewVersion): Write {
  const oldest = existing.otherVersions.length + 1 >= MOST_VERSIONS ? existing.otherVersions[0] : undefined
  return {
    stage,
    does: `PolicyDocument: replace${oldest === undefined ? '' : `; version ${oldest} is deleted to make room`}`,
    policy: { before: existing.text, after: wanted.text },
    async run(session) {
      if (oldest !== undefined) await call('DeletePolicyVersion', { PolicyArn: arn, VersionId: oldest })(session)
      await call('CreatePolicyVersion', { PolicyArn: arn, PolicyDocument: wanted.text, SetAsDefault: true })(session)
    },
  }
}

interface Planning<W, E> {
  readonly name: string
  readonly wanted: W
  readonly existing: E | undefined
}

function planInstanceProfile({ account, call }: PlanOf, { name, wanted, existing }: Planning<InstanceProfileState, InstanceProfileState>) {
  const writes: Write[] = []
  const InstanceProfileName = name
  if (existing === undefined) {
    const run = call('CreateInstanceProfile', { InstanceProfileName, Path: wanted.path, Tags: tagParameter(wanted.tags) })
    writes.push({ stage: 'make what grants nothing', does: 'create', run })
  } else
    writes.push(
      ...tagWrites(call, { noun: 'InstanceProfile', key: 'InstanceProfileName', name }, { existing: existing.tags, wanted: wanted.tags }),
    )
  const { added, removed } = listDifference(existing?.roles ?? [], wanted.roles)
  for (const RoleName of removed)
    writes.push({
      stage: 'take away',
      does: `Roles: remove ${RoleName}`,
      run: call('RemoveRoleFromInstanceProfile', { InstanceProfileName, RoleName }),
    })
  for (const RoleName of added)
    writes.push({ stage: 'give', does: `Roles: add ${RoleName}`, run: call('AddRoleToInstanceProfile', { InstanceProfileName, RoleName }) })
  return thing({ account, kind: 'instance profile', name, writes }, existing !== undefined)
}

/** Above us-east-1 the region is named in the body (S3 API reference, CreateBucket). */
function planBucket(account: string, { name, region, exists }: { name: string; region: string; exists: boolean }): PlannedThing {
  const body = `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`
  const request = { method: 'PUT', path: `/${name}`, ...(region !== 'us-east-1' && { body }) }
  const run: Write['run'] = ({ clientOf }) => clientOf(account).s3('CreateBucket', request)
  const writes: Write[] = exists ? [] : [{ stage: 'make what grants nothing', does: 'create', run }]
  return thing({ account, kind: 'bucket', name, writes }, exists)
}

/** The alias and the password policy, where the document has them. */
function planSettings(
  { account, call }: PlanOf,
  { existing, wanted }: { existing: ExistingAccount; wanted: AccountState },
): PlannedThing[] {
  const things: PlannedThing[] = []
  if (wanted.alias !== undefined) {
    const run = call('CreateAccountAlias', { AccountAlias: wanted.alias })
    const does = existing.alias === undefined ? 'create' : `replace ${existing.alias}`
    const writes: Write[] = existing.alias === wanted.alias ? [] : [{ stage: 'settings', does, run }]
    things.push(thing({ account, kind: 'alias', name: wanted.alias, writes }, existing.alias !== undefined))
  }
  if (wanted.passwordPolicy !== undefined) {
    const [now, then] = [passwordPolicyText(existing.passwordPolicy), passwordPolicyText(wanted.passwordPolicy)]
    const run = call('UpdateAccountPasswordPolicy', { ...wanted.passwordPolicy })
    const does = existing.passwordPolicy === undefined ? 'create' : 'replace'
    const writes: Write[] = existing.passwordPolicy !== undefined && now === then ? [] : [{ stage: 'settings', does, run }]
    things.push(thing({ account, kind: 'password policy', name: '', writes }, existing.passwordPolicy !== undefined))
  }
  return things
}

const FLAGS = [
  'RequireSymbols',
  'RequireNumbers',
  'RequireUppercaseCharacters',
  'RequireLowercaseCharacters',
  'AllowUsersToChangePassword',
  'HardExpiry',
] as const

/** With AWS's defaults for what is left out (IAM API reference, UpdateAccountPasswordPolicy). */
function passwordPolicyText(policy: AccountState['passwordPolicy']): string {
  const { MinimumPasswordLength = 6, MaxPasswordAge = 0, PasswordReusePrevention = 0 } = policy ?? {}
  return JSON.stringify([MinimumPasswordLength, MaxPasswordAge, PasswordReusePrevention, ...FLAGS.map((flag) => policy?.[flag] ?? false)])
}
