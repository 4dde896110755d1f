import { createSecretKey, type KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { holdable } from '../../services/s3/files/held-files.js'
import { objectKeys } from '../../directory/s3/object.js'
import { OutcomeUnknown, StoreUnavailable } from '../../store/store.js'
import { MASTER, worldWithObjects } from '../../testing/copies/backed-up-world.js'
import { fileBodyAt } from '../../testing/s3/stored-bodies.js'
import { verifyBackup } from '../copies/verify-backup.js'
import type { SharedMaster } from '../workers/shared-master.js'
import { sealHandover } from './master-handover.js'
import { holdParts, makeUpkeep } from './upkeep.js'

async function running(sharedMaster?: SharedMaster, upToDate?: () => Promise<void>) {
  const w = await worldWithObjects()
  const held = holdable(w.files, holdParts(w))
  const told: string[] = []
  let written = 0
  const write = async () => {
    written += 1
  }
  const upkeep = makeUpkeep({ ...w, master: MASTER, sharedMaster, upToDate, held, uses: { write }, warn: (text) => void told.push(text) })
  const { file } = fileBodyAt(w, { Bucket: 'data', Key: 'large' })
  const path = join(w.files.folder, file.slice(0, 2), file)
  /** What a request to delete the object does: its record first, then its file. */
  const deleteLarge = async () => {
    await w.change((state) => state.delete(objectKeys.key('data', 'large')))
    await held.files.remove(file)
  }
  return { w, held, told, written: () => written, upkeep, path, deleteLarge }
}

describe('a backup of a running server', () => {
  it('has the objects of its moment, though they are deleted before their files are read; then those files are removed', async () => {
    const { upkeep, path, deleteLarge } = await running()
    const backup = upkeep.backup('0.0.0')
    const chunks = [(await backup.next()).value as Uint8Array]
    await deleteLarge()
    expect(existsSync(path)).toBe(true)
    for await (const chunk of backup) chunks.push(chunk)
    async function* again() {
      yield* chunks
    }
    expect((await verifyBackup(again())).files).toBe(2)
    expect(existsSync(path)).toBe(false)
  })

  it('ends its hold, and removes what it kept back, where whoever asked for it has gone', async () => {
    const { upkeep, held, path, deleteLarge } = await running()
    const backup = upkeep.backup('0.0.0')
    await backup.next()
    await deleteLarge()
    await backup.return(undefined)
    expect(existsSync(path)).toBe(false)
    expect(existsSync(join(held.files.folder, 'held'))).toBe(false)
  })

  it('holds nothing where it is never read', async () => {
    const { upkeep, held } = await running()
    await upkeep.backup('0.0.0').return(undefined)
    expect(existsSync(join(held.files.folder, 'held'))).toBe(false)
  })

  it('is of a moment at which this node knows what others removed before they could see the hold', async () => {
    const other: (() => Promise<void>)[] = []
    const g = await running(undefined, async () => {
      expect(existsSync(join(g.held.files.folder, 'held'))).toBe(true)
      for (const one of other) await one()
    })
    // Another node has removed the file; what it committed before has not arrived here.
    await g.w.files.remove(fileBodyAt(g.w, { Bucket: 'data', Key: 'large' }).file)
    other.push(() => g.w.change((state) => state.delete(objectKeys.key('data', 'large'))))
    expect((await verifyBackup(g.upkeep.backup('0.0.0'))).files).toBe(1)
  })

  it('is not made where this node cannot learn of that, and ends its hold', async () => {
    const { upkeep, held } = await running(undefined, () => Promise.reject(new StoreUnavailable('etcd does not answer')))
    await expect(upkeep.backup('0.0.0').next()).rejects.toThrow('etcd does not answer')
    expect(existsSync(join(held.files.folder, 'held'))).toBe(false)
  })

  it('writes last uses first, and tells the operator', async () => {
    const { upkeep, written, told } = await running()
    for await (const _ of upkeep.backup('0.0.0'));
    expect([written(), told.length]).toEqual([1, 1])
    expect(told[0]).toMatch(/^A backup of revision \d+ was sent\.$/)
  })
})

describe('the master key of a running server', () => {
  it('is replaced again and again, each time by who has the present one', async () => {
    const { w, upkeep } = await running()
    const keys = [MASTER, createSecretKey(Buffer.alloc(32, 9)), createSecretKey(Buffer.alloc(32, 10))] as const
    const handed = (from: number, to: number) => sealHandover(keys[to]!, { master: keys[from]!, server: 's', ids: w.ids })
    expect(await upkeep.rotateMaster(handed(0, 1), 's')).toBe('replaced')
    expect(await upkeep.rotateMaster(handed(0, 2), 's')).toBe('another key')
    expect(await upkeep.rotateMaster(handed(1, 2), 's')).toBe('replaced')
    expect(await upkeep.rotate(['session'])).toEqual([3])
  })

  it.each([
    ['replaced', 'replaced', false],
    ['as before', 'no space', true],
    ['unknown', 'the answer was lost', true],
  ] as const)('is told to the supervisor before it is committed, and then what became of it: %s', async (how, says, fails) => {
    const told: unknown[] = []
    const { w, upkeep } = await running({
      async begin(next) {
        told.push(next.export()[0])
        if (fails) w.store.commit = () => Promise.reject(how === 'unknown' ? new OutcomeUnknown(says) : new Error(says))
        return true
      },
      end: (outcome) => void told.push(outcome),
      whenReplaced: () => {},
    })
    const handed = sealHandover(createSecretKey(Buffer.alloc(32, 9)), { master: MASTER, server: 's', ids: w.ids })
    const outcome = await upkeep.rotateMaster(handed, 's').catch(({ message }: Error) => message)
    expect([outcome, told]).toEqual([says, [9, how]])
  })

  it('is not replaced while the supervisor does not let it be, and is another one when another worker has replaced it', async () => {
    let take = (_next: KeyObject): void => {}
    const whenReplaced = (then: typeof take) => {
      take = then
    }
    const { w, upkeep } = await running({ begin: async () => false, end: () => {}, whenReplaced })
    const next = createSecretKey(Buffer.alloc(32, 9))
    const handed = sealHandover(next, { master: MASTER, server: 's', ids: w.ids })
    expect(await upkeep.rotateMaster(handed, 's')).toBe('busy')
    take(next)
    expect(await upkeep.rotateMaster(handed, 's')).toBe('another key')
  })
})
