import { type Ids, newLowerId } from '../../core/ids.js'
import { defineKeys } from '../key-space.js'
import { defineRecords, type PageBounds } from '../records.js'
import type { Reader } from '../state.js'
import type { Attached } from './organization-attachment.js'

/** An organizational unit. It never moves. */
export interface OrganizationalUnitRecord {
  readonly organization: string
  /** `ou-…` */
  readonly id: string
  readonly name: string
  /** The id of the root, or of another unit. */
  readonly parent: string
  /** The ids of the units above it, from the top down. */
  readonly above: readonly string[]
  readonly attached: Attached
  readonly tags: Readonly<Record<string, string>>
}

/** Organizational units by id. */
export const organizationalUnitKeys = defineKeys('organizational-unit/<organization>/<id>', {
  record: 'an organizational unit, where it is, and what is attached to it',
  lifetime: 'until deleted',
})

/** Names of organizational units: unique below a parent. */
export const organizationalUnitNameKeys = defineKeys('organizational-unit-name/<organization>/<parent>/<name>', {
  record: 'the id of the unit with this name below this parent',
  lifetime: "its unit's, until that gets another name",
})

type Placed = Pick<OrganizationalUnitRecord, 'organization' | 'parent'>
const nameKeyOf = ({ organization, parent, name }: Placed & Pick<OrganizationalUnitRecord, 'name'>): string =>
  organizationalUnitNameKeys.key(organization, parent, name)

/** The organizational units of all organizations. */
export const organizationalUnits = {
  ...defineRecords<OrganizationalUnitRecord, [organization: string, id: string]>({
    keys: organizationalUnitKeys,
    at: ({ organization, id }) => [organization, id],
    index: { key: nameKeyOf, entry: ({ id, name }) => ({ id, name }) },
  }),
  /** The id has that of the root in it. */
  newId: (ids: Ids, root: string): string => `ou-${root.slice(2)}-${newLowerId(ids, 8)}`,
  /** Whether the parent has a unit of this name. */
  hasName: (state: Reader, of: Placed & { readonly name: string }): boolean => state.get(nameKeyOf(of)) !== undefined,
  /** The units below a parent by name, from the name `page.from` on, at most `page.limit`. */
  below(state: Reader, { organization, parent }: Placed, { from, limit }: PageBounds): OrganizationalUnitRecord[] {
    const { end } = organizationalUnitNameKeys.bounds(organization, parent)
    const start = organizationalUnitNameKeys.key(organization, parent, from)
    const entries = state.range<{ id: string }>({ start, end, limit })
    return entries.flatMap(({ value }) => organizationalUnits.getReferred(state, organization, organization, value.id) ?? [])
  },
}
