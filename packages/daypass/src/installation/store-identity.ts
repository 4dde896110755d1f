import { type KeyObject, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../core/clock.js'
import type { Ids } from '../core/ids.js'
import { deriveKey, utf8 } from '../core/seal.js'
import { openSecret, sealSecret } from '../credentials/long-term-secret.js'
import { accessKeys } from '../directory/iam/access-key.js'
import type { KeyRing } from '../directory/key-ring.js'
import type { Reader, Writer } from '../directory/state.js'
import { type Meta, type StoredMeta, writeMeta } from './meta.js'
import { LAYOUT } from './migrations.js'
import { StartupError } from './operator-error.js'
import { checkSuppliedRoot, type RootCredentials } from './root-credentials.js'

/** A session key is replaced after this many milliseconds (90 days). */
const SESSION_KEY_LIFETIME = 90 * 86_400_000

const checkOf = (master: KeyObject): Buffer => deriveKey(master, 'daypass master key check').export()

/** What the installation record keeps to recognize its master key. */
export const masterKeyCheck = (master: KeyObject): string => checkOf(master).toString('base64')

interface StoreInitialization {
  readonly master: KeyObject
  readonly ring: KeyRing
  readonly ids: Ids
  readonly clock: Clock
}

/** First start: the root key, the first data keys and the meta record, in one commit. */
export function initializeStore(state: Writer, root: RootCredentials, by: StoreInitialization & { readonly installation: string }): Meta {
  const { ring, ids, clock } = by
  const made = { ids, now: clock.now() }
  ring.rotate(state, 'storage', made)
  ring.rotate(state, 'session', made)
  const { accessKeyId: id, accountId: account } = root
  accessKeys.put(state, {
    id,
    account,
    status: 'Active',
    createdAt: clock.now(),
    secret: sealSecret({ id, secret: root.secretAccessKey, ring, state, ids }),
  })
  const own = { installation: by.installation, ...LAYOUT }
  const meta = { ...own, account, rootKeyId: id, masterKeyCheck: masterKeyCheck(by.master), clockOffset: 0, createdAt: clock.now() }
  writeMeta(state, meta)
  return meta
}

/** Whether the data was made with this master key. */
export const isMasterKeyOf = (meta: Pick<StoredMeta, 'masterKeyCheck'>, master: KeyObject): boolean =>
  timingSafeEqual(Buffer.from(meta.masterKeyCheck, 'base64'), checkOf(master))

/** What the operator configured about the data. */
export interface ExpectedIdentity {
  readonly master: KeyObject
  readonly ring: KeyRing
  readonly account: string | undefined
  readonly root: RootCredentials | undefined
}

/** Later starts: rejects another master key, account or root key than the data was created with. */
export function verifyStoreIdentity(state: Reader, meta: StoredMeta, claimed: ExpectedIdentity): void {
  if (!isMasterKeyOf(meta, claimed.master)) {
    throw new StartupError(
      'The data was made with another master key, or has got another one since (keys rotate --master). Give that key with --master-key-file, DAYPASS_MASTER_KEY, --master-key-command or --master-key-kms-ciphertext; nothing in the data can be opened without it. For new data, choose another --data-dir, or another prefix in etcd.',
    )
  }
  if (claimed.ring.createdAt(state, 'storage') === undefined) {
    throw new StartupError(
      'The store has no key ring, and a new one could not open the secrets in it. Restore the data directory from a backup (docs/backup.md).',
    )
  }
  // Opens all data keys, so that this process has them when another one replaces the master key.
  claimed.ring.current(state, 'storage')
  if (claimed.account !== undefined && claimed.account !== meta.account) {
    throw new StartupError(
      `The data was made for account ${meta.account}, not ${claimed.account}. Set DAYPASS_ACCOUNT_ID=${meta.account} or leave it out; for another account, choose another --data-dir.`,
    )
  }
  if (claimed.root !== undefined) checkSuppliedRoot(claimed.root)
  if (claimed.root !== undefined) checkRoot(state, meta, { root: claimed.root, ring: claimed.ring })
}

function checkRoot(state: Reader, meta: StoredMeta, claimed: { root: RootCredentials; ring: KeyRing }): void {
  const record = accessKeys.get(state, meta.rootKeyId)
  const secret = record && openSecret(record, claimed.ring, state).export()
  const given = utf8(claimed.root.secretAccessKey)
  const isSame =
    claimed.root.accessKeyId === meta.rootKeyId && secret !== undefined && secret.length === given.length && timingSafeEqual(secret, given)
  if (isSame) return
  throw new StartupError(
    `The data was made with another root key pair (${meta.rootKeyId}). Give that pair in DAYPASS_ROOT_ACCESS_KEY_ID and DAYPASS_ROOT_SECRET_ACCESS_KEY, or leave both out; for another pair, choose another --data-dir.`,
  )
}

/** Replaces a session key that is past its lifetime, and prunes those whose last token has expired. */
export function renewSessionKey(state: Writer, by: StoreInitialization): void {
  const createdAt = by.ring.createdAt(state, 'session')
  if (createdAt === undefined || createdAt + SESSION_KEY_LIFETIME <= by.clock.now())
    by.ring.rotate(state, 'session', { ids: by.ids, now: by.clock.now() })
}
