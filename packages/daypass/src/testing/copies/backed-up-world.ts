// copies: worlds that can be backed up and copied, and their master key.
// Owns what is in them. Refuses to be imported by anything but tests.
import { createSecretKey } from 'node:crypto'
import { writeBackup } from '../../installation/copies/write-backup.js'
import { writeMeta } from '../../installation/meta.js'
import { LAYOUT } from '../../installation/migrations.js'
import { masterKeyCheck } from '../../installation/store-identity.js'
import { CreateBucket } from '../../services/s3/buckets/CreateBucket.js'
import { PutObject } from '../../services/s3/objects/PutObject.js'
import { beginIn, partIn } from '../s3/uploads.js'
import { ACCOUNT, START, type World, world } from '../world.js'

/** The master key of every world. */
export const MASTER = createSecretKey(Buffer.alloc(32, 7))
/** The installation id of {@link installedWorld}. */
export const INSTALLATION = '11111111-1111-4111-8111-111111111111'

/** A world with an installation record, so that it can be backed up, copied and started from. */
export async function installedWorld(): Promise<World> {
  const w = await world()
  const meta = {
    installation: INSTALLATION,
    ...LAYOUT,
    account: ACCOUNT,
    rootKeyId: 'AKIAQAAAAAAAAAAAAAAA',
    clockOffset: 0,
    createdAt: START,
  }
  await w.change((state) => writeMeta(state, { ...meta, masterKeyCheck: masterKeyCheck(MASTER) }))
  return w
}

/** The same, with a user, a small object in the store, a large one in a file, and a part of an upload in another. */
export async function worldWithObjects(): Promise<World> {
  const w = await installedWorld()
  await w.user('alice')
  await w.call(CreateBucket, { Bucket: 'data' })
  for (const [Key, size] of [
    ['small', 10],
    ['large', 9_000],
  ] as const)
    await w.call(PutObject, { Bucket: 'data', Key, Body: Buffer.alloc(size, Key) })
  await partIn(w, await beginIn(w), { PartNumber: 1, Body: Buffer.alloc(500, 'part') })
  return w
}

/** The bytes of a backup of it. */
export async function backupOf(w: World): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  const made = { createdAt: new Date(START).toISOString(), version: '0.0.0' }
  for await (const chunk of writeBackup({ view: w.store.view(), folder: w.files.folder, ...made })) chunks.push(chunk)
  return Buffer.concat(chunks)
}
