/** What of the policies that are attached to a part of an organization decides how they can be exchanged. */
export interface Attachable {
  /** The policy of AWS that allows everything. */
  readonly full: string
  readonly allows: (id: string) => boolean
  readonly denies: (id: string) => boolean
}

/**
 * The policies of one type between those that a root or unit has attached and those that it is to have. Something of them must allow; who denies comes first
 * and leaves last. Where policies that allow some actions only are exchanged for others of the kind there may be nothing between: then those from before stay.
 */
export function narrowedAttachments(
  before: readonly string[],
  after: readonly string[],
  { full, allows, denies }: Attachable,
): readonly string[] {
  const gone = before.filter((id) => !after.includes(id))
  if (before.includes(full) && !gone.some(denies)) return after
  const kept = before.filter((id) => after.includes(id) || denies(id))
  const come = after.filter((id) => !before.includes(id) && denies(id) && (!allows(id) || before.includes(full)))
  const narrowed = [...kept, ...come]
  return narrowed.some(allows) ? narrowed : [...before, ...come.filter((id) => !allows(id))]
}
