import type { DocumentFault } from '../document/fault.js'
import { policyEffect } from '../document/policy-text.js'
import type { WantedOrganization } from '../document/wanted-organization.js'
import { type ExistingOrganization, FULL_ACCESS_NAMES, idKey, type TargetState, type UnitState } from '../state/organization-state.js'
import { listDifference } from './differences.js'

const SCP = 'SERVICE_CONTROL_POLICY'

/**
 * A warning for each target that loses what allows: without an Allow at every level, everything is denied to its accounts (Organizations user guide,
 * "SCP evaluation").
 */
export function allowsNothing({
  existing,
  wanted,
}: {
  readonly existing: ExistingOrganization | undefined
  readonly wanted: WantedOrganization
}): readonly DocumentFault[] {
  if (wanted.root === undefined || !wanted.types.includes(SCP)) return []
  const before = new Map(existing === undefined ? [] : targetsOf(existing.root, []))
  const allows = (name: string): boolean => {
    const policy = wanted.policies[SCP].get(name) ?? existing?.policies[SCP].get(name)
    return name === FULL_ACCESS_NAMES[SCP] || policy === undefined || policyEffect(policy.text) !== 'deny'
  }
  return targetsOf(wanted.root, []).flatMap(([key, { attached }]) => {
    const had = before.get(key)?.attached[SCP] ?? [FULL_ACCESS_NAMES[SCP]]
    const { added, removed } = listDifference(had, attached[SCP])
    if (added.length + removed.length === 0 || attached[SCP].some(allows)) return []
    const path = [...(wanted.places.get(attached) ?? ['organization', 'root']), 'ServiceControlPolicies']
    return [{ path, message: 'None of these SCPs allows anything, so everything is denied to the accounts here. Include FullAWSAccess.' }]
  })
}

/** All targets of a tree by a key: that of a unit, or the id of an account. */
const targetsOf = (unit: UnitState, path: readonly string[]): (readonly [string, TargetState])[] => [
  [idKey.unit(path), unit],
  ...unit.accounts,
  ...[...unit.units].flatMap(([name, held]) => targetsOf(held, [...path, name])),
]
