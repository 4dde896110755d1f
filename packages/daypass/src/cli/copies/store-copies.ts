import { Command } from 'commander'
import { systemClock } from '../../core/clock.js'
import { systemIds } from '../../core/ids.js'
import { compareStores, copyStore } from '../../installation/copies/copy-store.js'
import { etcdAddress } from '../../installation/copies/etcd-address.js'
import { type StoreAddress, storeAddress } from '../../installation/copies/store-address.js'
import { StartupError } from '../../installation/operator-error.js'
import { type Store, StoreUnavailable } from '../../store/store.js'
import { type EtcdConnectionFlags, etcdPlaceOf, isEtcd, refuseStrayEtcdFlags, withEtcdConnection } from '../etcd-flags.js'
import { counted } from '../output/counted.js'
import { print } from '../output/print.js'
import { tell } from '../output/tell.js'
import { isLoopbackHost } from '../loopback-host.js'

/** How a command describes the address of a store. */
export const ADDRESS = 'lmdb: and a data directory, or etcd://HOST:PORT,HOST:PORT/PREFIX'

/** `daypass store copy`: copies all records of a store to a new one, of any engine. */
export const storeCopyCommand = (): Command =>
  withEtcdConnection(
    new Command('copy')
      .description('copy all records of a store to a new one, and read them back; no server may use either')
      .argument('<from>', ADDRESS)
      .argument('<to>', 'the same; the data directory must not exist yet, the prefix must be empty'),
  )
    .allowExcessArguments(false)
    .action(copy)

async function copy(from: string, to: string, flags: EtcdConnectionFlags): Promise<void> {
  const [source, target] = addressesOf([from, to], flags)
  const { records, revision } = await reading(source, async (store) => {
    const made = await target.openNew(tell)
    try {
      const copied = await copyStore(store, made.store, systemClock().wall())
      await made.keep()
      return copied
    } finally {
      await made.release()
    }
  })
  print([`${counted(records, 'record')} of revision ${revision} were copied to ${to}, and read back.`, ...nextSteps(from, to)].join('\n'))
}

/** What the command cannot do, or cannot know. */
function nextSteps(from: string, to: string): string[] {
  const source = isEtcd(from)
    ? `If a node still used ${from}, what it has done since is not in the copy: stop all nodes and copy again, to a new place. Do not start one there any more.`
    : `Do not start a server on ${from} any more: what it did would not be in the copy.`
  const files = isEtcd(from) ? 'move the folder of --objects-dir' : 'move the folder objects of its data directory'
  const place = isEtcd(to)
    ? 'to where all nodes of the copy share it, and start them with --objects-dir and the same master key.'
    : 'to objects in the data directory of the copy, and start it with the same master key.'
  return [source, `Object files are not in a store: ${files} ${place}`]
}

/** Compares a store with a copy that was made of it; the exit code is 0 if it is one. */
export async function compare(from: string, to: string, flags: EtcdConnectionFlags): Promise<void> {
  const [one, other] = addressesOf([from, to], flags)
  const { records, differences } = await reading(one, (first) => reading(other, (second) => compareStores(first, second)))
  for (const difference of differences) print(`  ${difference}`)
  print(
    differences.length === 0 ? `${to} is a copy of ${from}: ${counted(records, 'record')}.` : `${to} is not a copy of ${from}, see above.`,
  )
  process.exitCode = differences.length === 0 ? 0 : 1
}

function addressesOf(texts: readonly [string, string], flags: EtcdConnectionFlags): [StoreAddress, StoreAddress] {
  if (!texts.some(isEtcd)) refuseStrayEtcdFlags(flags)
  const addressOf = (text: string): StoreAddress =>
    isEtcd(text) ? etcdAddress(etcdPlaceOf(text, flags, isLoopbackHost), systemIds()) : storeAddress(text)
  return [addressOf(texts[0]), addressOf(texts[1])]
}

async function reading<T>(address: StoreAddress, work: (store: Store) => Promise<T>): Promise<T> {
  const { store, release } = await address.openToRead(tell)
  try {
    return await work(store)
  } catch (error) {
    throw error instanceof StoreUnavailable ? new StartupError(`That was cut off: ${error.message}.`, { cause: error }) : error
  } finally {
    await release()
  }
}
