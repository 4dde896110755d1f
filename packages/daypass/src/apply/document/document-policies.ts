import type { PolicyKind } from '@daypass/policy'
import type { AccountContents, AccountDocument, HolderProperties } from './document.js'
import type { Path } from './fault.js'
import { policyTextOf } from './policy-text.js'

/** A policy of a document. */
export interface PlacedPolicy {
  readonly path: Path
  readonly kind: PolicyKind
  readonly text: string
}

/** All policies of a document, in its order but for accounts, which come first. */
export const documentPolicies = (document: AccountDocument): readonly PlacedPolicy[] => [
  ...inAccount(document, []),
  ...(document.accounts ?? []).flatMap((one, at) => inAccount(one, ['accounts', at])),
  ...inOrganization(document),
]

const entriesOf = <T>(named: Readonly<Record<string, T>> | undefined): [string, T][] => Object.entries(named ?? {})

const placed = (path: Path, kind: PolicyKind, given: unknown): PlacedPolicy => ({ path, kind, text: policyTextOf(given) })

function inAccount(contents: AccountContents, at: Path): PlacedPolicy[] {
  const held = (['groups', 'users', 'roles'] as const).flatMap((section) =>
    entriesOf<Pick<HolderProperties, 'Policies'> | null>(contents[section]).flatMap(([name, holder]) =>
      entriesOf(holder?.Policies).map(([policy, given]) => placed([...at, section, name, 'Policies', policy], 'identity', given)),
    ),
  )
  return [
    ...entriesOf(contents.policies).map(([name, { PolicyDocument }]) =>
      placed([...at, 'policies', name, 'PolicyDocument'], 'managed', PolicyDocument),
    ),
    ...held,
    ...entriesOf(contents.roles).map(([name, { AssumeRolePolicyDocument }]) =>
      placed([...at, 'roles', name, 'AssumeRolePolicyDocument'], 'trust', AssumeRolePolicyDocument),
    ),
  ]
}

const GUARDRAILS = [
  ['serviceControlPolicies', 'scp'],
  ['resourceControlPolicies', 'rcp'],
] as const

const inOrganization = ({ organization }: AccountDocument): PlacedPolicy[] =>
  GUARDRAILS.flatMap(([section, kind]) =>
    entriesOf(organization?.[section]).map(([name, { Content }]) => placed(['organization', section, name, 'Content'], kind, Content)),
  )
