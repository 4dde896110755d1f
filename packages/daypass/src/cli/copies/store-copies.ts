import { Command } from 'commander'
import { systemClock } from '../../core/clock.js'
import { compareStores, copyStore } from '../../installation/copies/copy-store.js'
import { storeAddress } from '../../installation/copies/store-address.js'
import type { Store } from '../../store/store.js'
import { counted } from '../output/counted.js'
import { print } from '../output/print.js'
import { tell } from '../output/tell.js'

/** `daypass store copy`: copies all records of a store to a new one, of any engine. */
export const storeCopyCommand = (): Command =>
  new Command('copy')
    .description('copy all records of a store to a new one, and read them back; no server may use either')
    .argument('<from>', 'lmdb: and a data directory')
    .argument('<to>', 'lmdb: and a data directory that does not exist yet')
    .allowExcessArguments(false)
    .action(copy)

async function copy(from: string, to: string): Promise<void> {
  const target = storeAddress(to)
  const { records, revision } = await reading(from, async (source) => {
    const made = await target.openNew()
    try {
      const copied = await copyStore(source, made.store, systemClock().wall())
      await made.keep()
      return copied
    } finally {
      await made.release()
    }
  })
  print(
    [
      `${counted(records, 'record')} of revision ${revision} were copied to ${to}, and read back.`,
      `Do not start a server on ${from} any more: what it did would not be in the copy. Object files are not in a store: put the folder objects of its data directory where the copy is used.`,
    ].join('\n'),
  )
}

/** Compares a store with a copy that was made of it; the exit code is 0 if it is one. */
export async function compare(from: string, to: string): Promise<void> {
  const { records, differences } = await reading(from, (one) => reading(to, (other) => compareStores(one, other)))
  for (const difference of differences) print(`  ${difference}`)
  print(
    differences.length === 0 ? `${to} is a copy of ${from}: ${counted(records, 'record')}.` : `${to} is not a copy of ${from}, see above.`,
  )
  process.exitCode = differences.length === 0 ? 0 : 1
}

async function reading<T>(address: string, work: (store: Store) => Promise<T>): Promise<T> {
  const { store, release } = await storeAddress(address).openToRead(tell)
  try {
    return await work(store)
  } finally {
    await release()
  }
}
