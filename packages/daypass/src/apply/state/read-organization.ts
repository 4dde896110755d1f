import { failedWith } from '../calls/call-error.js'
import type { Client, Json } from '../calls/client.js'
import { organizationItems, tagsIn } from '../calls/pages.js'
import type { TagsByKey } from './account-state.js'
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
} from './organization-state.js'

/** The organization of the caller's account; undefined if it has none. What a member sees of it is its management account. */
export async function readOrganization(client: Client, caller: string): Promise<ExistingOrganization | ManagedElsewhere | undefined> {
  const described = await describe(client)
  if (described === undefined) return undefined
  const managementAccount = String(described.MasterAccountId)
  if (managementAccount !== caller) return { memberOf: managementAccount }
  return new Reading(client).organization(described, managementAccount)
}

/** An organization that another account manages. */
export interface ManagedElsewhere {
  readonly memberOf: string
}

async function describe(client: Client): Promise<Json | undefined> {
  try {
    return (await client.organizations('DescribeOrganization')).Organization as Json
  } catch (error) {
    if (failedWith(error, 'AWSOrganizationsNotInUseException')) return undefined
    throw error
  }
}

class Reading {
  readonly #client: Client
  readonly #ids = new Map<string, string>()
  readonly #names = new Map<string, string>()
  #types: readonly GuardrailType[] = []

  constructor(client: Client) {
    this.#client = client
  }

  async organization({ FeatureSet }: Json, managementAccount: string): Promise<ExistingOrganization> {
    const [root] = await organizationItems(this.#client, 'ListRoots', { list: 'Roots' })
    const enabled = ((root?.PolicyTypes ?? []) as { Type: string }[]).map(({ Type }) => Type)
    this.#types = POLICY_TYPES.filter((type) => enabled.includes(type))
    return {
      featureSet: String(FeatureSet),
      managementAccount,
      types: this.#types,
      policies: {
        SERVICE_CONTROL_POLICY: await this.#policies('SERVICE_CONTROL_POLICY'),
        RESOURCE_CONTROL_POLICY: await this.#policies('RESOURCE_CONTROL_POLICY'),
      },
      root: await this.#unit(String(root?.Id), []),
      ids: this.#ids,
      names: this.#names,
    }
  }

  async #policies(type: GuardrailType): Promise<ReadonlyMap<string, OrganizationPolicyState>> {
    const listed = await organizationItems(this.#client, 'ListPolicies', { list: 'Policies', Filter: type })
    const found: (readonly [string, OrganizationPolicyState])[] = []
    for (const { Id, Name, Description } of listed) {
      const name = String(Name)
      if (awsPolicyId(type, name) !== undefined) continue
      this.#ids.set(idKey.policy(type, name), String(Id))
      const { Content } = (await this.#client.organizations('DescribePolicy', { PolicyId: Id })).Policy as Json
      found.push([name, { description: String(Description ?? ''), text: String(Content), tags: await this.#tags(String(Id)) }])
    }
    return inOrder(found)
  }

  async #unit(id: string, path: readonly string[]): Promise<UnitState> {
    this.#ids.set(idKey.unit(path), id)
    const units: (readonly [string, UnitState])[] = []
    for (const { Id, Name } of await this.#children('ListOrganizationalUnitsForParent', 'OrganizationalUnits', id))
      units.push([String(Name), await this.#unit(String(Id), [...path, String(Name)])])
    const accounts: (readonly [string, TargetState])[] = []
    for (const { Id, Name } of await this.#children('ListAccountsForParent', 'Accounts', id)) {
      this.#names.set(String(Id), String(Name))
      accounts.push([String(Id), await this.#target(String(Id))])
    }
    return { ...(await this.#target(id)), units: inOrder(units), accounts: inOrder(accounts) }
  }

  #children(action: string, list: string, ParentId: string): Promise<Json[]> {
    return organizationItems(this.#client, action, { list, ParentId })
  }

  async #target(id: string): Promise<TargetState> {
    const attached = { SERVICE_CONTROL_POLICY: [] as string[], RESOURCE_CONTROL_POLICY: [] as string[] }
    for (const type of this.#types) {
      const listed = await organizationItems(this.#client, 'ListPoliciesForTarget', { list: 'Policies', TargetId: id, Filter: type })
      const names = listed.map(({ Name }) => String(Name)).filter((name) => name !== FULL_ACCESS_NAMES.RESOURCE_CONTROL_POLICY)
      attached[type] = names.sort()
    }
    return { attached, tags: await this.#tags(id) }
  }

  async #tags(ResourceId: string): Promise<TagsByKey> {
    return tagsIn(await organizationItems(this.#client, 'ListTagsForResource', { list: 'Tags', ResourceId }))
  }
}

const inOrder = <T>(entries: readonly (readonly [string, T])[]): ReadonlyMap<string, T> =>
  new Map([...entries].sort(([one], [other]) => (one < other ? -1 : 1)))
