import { type PolicyEffect, policyEffect, samePolicy } from '../document/policy-text.js'
import type { WantedOrganization } from '../document/wanted-organization.js'
import {
  awsPolicyId,
  type ExistingOrganization,
  FULL_ACCESS_NAMES,
  type GuardrailType,
  idKey,
  type OrganizationPolicyState,
  POLICY_TYPES,
  type TargetState,
  type UnitState,
} from '../state/organization-state.js'
import { listDifference, tagDifference, tagParameter, tagWords } from './differences.js'
import { replacingStage } from './effects.js'
import { type ApplySession, type PlannedThing, type Stage, thing, type Write } from './plan.js'

/** What to do in the organization that `account` manages. */
export const planOrganization = (
  account: string,
  states: { existing: ExistingOrganization | undefined; wanted: WantedOrganization },
): readonly PlannedThing[] => new Planning(account, states).things()

/** Where an account is: the names of the units above it, from below the root. */
type UnitPath = readonly string[]

class Planning {
  readonly #account: string
  readonly #existing: ExistingOrganization | undefined
  readonly #wanted: WantedOrganization
  /** The unit of each account that the organization has. */
  readonly #places = new Map<string, { readonly path: UnitPath; readonly target: TargetState }>()

  constructor(account: string, { existing, wanted }: { existing: ExistingOrganization | undefined; wanted: WantedOrganization }) {
    this.#account = account
    this.#existing = existing
    this.#wanted = wanted
    if (existing !== undefined) this.#place(existing.root, [])
    else this.#places.set(account, { path: [], target: this.#fresh() })
  }

  #place({ accounts, units }: UnitState, path: UnitPath): void {
    for (const [account, target] of accounts) this.#places.set(account, { path, target })
    for (const [name, unit] of units) this.#place(unit, [...path, name])
  }

  things(): readonly PlannedThing[] {
    const { root } = this.#wanted
    return [
      this.#organization(),
      ...POLICY_TYPES.flatMap((type) => [...this.#wanted.policies[type]].map(([name, policy]) => this.#policy(type, name, policy))),
      ...(root === undefined ? [] : this.#unit(root, { path: [], existing: this.#existing?.root ?? this.#newRoot() })),
    ]
  }

  #organization(): PlannedThing {
    const writes: Write[] = []
    const { featureSet, types } = this.#wanted
    if (this.#existing === undefined) {
      const run = async (session: ApplySession) => {
        await this.#call(session, 'CreateOrganization', { FeatureSet: featureSet })
        const [root] = (await this.#call(session, 'ListRoots', {})).Roots as { Id: string }[]
        session.ids.set(idKey.unit([]), root?.Id ?? '')
      }
      writes.push({ stage: 'make the organization', does: 'create', run })
    }
    const had = this.#existing?.types ?? (featureSet === 'ALL' ? ['SERVICE_CONTROL_POLICY'] : [])
    const { added, removed } = listDifference(had, types)
    const change = (action: string, PolicyType: string) => (session: ApplySession) =>
      this.#call(session, action, { RootId: session.ids.get(idKey.unit([])), PolicyType })
    for (const type of added)
      writes.push({ stage: 'make the organization', does: `EnabledPolicyTypes: add ${type}`, run: change('EnablePolicyType', type) })
    for (const type of removed)
      writes.push({
        stage: 'unbound',
        does: `EnabledPolicyTypes: remove ${type}, detaching all of its policies`,
        run: change('DisablePolicyType', type),
      })
    return thing({ account: this.#account, kind: 'organization', name: '', writes }, this.#existing !== undefined)
  }

  #call(session: ApplySession, action: string, input: Readonly<Record<string, unknown>>) {
    return session.clientOf(this.#account).organizations(action, input)
  }

  #policy(type: GuardrailType, name: string, wanted: OrganizationPolicyState): PlannedThing {
    const existing = this.#existing?.policies[type].get(name)
    const key = idKey.policy(type, name)
    const writes: Write[] = []
    if (existing === undefined) {
      const run = async (session: ApplySession) => {
        const made = { Type: type, Name: name, Description: wanted.description, Content: wanted.text, Tags: tagParameter(wanted.tags) }
        const { Policy } = (await this.#call(session, 'CreatePolicy', made)) as { Policy: { PolicySummary: { Id: string } } }
        session.ids.set(key, Policy.PolicySummary.Id)
      }
      writes.push({ stage: 'make what grants nothing', does: 'create', policy: { after: wanted.text }, run })
    } else {
      const change = (input: object) => (session: ApplySession) =>
        this.#call(session, 'UpdatePolicy', { PolicyId: session.ids.get(key), ...input })
      if (!samePolicy(existing.text, wanted.text)) {
        const stage = replacingStage(existing.text, wanted.text)
        const policy = { before: existing.text, after: wanted.text }
        writes.push({ stage, does: 'Content: replace', policy, run: change({ Content: wanted.text }) })
      }
      if (existing.description !== wanted.description)
        writes.push({ stage: 'settings', does: 'Description: replace', run: change({ Description: wanted.description }) })
      writes.push(...this.#tags(existing, wanted, (session) => session.ids.get(key) ?? ''))
    }
    return thing({ account: this.#account, kind: KINDS[type], name, writes }, existing !== undefined)
  }

  #unit(wanted: UnitState, { path, existing }: { path: UnitPath; existing: UnitState | undefined }): PlannedThing[] {
    const key = idKey.unit(path)
    const idOf = (session: ApplySession) => session.ids.get(key) ?? ''
    const writes: Write[] = existing === undefined ? [this.#newUnit(path, wanted)] : this.#tags(existing, wanted, idOf)
    writes.push(...this.#attachments(existing ?? this.#fresh(), wanted, { idOf, isNew: existing === undefined }))
    const kind = path.length === 0 ? 'root' : 'unit'
    const isMade = path.length === 0 ? this.#existing !== undefined : existing !== undefined
    return [
      thing({ account: this.#account, kind, name: path.join('/'), writes }, isMade || writes.length === 0),
      ...[...wanted.accounts].map(([account, target]) => this.#member(account, { target, path })),
      ...[...wanted.units].flatMap(([name, unit]) => this.#unit(unit, { path: [...path, name], existing: existing?.units.get(name) })),
    ]
  }

  #newUnit(path: UnitPath, { tags }: UnitState): Write {
    const run = async (session: ApplySession) => {
      const ParentId = session.ids.get(idKey.unit(path.slice(0, -1)))
      const made = await this.#call(session, 'CreateOrganizationalUnit', { ParentId, Name: path.at(-1), Tags: tagParameter(tags) })
      session.ids.set(idKey.unit(path), (made.OrganizationalUnit as { Id: string }).Id)
    }
    return { stage: 'make what grants nothing', does: 'create', run }
  }

  #member(account: string, { target, path }: { target: TargetState; path: UnitPath }): PlannedThing {
    const now = this.#places.get(account)
    const idOf = (session: ApplySession) => session.real(account)
    const writes: Write[] = []
    if (now === undefined) writes.push(this.#join(account))
    const from = now?.path ?? []
    if (idKey.unit(from) !== idKey.unit(path)) writes.push(this.#move(account, { from, to: path }))
    const before = now?.target ?? this.#fresh()
    writes.push(...this.#tags(before, target, idOf), ...this.#attachments(before, target, { idOf, isNew: false }))
    return thing({ account: this.#account, kind: 'member account', name: account, writes }, now !== undefined)
  }

  /** The account's own key accepts. An invitation that is open, of an apply that stopped, is used. */
  #join(account: string): Write {
    const run = async (session: ApplySession) => {
      const id = session.real(account)
      const open = await this.#call(session, 'ListHandshakesForOrganization', { Filter: { ActionType: 'INVITE' } })
      const found = (open.Handshakes as Handshake[] | undefined)?.find(
        ({ State, Parties }) => (State === 'OPEN' || State === 'REQUESTED') && Parties.some(({ Id }) => Id === id),
      )
      const invite = () => this.#call(session, 'InviteAccountToOrganization', { Target: { Type: 'ACCOUNT', Id: id } })
      const HandshakeId = found?.Id ?? ((await invite()).Handshake as Handshake).Id
      await session.clientOf(account).organizations('AcceptHandshake', { HandshakeId })
    }
    return { stage: 'join', does: 'invite, and accept as the account', run }
  }

  #move(account: string, { from, to }: { from: UnitPath; to: UnitPath }): Write {
    const run = (session: ApplySession) => {
      const [SourceParentId, DestinationParentId] = [from, to].map((path) => session.ids.get(idKey.unit(path)))
      return this.#call(session, 'MoveAccount', { AccountId: session.real(account), SourceParentId, DestinationParentId })
    }
    return { stage: 'exchange', does: `move from ${place(from)} to ${place(to)}`, run }
  }

  #tags(existing: TaggedThing, wanted: TaggedThing, idOf: (session: ApplySession) => string): Write[] {
    const difference = tagDifference(existing.tags, wanted.tags)
    const { set, removed } = difference
    if (set.length + removed.length === 0) return []
    const run = async (session: ApplySession) => {
      const ResourceId = idOf(session)
      if (removed.length > 0) await this.#call(session, 'UntagResource', { ResourceId, TagKeys: removed })
      if (set.length > 0) await this.#call(session, 'TagResource', { ResourceId, Tags: set })
    }
    return [{ stage: 'exchange', does: tagWords(difference), run }]
  }

  /**
   * Denials are attached before everything else and detached after everything else. Where a policy that allows stands in for another, it is attached
   * before the other is detached: something must always be attached. A new unit gets all of its policies before an account is in it.
   */
  #attachments(
    existing: TargetState,
    wanted: TargetState,
    { idOf, isNew }: { idOf: (session: ApplySession) => string; isNew: boolean },
  ): Write[] {
    return this.#wanted.types.flatMap((type) => {
      const { added, removed } = listDifference(existing.attached[type], wanted.attached[type])
      const change = (action: string, name: string) => (session: ApplySession) =>
        this.#call(session, action, {
          PolicyId: awsPolicyId(type, name) ?? session.ids.get(idKey.policy(type, name)),
          TargetId: idOf(session),
        })
      const attached = added.map((name): Write => {
        const stage: Stage = isNew || this.#effectOf(type, name) === 'deny' ? 'deny' : 'exchange bounds'
        return { stage: isNew ? 'bound' : stage, does: `${LISTS[type]}: add ${name}`, run: change('AttachPolicy', name) }
      })
      const detached = removed.map((name): Write => {
        const stage: Stage = this.#effectOf(type, name) === 'deny' ? 'stop denying' : 'exchange, then take away'
        return { stage: isNew ? 'bound' : stage, does: `${LISTS[type]}: remove ${name}`, run: change('DetachPolicy', name) }
      })
      return [...attached, ...detached]
    })
  }

  #effectOf(type: GuardrailType, name: string): PolicyEffect {
    const policy = this.#wanted.policies[type].get(name) ?? this.#existing?.policies[type].get(name)
    return policy === undefined ? 'allow' : policyEffect(policy.text)
  }

  /** What AWS attaches to something new. */
  #fresh(): TargetState {
    const hasScps = this.#wanted.types.includes('SERVICE_CONTROL_POLICY')
    const attached = { SERVICE_CONTROL_POLICY: hasScps ? [FULL_ACCESS_NAMES.SERVICE_CONTROL_POLICY] : [], RESOURCE_CONTROL_POLICY: [] }
    return { attached, tags: new Map() }
  }

  #newRoot(): UnitState {
    return { ...this.#fresh(), units: new Map(), accounts: new Map() }
  }
}

type TaggedThing = Pick<TargetState, 'tags'>

interface Handshake {
  readonly Id: string
  readonly State: string
  readonly Parties: readonly { readonly Id: string }[]
}

const LISTS = { SERVICE_CONTROL_POLICY: 'ServiceControlPolicies', RESOURCE_CONTROL_POLICY: 'ResourceControlPolicies' } as const
const KINDS = { SERVICE_CONTROL_POLICY: 'service control policy', RESOURCE_CONTROL_POLICY: 'resource control policy' } as const

const place = (path: UnitPath): string => (path.length === 0 ? 'the root' : path.join('/'))
