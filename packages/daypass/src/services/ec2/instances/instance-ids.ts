import { findInstance, type InstanceRecord, type InstancesAt } from '../../../directory/ec2/instance.js'
import { Ec2Error, invalidParameter } from '../error.js'
import { ID_PREFIXES, isEc2Id } from '../ids.js'

/** Ids in one description, at most (EC2 API reference, DescribeInstances). */
const MOST_IDS = 1_000

/** Refuses what is not an id of an instance, and more ids than a request may have (EC2 user guide, "Error codes for the Amazon EC2 API"). */
export function checkInstanceIds(ids: readonly string[] | undefined, most = MOST_IDS): void {
  if ((ids?.length ?? 0) > most) throw invalidParameter(`A request has at most ${most} instance IDs. Send several requests.`)
  for (const id of ids ?? [])
    if (!isEc2Id(id, ID_PREFIXES.instance)) throw new Ec2Error('InvalidInstanceID.Malformed', `Invalid id: "${id}"`)
}

/** The instances with these ids, each once; throws where one does not exist. */
export function requireInstances(at: InstancesAt, ids: readonly string[]): readonly InstanceRecord[] {
  const given = [...new Set(ids)]
  const found = given.flatMap((id) => findInstance(at, id) ?? [])
  const missing = given.filter((id) => !found.some((instance) => instance.id === id))
  if (missing.length === 1) throw new Ec2Error('InvalidInstanceID.NotFound', `The instance ID '${missing[0]}' does not exist`)
  if (missing.length > 1) throw new Ec2Error('InvalidInstanceID.NotFound', `The instance IDs '${missing.join(', ')}' do not exist`)
  return found
}

/** The instance with this id; throws where it does not exist. */
export function requireInstance(at: InstancesAt, id: string): InstanceRecord {
  const [instance] = requireInstances(at, [id])
  if (instance === undefined) throw new TypeError('an instance was neither found nor missing')
  return instance
}
