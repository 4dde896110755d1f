import type { Ids } from '../../../core/ids.js'
import { type InstanceRecord, instanceSharing, SHARED_DIGITS } from '../../../directory/ec2/instance.js'
import { ID_PREFIXES } from '../ids.js'
import type { Ec2Here } from '../permissions/ec2-resource.js'

/** Prefixes of ids of what belongs to an instance and is named by itself. */
export type PartPrefix = 'eni' | 'iip-assoc' | 'vol'

/** A new id of what belongs to an instance: it shares digits with the instance's id, the others are random. */
export function newPartId(ids: Ids, prefix: PartPrefix, instance: string): string {
  const from = ID_PREFIXES.instance.length + 1
  return `${prefix}-${instance.slice(from, from + SHARED_DIGITS)}${Buffer.from(ids.bytes(3)).toString('hex').slice(-5)}`
}

/** The ids of this kind that belong to an instance. */
const OWN: Readonly<Record<PartPrefix, (one: InstanceRecord) => readonly (string | undefined)[]>> = {
  eni: (one) => [one.interface.id],
  'iip-assoc': ({ profile }) => [profile?.id],
  vol: ({ volumes }) => volumes.map(({ id }) => id),
}

/** The instance that has the part with this id, also one that has ended. */
export function instanceOfPart(here: Ec2Here, prefix: PartPrefix, id: string): InstanceRecord | undefined {
  if (!id.startsWith(`${prefix}-`) || !/-[0-9a-f]{17}$/.test(id)) return undefined
  const digits = id.slice(prefix.length + 1, prefix.length + 1 + SHARED_DIGITS)
  return instanceSharing(here.state, here, { digits, passes: (one) => OWN[prefix](one).includes(id) })
}
