import { type InlineOwner, policySize, policySizeLimit } from '@daypass/policy'
import type { DocumentFault } from '../document/fault.js'
import { policyEffect, policyProblem, samePolicy } from '../document/policy-text.js'
import type { AccountState, ExistingAccount, HolderState } from '../state/account-state.js'
import { listDifference } from './differences.js'
import { EffectOfPolicies, TAKING } from './effects.js'

interface States {
  readonly existing: ExistingAccount
  readonly wanted: AccountState
}

/** What IAM would refuse of a plan, half-way: told before the first change. What exists already may stay as it is. */
export function accountRefusals(account: string, states: States): readonly DocumentFault[] {
  const effects = new EffectOfPolicies(account, states)
  return [
    ...documentRefusals(states),
    ...HOLDERS.flatMap(([section, noun]) => holdersRefusals({ ...states, section, noun, effects })),
    ...groupRefusals(states),
    ...countRefusals(states),
  ]
}

function documentRefusals({ existing, wanted }: States): DocumentFault[] {
  const changed = (now: string | undefined, text: string) => now === undefined || !samePolicy(now, text)
  const policies = [...wanted.policies]
    .filter(([name, { text }]) => changed(existing.policies.get(name)?.text, text))
    .map(([name, { text }]) => ({
      path: ['policies', name, 'PolicyDocument'],
      message: policyProblem(text, 'managed') ?? tooLarge(policySize(text), quotaOf(existing, 'PolicySizeQuota')),
    }))
  const trusts = [...wanted.roles]
    .filter(([name, { trust }]) => changed(existing.roles.get(name)?.trust, trust))
    .map(([name, { trust }]) => ({
      path: ['roles', name, 'AssumeRolePolicyDocument'],
      message: tooLarge(policySize(trust), quotaOf(existing, 'AssumeRolePolicySizeQuota')),
    }))
  return [...policies, ...trusts].flatMap(({ path, message }) => (message === undefined ? [] : [{ path, message }]))
}

function holdersRefusals({
  existing,
  wanted,
  section,
  noun,
  effects,
}: States & { section: Section; noun: Noun; effects: EffectOfPolicies }): DocumentFault[] {
  const limits = { attached: quotaOf(existing, `AttachedPoliciesPer${noun}Quota`), inline: quotaOf(existing, `${noun}PolicySizeQuota`) }
  const held: ReadonlyMap<string, HolderState> = existing[section]
  return [...wanted[section]].flatMap(([name, holder]: readonly [string, HolderState]) => {
    const holding = { existing: held.get(name), limits, effects }
    const problems = { ManagedPolicyArns: attachedProblem(holder, holding), Policies: inlineProblem(holder, holding) }
    return Object.entries(problems).flatMap(([property, message]) =>
      message === undefined ? [] : [{ path: [section, name, property], message }],
    )
  })
}

function groupRefusals({ existing, wanted }: States): DocumentFault[] {
  const limit = quotaOf(existing, 'GroupsPerUserQuota')
  return [...wanted.users]
    .filter(
      ([name, { groups }]) => groups.length > limit && listDifference(existing.users.get(name)?.groups ?? [], groups).added.length > 0,
    )
    .map(([name, { groups }]) => ({
      path: ['users', name, 'Groups'],
      message: `A user can be in ${limit} groups, and these are ${groups.length}.`,
    }))
}

function countRefusals({ existing, wanted }: States): DocumentFault[] {
  return COUNTED.flatMap(([section, counted]) => {
    const added = [...wanted[section].keys()].filter((name) => !existing[section].has(name)).length
    const limit = quotaOf(existing, `${counted}Quota`)
    const count = (existing.summary[counted] ?? existing[section].size) + added
    return added > 0 && count > limit ? [{ path: [section], message: `The account can have ${limit}, and there would be ${count}.` }] : []
  })
}

const HOLDERS = [
  ['users', 'User'],
  ['groups', 'Group'],
  ['roles', 'Role'],
] as const

type Section = (typeof HOLDERS)[number][0]
type Noun = (typeof HOLDERS)[number][1]

const COUNTED = [
  ['policies', 'Policies'],
  ['groups', 'Groups'],
  ['users', 'Users'],
  ['roles', 'Roles'],
  ['instanceProfiles', 'InstanceProfiles'],
] as const

const inlineLimit = (owner: InlineOwner): number => policySizeLimit('identity', owner).size

/** AWS's defaults, by the names of GetAccountSummary, for who may not read those of the account (IAM user guide, "IAM and AWS STS quotas"). */
const DEFAULTS = {
  ...{ AttachedPoliciesPerUserQuota: 10, AttachedPoliciesPerGroupQuota: 10, AttachedPoliciesPerRoleQuota: 10, GroupsPerUserQuota: 10 },
  ...{ UserPolicySizeQuota: inlineLimit('user'), GroupPolicySizeQuota: inlineLimit('group'), RolePolicySizeQuota: inlineLimit('role') },
  ...{ PolicySizeQuota: policySizeLimit('managed').size, AssumeRolePolicySizeQuota: 2_048 },
  ...{ UsersQuota: 5_000, GroupsQuota: 300, RolesQuota: 1_000, PoliciesQuota: 1_500, InstanceProfilesQuota: 1_000 },
}

const quotaOf = ({ summary }: ExistingAccount, name: keyof typeof DEFAULTS): number => summary[name] ?? DEFAULTS[name]

const tooLarge = (size: number, limit: number): string | undefined =>
  size > limit
    ? `The limit is ${limit} characters without white space, and there would be ${size}. Make it shorter, or make several.`
    : undefined

interface Holding {
  readonly existing: HolderState | undefined
  readonly limits: { readonly attached: number; readonly inline: number }
  readonly effects: EffectOfPolicies
}

/** What denies is taken last, so it counts together with what is new. */
function attachedProblem({ attached }: HolderState, { existing, limits, effects }: Holding): string | undefined {
  const { added, removed } = listDifference(existing?.attached ?? [], attached)
  const late = removed.filter((arn) => TAKING[effects.ofAttached(arn)] !== 'take away')
  const most = attached.length + late.length
  if (added.length === 0 || most <= limits.attached) return undefined
  const told = `The limit is ${limits.attached} managed policies, and there would be ${most}`
  return attached.length > limits.attached
    ? `${told}.`
    : `${told} for a moment: what denies is detached last. First apply without those that are new.`
}

function inlineProblem({ inline }: HolderState, { existing, limits }: Holding): string | undefined {
  const had = existing?.inline ?? new Map<string, string>()
  if ([...inline].every(([name, text]) => samePolicy(had.get(name) ?? '', text))) return undefined
  const late = [...had].filter(([name, text]) => !inline.has(name) && TAKING[policyEffect(text)] !== 'take away')
  const size = [...inline, ...late].reduce((sum, [, text]) => sum + policySize(text), 0)
  return tooLarge(size, limits.inline)
}
