import {
  type ExistingOrganization,
  FULL_ACCESS_NAMES,
  type GuardrailType,
  type OrganizationPolicyState,
  type OrganizationState,
  POLICY_TYPES,
  type TargetState,
  type UnitState,
} from '../state/organization-state.js'
import type * as doc from './document.js'
import type { DocumentFault, Path } from './fault.js'
import { policyTextOf } from './policy-text.js'

/** What the references of a document's organization may name. */
export interface KnownOrganization {
  readonly existing: ExistingOrganization | undefined
  /** The account that a document names by id or name; undefined where none is known, or the name is not unique. */
  readonly accountOf: (reference: string) => string | undefined
  readonly faults: DocumentFault[]
}

const LISTS = {
  SERVICE_CONTROL_POLICY: { policies: 'serviceControlPolicies', attached: 'ServiceControlPolicies' },
  RESOURCE_CONTROL_POLICY: { policies: 'resourceControlPolicies', attached: 'ResourceControlPolicies' },
} as const

/** The organization that a document wants. `root` is undefined where it says nothing about the tree. */
export type WantedOrganization = Omit<OrganizationState, 'root'> & {
  readonly root: UnitState | undefined
  /** Where the document has each target, by what is attached to it. */
  readonly places: ReadonlyMap<TargetState['attached'], Path>
}

/** What a document wants of the organization, all defaults filled in. Puts references that name nothing into `faults`. */
export const wantedOrganization = (given: doc.OrganizationContents, known: KnownOrganization): WantedOrganization =>
  new Wanting(given, known).organization()

class Wanting {
  readonly #given: doc.OrganizationContents
  readonly #known: KnownOrganization
  readonly #types: readonly GuardrailType[]
  readonly #placed = new Set<string>()
  readonly #places = new Map<TargetState['attached'], Path>()

  constructor(given: doc.OrganizationContents, known: KnownOrganization) {
    this.#given = given
    this.#known = known
    this.#types = typesOf(given, known.existing)
  }

  organization(): WantedOrganization {
    const { FeatureSet = 'ALL', root } = this.#given
    if (FeatureSet !== 'ALL' && this.#types.length > 0)
      this.#report(['EnabledPolicyTypes'], 'Policies need an organization with FeatureSet ALL.')
    if (this.#known.existing !== undefined && this.#known.existing.featureSet !== FeatureSet)
      this.#report(
        ['FeatureSet'],
        `The organization has ${this.#known.existing.featureSet}. Apply does not change it: see EnableAllFeatures.`,
      )
    return {
      featureSet: FeatureSet,
      types: this.#types,
      policies: {
        SERVICE_CONTROL_POLICY: this.#policies('SERVICE_CONTROL_POLICY'),
        RESOURCE_CONTROL_POLICY: this.#policies('RESOURCE_CONTROL_POLICY'),
      },
      root: root === undefined ? undefined : this.#unit(root ?? {}, ['root']),
      places: this.#places,
    }
  }

  #report(at: Path, message: string): void {
    this.#known.faults.push({ path: ['organization', ...at], message })
  }

  #policies(type: GuardrailType): ReadonlyMap<string, OrganizationPolicyState> {
    const entries = Object.entries(this.#given[LISTS[type].policies] ?? {})
    if (entries.some(([name]) => name === FULL_ACCESS_NAMES[type]))
      this.#report([LISTS[type].policies, FULL_ACCESS_NAMES[type]], 'This policy is of AWS, and nobody changes it. Leave it out.')
    return new Map(
      entries.map(([name, { Content, Description = '', Tags }]) => [
        name,
        { description: Description, text: policyTextOf(Content), tags: new Map(Object.entries(Tags ?? {})) },
      ]),
    )
  }

  #unit(unit: doc.UnitProperties, at: Path): UnitState {
    const units = Object.entries(unit.units ?? {}).map(([name, held]) => [name, this.#unit(held ?? {}, [...at, 'units', name])] as const)
    const accounts = Object.entries(unit.accounts ?? {}).map(([reference, held]) => {
      const path = [...at, 'accounts', reference]
      return [this.#account(reference, path), this.#target(held ?? {}, path)] as const
    })
    return { ...this.#target(unit, at), units: new Map(units), accounts: new Map(accounts) }
  }

  #account(reference: string, path: Path): string {
    const account = this.#known.accountOf(reference)
    if (account === undefined)
      this.#report(path, `There is no one account ${reference}. Name one of the organization, or one in accounts, by its id or its name.`)
    else if (this.#placed.has(account)) this.#report(path, `The account ${reference} is in the tree twice. Remove one.`)
    this.#placed.add(account ?? reference)
    return account ?? reference
  }

  #target(target: doc.TargetProperties, at: Path): TargetState {
    const attached = { SERVICE_CONTROL_POLICY: [] as readonly string[], RESOURCE_CONTROL_POLICY: [] as readonly string[] }
    for (const type of POLICY_TYPES) attached[type] = this.#attached(target, type, at)
    this.#places.set(attached, ['organization', ...at])
    return { attached, tags: new Map(Object.entries(target.Tags ?? {})) }
  }

  #attached(target: doc.TargetProperties, type: GuardrailType, at: Path): readonly string[] {
    const list = LISTS[type].attached
    const given = target[list]
    const isEnabled = this.#types.includes(type)
    if (given === undefined) return isEnabled && type === 'SERVICE_CONTROL_POLICY' ? [FULL_ACCESS_NAMES[type]] : []
    if (!isEnabled) this.#report([...at, list], `${type} is not in EnabledPolicyTypes.`)
    else if (type === 'SERVICE_CONTROL_POLICY' && given.length === 0)
      this.#report([...at, list], 'One SCP must stay attached everywhere. FullAWSAccess allows everything.')
    for (const [i, name] of given.entries()) this.#requirePolicy(type, name, [...at, list, i])
    return given.toSorted()
  }

  #requirePolicy(type: GuardrailType, name: string, at: Path): void {
    if (name === FULL_ACCESS_NAMES.RESOURCE_CONTROL_POLICY && type === 'RESOURCE_CONTROL_POLICY')
      this.#report(at, 'RCPFullAWSAccess is always attached. Leave it out.')
    else if (
      name !== FULL_ACCESS_NAMES[type] &&
      !Object.hasOwn(this.#given[LISTS[type].policies] ?? {}, name) &&
      !this.#known.existing?.policies[type].has(name)
    )
      this.#report(at, `There is no policy ${name} of this type, neither in the document nor in the organization.`)
  }
}

/** A new organization with all features has SCPs enabled (Organizations API reference, CreateOrganization). */
function typesOf(given: doc.OrganizationContents, existing: ExistingOrganization | undefined): readonly GuardrailType[] {
  const types = given.EnabledPolicyTypes
  if (types !== undefined) return POLICY_TYPES.filter((type) => types.includes(type))
  if (existing !== undefined) return existing.types
  return given.FeatureSet === 'CONSOLIDATED_BILLING' ? [] : ['SERVICE_CONTROL_POLICY']
}
