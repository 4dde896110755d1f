import { isAddressFree, isAddressUnused, usedAddresses } from '../../../directory/ec2/instance.js'
import type { Ec2Deps } from '../ec2.js'
import { Ec2Error, invalidParameter } from '../error.js'
import { ADDRESSES, addressAt, type DefaultSubnet } from '../network/default-network.js'

/** Addresses of a subnet that are tried at random. Where all are taken, the whole subnet is read. */
const TRIES = 8
/** Far from one try to the next. */
const STEP = 1_009

/** Takes private addresses of a subnet for the instances of one launch, so that none is taken twice. */
export function addressTaker(
  subnet: DefaultSubnet,
  account: string,
  { state, ids, region }: Ec2Deps,
): (wanted: string | undefined) => string {
  const taken = new Set<string>()
  /** All that are in use, read once where several tries have failed. */
  let used: ReadonlySet<string> | undefined
  const place = { account, region }
  const take = (address: string): string => {
    taken.add(address)
    return address
  }
  return (wanted) => {
    if (wanted !== undefined) {
      if (!isAddressOf(subnet, wanted)) throw invalidParameter(`Address ${wanted} does not fall within the subnet's address range`)
      if (!isAddressFree(state, place, { subnet: subnet.id, address: wanted }))
        throw new Ec2Error('InvalidIPAddress.InUse', `Address ${wanted} is in use.`)
      return take(wanted)
    }
    const start = Buffer.from(ids.bytes(2)).readUInt16BE()
    for (let at = start; at < start + TRIES; at++) {
      const address = addressAt(subnet, (at * STEP) % ADDRESSES.count)
      if (!taken.has(address) && isAddressUnused(state, place, { subnet: subnet.id, address })) return take(address)
    }
    used ??= new Set(usedAddresses(state, place, subnet.id))
    for (let at = 0; at < ADDRESSES.count; at++) {
      const address = addressAt(subnet, at)
      if (!taken.has(address) && !used.has(address)) return take(address)
    }
    throw new Ec2Error(
      'InsufficientFreeAddressesInSubnet',
      `There are not enough free addresses in subnet '${subnet.id}'. Name another subnet.`,
    )
  }
}

/** Whether instances of the subnet can have this address. */
function isAddressOf(subnet: DefaultSubnet, address: string): boolean {
  const [, third = '', fourth = ''] = /^172\.31\.(\d{1,3})\.(\d{1,3})$/.exec(address) ?? []
  const index = (Number(third) - subnet.firstThird) * 256 + Number(fourth) - ADDRESSES.first
  return index >= 0 && index < ADDRESSES.count && addressAt(subnet, index) === address
}
