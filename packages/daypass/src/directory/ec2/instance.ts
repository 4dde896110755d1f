import { defineKeys } from '../key-space.js'
import type { PageBounds } from '../records.js'
import type { Reader, Writer } from '../state.js'
import { discardTagsOfResource, type Ec2Place } from './resource-tags.js'

/** A volume that was made with an instance, belongs to it and ends with it. */
export interface InstanceVolume {
  /** `vol-0123456789abcdef0` */
  readonly id: string
  /** `/dev/xvda` */
  readonly device: string
  readonly sizeGiB: number
  /** `gp3` */
  readonly type: string
  readonly iops?: number | undefined
  /** MiB a second. */
  readonly throughput?: number | undefined
  readonly isEncrypted: boolean
}

/** The one network interface of an instance. */
export interface InstanceInterface {
  /** `eni-0123456789abcdef0` */
  readonly id: string
  readonly attachmentId: string
  readonly subnet: string
  /** `172.31.0.4`: no other instance of the subnet has it. */
  readonly address: string
  readonly mac: string
  readonly description: string
  /** Ids of its security groups. */
  readonly groups: readonly string[]
  readonly isSourceDestChecked: boolean
}

/** The instance profile of an instance. It keeps its ARN when the profile is deleted; its role is found by the profile's id. */
export interface ProfileAssociation {
  /** `iip-assoc-0123456789abcdef0` */
  readonly id: string
  readonly profileArn: string
  /** `AIPA…` */
  readonly profileId: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** How an instance's metadata is reached (EC2 API reference, InstanceMetadataOptionsResponse). */
export interface MetadataOptions {
  readonly areTokensRequired: boolean
  /** 1 to 64. */
  readonly hopLimit: number
  readonly isEnabled: boolean
  readonly areTagsShown: boolean
}

/** What happened to an instance last. Its state follows from this and from the time. */
export interface InstanceChange {
  readonly kind: 'start' | 'stop' | 'terminate'
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** An instance: a record, not a machine. */
export interface InstanceRecord extends Ec2Place {
  /** `i-0123456789abcdef0` */
  readonly id: string
  readonly reservation: string
  /** Its place in its reservation, from 0 on. */
  readonly launchIndex: number
  readonly image: string
  /** `t3.micro` */
  readonly type: string
  readonly zone: string
  readonly interface: InstanceInterface
  /** The root volume first. */
  readonly volumes: readonly InstanceVolume[]
  readonly keyName?: string | undefined
  readonly profile?: ProfileAssociation | undefined
  /** Base64, as the request had it. */
  readonly userData?: string | undefined
  /** Milliseconds since the epoch: of the last start. */
  readonly launchedAt: number
  readonly clientToken?: string | undefined
  readonly last: InstanceChange
  readonly isMonitored: boolean
  readonly isEbsOptimized: boolean
  readonly metadata: MetadataOptions
  readonly isProtectedFromTermination: boolean
  readonly isProtectedFromStop: boolean
  /** What a shutdown from inside would do. */
  readonly shutdownBehavior: 'stop' | 'terminate'
}

/** Instances by id. */
export const instanceKeys = defineKeys('ec2-instance/<account>/<region>/<instance>', {
  record: 'an instance: its image, type, network interface, volumes, instance profile and the last change of its state',
  lifetime: 'until an hour after it is terminated, and then until another instance is launched or terminated there',
})

/** Terminated instances by the time of their end. */
export const endedInstanceKeys = defineKeys('ec2-ended-instance/<account>/<region>/<end>', {
  record: 'the id of an instance that is terminated',
  lifetime: "its instance's",
})

/** A private address that is in use. */
interface PrivateAddress {
  readonly address: string
  readonly instance: string
}

/** Addresses of a subnet, at most. */
const MOST_ADDRESSES = 4_096

/** Private addresses in use. */
export const privateAddressKeys = defineKeys('ec2-address/<account>/<region>/<subnet>/<address>', {
  record: 'a private address, and the id of the instance that has it',
  lifetime: "its instance's, or until another gets the address of a terminated one",
})

/** How long a terminated instance is still shown, in milliseconds (EC2 user guide, "Terminate instances": about an hour). */
export const SHOWN_AFTER_END = 3_600_000

/** Whether an instance was terminated so long ago that it is gone. */
export const isGone = ({ last }: InstanceRecord, now: number): boolean => last.kind === 'terminate' && now - last.at >= SHOWN_AFTER_END

const keyOf = ({ account, region }: Ec2Place, id: string): string => instanceKeys.key(account, region, id)
/** A time that sorts as text. */
const timeText = (time: number): string => String(time).padStart(15, '0')
const endKey = ({ account, region, id }: InstanceRecord, at: number): string =>
  endedInstanceKeys.key(account, region, `${timeText(at)} ${id}`)

/** The record of the instance with this id, also of one that is gone. */
export const storedInstance = (state: Reader, place: Ec2Place, id: string): InstanceRecord | undefined =>
  state.get<InstanceRecord>(keyOf(place, id))

/** Where instances are looked up, and when. */
export interface InstancesAt extends Ec2Place {
  readonly state: Reader
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** The instance with this id, unless it is gone. */
export function findInstance({ state, now, ...place }: InstancesAt, id: string): InstanceRecord | undefined {
  const found = state.get<InstanceRecord>(keyOf(place, id))
  return found === undefined || isGone(found, now) ? undefined : found
}

/** Digits that ids of what belongs to an instance share with its own id, so that they lead to it without a record. */
export const SHARED_DIGITS = 12

/** The instance whose id begins with these digits and that passes. */
export const instanceSharing = (
  state: Reader,
  place: Ec2Place,
  { digits, passes }: { readonly digits: string; readonly passes: (one: InstanceRecord) => boolean },
): InstanceRecord | undefined =>
  listInstances(state, place, { from: `i-${digits}`, limit: 2 }).find((one) => one.id.startsWith(`i-${digits}`) && passes(one))

/** Instances by id, from `page.from` on, at most `page.limit`, those that are gone included. */
export const listInstances = (state: Reader, { account, region }: Ec2Place, { from, limit }: PageBounds): InstanceRecord[] => {
  const { end } = instanceKeys.bounds(account, region)
  return state.range<InstanceRecord>({ start: instanceKeys.key(account, region, from), end, limit }).map(({ value }) => value)
}

const PAGE = 1_000

/** Whether an instance that has not ended passes. Reads all of an account in a region; a commit then expects that none was put meanwhile. */
export function someInstance(state: Reader, { account, region }: Ec2Place, passes: (one: InstanceRecord) => boolean): boolean {
  const bounds = instanceKeys.bounds(account, region)
  for (let { start } = bounds; ; ) {
    const page = state.rangeWithin<InstanceRecord>({ start, end: bounds.end, limit: PAGE })
    if (page.some((one) => one.last.kind !== 'terminate' && passes(one))) return true
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return false
    start = `${instanceKeys.key(account, region, last.id)}\0`
  }
}

/** Writes a changed instance. */
export const putInstance = (state: Writer, record: InstanceRecord): void => state.put(keyOf(record, record.id), record)

/** Writes a new instance, and takes its private address. */
export function launchInstance(state: Writer, record: InstanceRecord): void {
  putInstance(state, record)
  const taken: PrivateAddress = { instance: record.id, address: record.interface.address }
  state.put(addressKey(record, record.interface), taken)
}

/** Ends an instance. It is shown for another hour. */
export function endInstance(state: Writer, record: InstanceRecord, at: number): InstanceRecord {
  const ended: InstanceRecord = { ...record, last: { kind: 'terminate', at } }
  putInstance(state, ended)
  state.put(endKey(record, at), { instance: record.id })
  return ended
}

/**
 * Removes instances that ended more than an hour ago, so that ended ones do not pile up. Launches and terminations do it, with what is left of the writes of their
 * commit.
 */
export function sweepInstances(state: Writer, place: Ec2Place, { now, writes }: { readonly now: number; readonly writes: number }): void {
  const { start } = endedInstanceKeys.bounds(place.account, place.region)
  const end = endedInstanceKeys.key(place.account, place.region, timeText(Math.max(0, now - SHOWN_AFTER_END + 1)))
  const limit = Math.floor(writes / SWEEP_WRITES)
  if (limit < 1) return
  let left = writes
  for (const { key, value } of state.range<{ instance: string }>({ start, end, limit })) {
    const ended = state.get<InstanceRecord>(keyOf(place, value.instance))
    left -= SWEEP_WRITES + (ended?.volumes.length ?? 0)
    if (left < 0) return
    state.delete(key)
    if (ended !== undefined) removeInstance(state, ended)
  }
}

/** Writes that remove an instance, at least: the record, its end, its address, and the tags of the instance and of its interface. */
const SWEEP_WRITES = 5

function removeInstance(state: Writer, ended: InstanceRecord): void {
  state.delete(keyOf(ended, ended.id))
  const address = addressKey(ended, ended.interface)
  if (state.get<PrivateAddress>(address)?.instance === ended.id) state.delete(address)
  for (const [resource] of partsOfInstance(ended)) discardTagsOfResource(state, ended, resource)
}

/** What has tags of its own and ends with an instance: the id and kind of each. */
export const partsOfInstance = (
  record: InstanceRecord,
): readonly (readonly [id: string, kind: 'instance' | 'network-interface' | 'volume'])[] => [
  [record.id, 'instance'],
  [record.interface.id, 'network-interface'],
  ...record.volumes.map(({ id }) => [id, 'volume'] as const),
]

const addressKey = ({ account, region }: Ec2Place, { subnet, address }: Pick<InstanceInterface, 'subnet' | 'address'>): string =>
  privateAddressKeys.key(account, region, subnet, address)

/** Whether no instance has this address; one that is terminated no longer has it. */
export function isAddressFree(state: Reader, place: Ec2Place, at: Pick<InstanceInterface, 'subnet' | 'address'>): boolean {
  const holder = state.get<PrivateAddress>(addressKey(place, at))
  return holder === undefined || state.get<InstanceRecord>(keyOf(place, holder.instance))?.last.kind === 'terminate'
}

/** Whether an address is not in use, nor was until its instance is gone. One that is in use costs a commit no expectation: many may be tried for one that is free. */
export const isAddressUnused = (state: Reader, place: Ec2Place, at: Pick<InstanceInterface, 'subnet' | 'address'>): boolean =>
  state.getWithin(addressKey(place, at), privateAddressKeys.bounds(place.account, place.region, at.subnet)) === undefined

/** The addresses of a subnet that are in use, those of terminated instances included until these are gone. */
export function usedAddresses(state: Reader, { account, region }: Ec2Place, subnet: string): string[] {
  const bounds = privateAddressKeys.bounds(account, region, subnet)
  return state.rangeWithin<PrivateAddress>({ ...bounds, limit: MOST_ADDRESSES }).map(({ address }) => address)
}

/** How many addresses of a subnet are in use. */
export const countAddresses = (state: Reader, { account, region }: Ec2Place, subnet: string): number =>
  state.count({ ...privateAddressKeys.bounds(account, region, subnet), limit: MOST_ADDRESSES })
