import { policyEffect, samePolicy } from '../document/policy-text.js'
import type { HolderState, RoleState, UserState } from '../state/account-state.js'
import { listDifference, tagParameter } from './differences.js'
import { GIVING, replacingStage, TAKING } from './effects.js'
import { type PlanOf, tagWrites } from './iam-writes.js'
import { type PlannedThing, thing, type Write } from './plan.js'

interface Planning<T> {
  readonly name: string
  readonly wanted: T
  readonly existing: T | undefined
}

/** A user, a group or a role, as the operations name it. */
type Noun = 'User' | 'Group' | 'Role'

export function planGroup(plan: PlanOf, one: Planning<HolderState>): PlannedThing {
  const { name, wanted, existing } = one
  const writes: Write[] = []
  if (existing === undefined)
    writes.push({
      stage: 'make what grants nothing',
      does: 'create',
      run: plan.call('CreateGroup', { GroupName: name, Path: wanted.path }),
    })
  else writes.push(...pathWrites(plan, 'Group', one))
  writes.push(...policyWrites(plan, 'Group', one))
  return thing({ account: plan.account, kind: 'group', name, writes }, existing !== undefined)
}

export function planUser(plan: PlanOf, one: Planning<UserState>): PlannedThing {
  const { name, wanted, existing } = one
  const { call, effects } = plan
  const writes: Write[] = []
  if (existing === undefined) {
    const made = { UserName: name, Path: wanted.path, PermissionsBoundary: wanted.boundary, Tags: tagParameter(wanted.tags) }
    // The boundary is there from the beginning, before any permission.
    writes.push({ stage: 'make what grants nothing', does: 'create', run: call('CreateUser', made) })
  } else writes.push(...pathWrites(plan, 'User', one), ...boundaryAndTags(plan, 'User', { name, wanted, existing }))
  writes.push(...policyWrites(plan, 'User', one))
  const { added, removed } = listDifference(existing?.groups ?? [], wanted.groups)
  for (const GroupName of removed)
    writes.push({
      stage: TAKING[effects.ofGroup(GroupName)],
      does: `Groups: remove ${GroupName}`,
      run: call('RemoveUserFromGroup', { UserName: name, GroupName }),
    })
  for (const GroupName of added)
    writes.push({
      stage: GIVING[effects.ofGroup(GroupName)],
      does: `Groups: add ${GroupName}`,
      run: call('AddUserToGroup', { UserName: name, GroupName }),
    })
  return thing({ account: plan.account, kind: 'user', name, writes }, existing !== undefined)
}

/** Who may assume a role that is made before the principals that it trusts: nobody. */
const NOBODY = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}]}'

export function planRole(plan: PlanOf, one: Planning<RoleState>, newRoles: ReadonlySet<string>): PlannedThing {
  const { name, wanted, existing } = one
  const { call } = plan
  const writes: Write[] = []
  const trust = (): Write['run'] => call('UpdateAssumeRolePolicy', { RoleName: name, PolicyDocument: wanted.trust })
  if (existing === undefined) {
    const waits = mayNameNew(wanted.trust, plan.account, newRoles)
    const made = {
      ...{ RoleName: name, Path: wanted.path, AssumeRolePolicyDocument: waits ? NOBODY : wanted.trust, Tags: tagParameter(wanted.tags) },
      ...{
        Description: wanted.description || undefined,
        MaxSessionDuration: wanted.maxSessionDuration,
        PermissionsBoundary: wanted.boundary,
      },
    }
    const policy = { after: wanted.trust }
    writes.push({ stage: 'make what grants nothing', does: 'create', policy, run: call('CreateRole', made) })
    if (waits) writes.push({ stage: 'exchange', does: 'AssumeRolePolicyDocument: set, once all principals exist', run: trust() })
  } else {
    if (!samePolicy(existing.trust, wanted.trust))
      writes.push({
        ...{ stage: 'exchange', does: 'AssumeRolePolicyDocument: replace' },
        ...{ policy: { before: existing.trust, after: wanted.trust }, run: trust() },
      })
    if (existing.description !== wanted.description || existing.maxSessionDuration !== wanted.maxSessionDuration)
      writes.push(roleSettings(plan, { name, wanted, existing }))
    writes.push(...boundaryAndTags(plan, 'Role', { name, wanted, existing }))
  }
  writes.push(...policyWrites(plan, 'Role', one))
  return thing({ account: plan.account, kind: 'role', name, writes }, existing !== undefined)
}

/** Whether a trust policy names a principal that may not exist yet when the role is made: a new role, or anyone of another account. */
function mayNameNew(trust: string, account: string, newRoles: ReadonlySet<string>): boolean {
  const named = trust.matchAll(/arn:aws:(?:iam|sts)::([0-9]{12}):([a-z-]+)\/([^"]+)/g)
  return [...named].some(([, of, kind, rest = '']) => {
    const role = kind === 'assumed-role' ? rest.split('/')[0] : rest.slice(rest.lastIndexOf('/') + 1)
    return of !== account || (kind !== 'user' && newRoles.has(role ?? ''))
  })
}

function roleSettings({ call }: PlanOf, { name, wanted, existing }: Existing<RoleState>): Write {
  const words = [
    ...(existing.description === wanted.description ? [] : ['Description: replace']),
    ...(existing.maxSessionDuration === wanted.maxSessionDuration
      ? []
      : [`MaxSessionDuration: ${existing.maxSessionDuration} to ${wanted.maxSessionDuration}`]),
  ]
  const given = { RoleName: name, Description: wanted.description, MaxSessionDuration: wanted.maxSessionDuration }
  return { stage: 'settings', does: words.join('; '), run: call('UpdateRole', given) }
}

interface Existing<T> extends Planning<T> {
  readonly existing: T
}

function pathWrites({ call }: PlanOf, noun: 'User' | 'Group', { name, wanted, existing }: Planning<HolderState>): Write[] {
  if (existing === undefined || existing.path === wanted.path) return []
  return [
    {
      stage: 'exchange',
      does: `Path: ${existing.path} to ${wanted.path}`,
      run: call(`Update${noun}`, { [`${noun}Name`]: name, NewPath: wanted.path }),
    },
  ]
}

function boundaryAndTags({ call }: PlanOf, noun: 'User' | 'Role', { name, wanted, existing }: Existing<UserState | RoleState>): Write[] {
  const key = `${noun}Name`
  const writes = tagWrites(call, { noun, key, name }, { existing: existing.tags, wanted: wanted.tags })
  const [from, to] = [existing.boundary, wanted.boundary]
  if (from === to) return writes
  if (to === undefined)
    return [
      ...writes,
      { stage: 'unbound', does: `PermissionsBoundary: remove ${from}`, run: call(`Delete${noun}PermissionsBoundary`, { [key]: name }) },
    ]
  const run = call(`Put${noun}PermissionsBoundary`, { [key]: name, PermissionsBoundary: to })
  return [...writes, { stage: from === undefined ? 'bound' : 'exchange bounds', does: `PermissionsBoundary: set ${to}`, run }]
}

function policyWrites(plan: PlanOf, noun: Noun, one: Planning<HolderState>): Write[] {
  const { call, effects } = plan
  const { name, wanted, existing } = one
  const key = { [`${noun}Name`]: name }
  const { added, removed } = listDifference(existing?.attached ?? [], wanted.attached)
  const detached = removed.map(
    (PolicyArn): Write => ({
      ...{ stage: TAKING[effects.ofAttached(PolicyArn)], does: `ManagedPolicyArns: remove ${PolicyArn}` },
      run: call(`Detach${noun}Policy`, { ...key, PolicyArn }),
    }),
  )
  const attached = added.map(
    (PolicyArn): Write => ({
      ...{ stage: GIVING[effects.ofAttached(PolicyArn)], does: `ManagedPolicyArns: add ${PolicyArn}` },
      run: call(`Attach${noun}Policy`, { ...key, PolicyArn }),
    }),
  )
  return [...detached, ...attached, ...inlineWrites(plan, noun, one)]
}

function inlineWrites({ call }: PlanOf, noun: Noun, { name, wanted, existing }: Planning<HolderState>): Write[] {
  const key = { [`${noun}Name`]: name }
  const had = existing?.inline ?? new Map<string, string>()
  const removed = [...had].filter(([one]) => !wanted.inline.has(one))
  const writes = removed.map(
    ([PolicyName, text]): Write => ({
      ...{ stage: TAKING[policyEffect(text)], does: `Policies: remove ${PolicyName}` },
      run: call(`Delete${noun}Policy`, { ...key, PolicyName }),
    }),
  )
  for (const [PolicyName, PolicyDocument] of wanted.inline) {
    const before = had.get(PolicyName)
    if (before !== undefined && samePolicy(before, PolicyDocument)) continue
    const stage = before === undefined ? GIVING[policyEffect(PolicyDocument)] : replacingStage(before, PolicyDocument)
    const does = `Policies: ${before === undefined ? 'add' : 'replace'} ${PolicyName}`
    const policy = { before, after: PolicyDocument }
    writes.push({ stage, does, policy, run: call(`Put${noun}Policy`, { ...key, PolicyName, PolicyDocument }) })
  }
  return writes
}
