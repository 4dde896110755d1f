import { combinedEffect, type PolicyEffect, policyEffect } from '../document/policy-text.js'
import { type AccountState, type ExistingAccount, type HolderState, localPolicyArn } from '../state/account-state.js'
import type { Stage } from './plan.js'

/** When something is given that only denies, only allows, or does both; and when it is taken away. */
export const GIVING: Readonly<Record<PolicyEffect, Stage>> = { deny: 'deny', mixed: 'give with denials', allow: 'give' }
export const TAKING: Readonly<Record<PolicyEffect, Stage>> = { deny: 'stop denying', mixed: 'take away with denials', allow: 'take away' }

/** When a document is replaced in place: one that gains denials before others, one that loses them after others. */
export function replacingStage(before: string, after: string): Stage {
  const [had, has] = [policyEffect(before) !== 'allow', policyEffect(after) !== 'allow']
  if (had === has) return 'exchange'
  return has ? 'exchange bounds' : 'exchange, then take away'
}

/** AWS's policies that only deny, by their names: their documents are not read. */
const AWS_DENIES = /\/(?:AWSDenyAll|AWSCompromisedKeyQuarantine\w*)$/

/** What the policies of an account do to what is allowed. */
export class EffectOfPolicies {
  readonly #account: string
  readonly #states: { readonly existing: ExistingAccount; readonly wanted: AccountState }

  constructor(account: string, states: { readonly existing: ExistingAccount; readonly wanted: AccountState }) {
    this.#account = account
    this.#states = states
  }

  /** Of a managed policy that is attached. */
  ofAttached(arn: string): PolicyEffect {
    const texts = [this.#states.wanted, this.#states.existing].flatMap(({ policies }) => {
      const name = arn.slice(arn.lastIndexOf('/') + 1)
      const policy = policies.get(name)
      return policy !== undefined && localPolicyArn(this.#account, { path: policy.path, name }) === arn ? [policyEffect(policy.text)] : []
    })
    if (texts.length > 0) return combinedEffect(texts)
    return AWS_DENIES.test(arn) ? 'deny' : 'allow'
  }

  /** Of a group's policies together, for who joins or leaves it. */
  ofGroup(name: string): PolicyEffect {
    const groups = [this.#states.wanted.groups.get(name), this.#states.existing.groups.get(name)].filter((group) => group !== undefined)
    return combinedEffect(
      groups.flatMap((group: HolderState) => [
        ...group.attached.map((arn) => this.ofAttached(arn)),
        ...[...group.inline.values()].map(policyEffect),
      ]),
    )
  }

  /** When the document of a managed policy is replaced: that of a boundary changes bounds. */
  stageOf(arn: string): Stage {
    const name = arn.slice(arn.lastIndexOf('/') + 1)
    const [before, after] = [this.#states.existing.policies.get(name)?.text ?? '', this.#states.wanted.policies.get(name)?.text ?? '']
    const holders = [this.#states.existing, this.#states.wanted].flatMap(({ users, roles }) => [...users.values(), ...roles.values()])
    return holders.some(({ boundary }) => boundary === arn) ? 'exchange bounds' : replacingStage(before, after)
  }
}
