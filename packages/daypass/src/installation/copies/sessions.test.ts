import { createSecretKey } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { issueSession } from '../../credentials/issue.js'
import { OpenedSecrets } from '../../credentials/long-term-secret.js'
import { resolveKey } from '../../credentials/resolve.js'
import { type RoleRecord, roles } from '../../directory/iam/role.js'
import { KeyRing } from '../../directory/key-ring.js'
import { type Reader, readSnapshot, transact, type Writer } from '../../directory/state.js'
import { revokeSessions } from '../../directory/sts/revocation.js'
import { openLmdbStore } from '../../store/lmdb/lmdb-store.js'
import { openMemoryStore } from '../../store/memory/memory-store.js'
import type { Entry, Store } from '../../store/store.js'
import { countedIds } from '../../testing/counted-ids.js'
import { ACCOUNT, START, world } from '../../testing/world.js'
import { writeMeta } from '../meta.js'
import { LAYOUT } from '../migrations.js'
import { renewSessionKey } from '../store-identity.js'
import { copyStore } from './copy-store.js'
import { restoreBackup } from './restore-backup.js'
import { writeBackup } from './write-backup.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daypass-copies-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const MASTER = createSecretKey(Buffer.alloc(32, 7))
const ROLE = 'AROAQAAAAAAAAAAAAAAAA'
const clock = { now: () => START, wall: () => START, monotonic: () => START, offset: () => 0 }

const role: RoleRecord = {
  account: ACCOUNT,
  name: 'deploy',
  path: '/',
  id: ROLE,
  createdAt: START,
  tags: {},
  inlinePolicies: {},
  attachedPolicies: [],
  trust: '{}',
  maxSessionDuration: 3600,
}

interface Session {
  readonly accessKeyId: string
  readonly sessionToken: string
}

/** An installation, as far as sessions need it. */
function side(store: Store, ids = countedIds()) {
  const ring = new KeyRing(MASTER)
  const resolver = { ring, secrets: new OpenedSecrets() }
  const read = <T>(body: (state: Reader) => T): T => readSnapshot(store, body)
  return {
    store,
    /** What every start does before it listens. */
    start: () => transact(store, (state) => renewSessionKey(state, { master: MASTER, ring, ids, clock })),
    change: (body: (state: Writer) => unknown) => transact(store, body),
    passes: (times: number) => later(store, times),
    session(): Session {
      const claims = { kind: 'role', account: ACCOUNT, principal: ROLE, name: 's', issuedAt: START, expiresAt: START + 3_600_000 } as const
      const { AccessKeyId, SessionToken } = read((state) => issueSession({ ring, ids, state }, claims))
      return { accessKeyId: AccessKeyId, sessionToken: SessionToken }
    },
    revoke: () =>
      transact(store, (state) =>
        revokeSessions(state, ACCOUNT, { sessions: { kind: 'role', value: ROLE }, before: undefined, now: START }),
      ),
    /** `live`, or why it is not. */
    state(session: Session): string {
      const resolved = read((state) => resolveKey(session, state, { resolver, now: START }))
      return 'unresolved' in resolved ? resolved.unresolved : 'live'
    },
  }
}

/** Commits that change nothing that a session depends on. */
async function later(store: Store, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await transact(store, (state) => state.put('other', { i }))
}

async function original() {
  const { store, ids } = await world()
  const here = side(store, ids)
  await here.change((state) => {
    roles.put(state, role)
    writeMeta(state, {
      installation: 'i',
      ...LAYOUT,
      account: ACCOUNT,
      rootKeyId: '',
      masterKeyCheck: '',
      clockOffset: 0,
      createdAt: START,
    })
  })
  await here.passes(5)
  const revoked = here.session()
  await here.passes(5)
  await here.revoke()
  const live = here.session()
  await here.passes(5)
  return { here, revoked, live }
}

async function restored(store: Store): Promise<Store> {
  const dataDir = join(folder, 'restored')
  const backup = writeBackup({ view: store.view(), folder, createdAt: '2026-01-02T03:04:05.000Z', version: '0.0.0' })
  await restoreBackup(backup, dataDir, START)
  return openLmdbStore({ directory: join(dataDir, 'store') })
}

async function copied(store: Store): Promise<Store> {
  const target = openMemoryStore()
  await copyStore(store, target, START)
  return target
}

/** In an engine that cannot keep the revisions of records. */
async function copiedToOther(store: Store): Promise<Store> {
  const target = openMemoryStore()
  async function* renumbered(batches: AsyncIterable<readonly Entry[]>, modRevision: number) {
    for await (const batch of batches) yield batch.map((entry) => ({ ...entry, modRevision }))
  }
  const other: Partial<Store> = {
    revision: () => target.revision(),
    range: (query) => target.range(query),
    load: (batches, revision) => target.load(renumbered(batches, revision), revision),
  }
  await copyStore(store, other as Store, START)
  return target
}

describe.each([
  ['a restored backup', restored],
  ['a copy of a store', copied],
  ['a copy whose records have other revisions', copiedToOther],
])('in %s', (_name, copy) => {
  /** The copy as it is when its server has started, and what the original went on to do. */
  async function both() {
    const { here, revoked, live } = await original()
    const there = side(await copy(here.store))
    await there.start()
    return { here, there, revoked, live }
  }

  it('a session that was revoked stays revoked, and a live one stays live', async () => {
    const { there, revoked, live } = await both()
    expect([there.state(revoked), there.state(live)]).toEqual(['revoked', 'live'])
    await there.store.close()
  })

  it('the revision begins after that of the original', async () => {
    const { here, there } = await both()
    expect(await there.store.revision()).toBeGreaterThan(await here.store.revision())
    await there.store.close()
  })

  it('new sessions are live, and a new revocation ends them and the older ones', async () => {
    const { there, live } = await both()
    const fresh = there.session()
    expect(there.state(fresh)).toBe('live')
    await there.revoke()
    expect([there.state(live), there.state(fresh)]).toEqual(['revoked', 'revoked'])
    expect(there.state(there.session())).toBe('live')
    await there.store.close()
  })

  it('no session that the original issued later is known, whether or not the copy has reached its revision', async () => {
    const { here, there } = await both()
    await here.passes(20)
    const later = here.session()
    expect([here.state(later), there.state(later)]).toEqual(['live', 'bad-token'])
    await there.passes(40)
    expect(there.state(later)).toBe('bad-token')
    await there.store.close()
  })

  it('no session of the copy is known to the original', async () => {
    const { here, there } = await both()
    expect(here.state(there.session())).toBe('bad-token')
    await there.store.close()
  })

  it('a copy of the copy keeps all of it', async () => {
    const { here, there, revoked, live } = await both()
    await here.passes(100)
    const undone = here.session()
    await there.passes(200)
    const second = there.session()
    const third = side(await copied(there.store))
    await third.start()
    expect([revoked, live, undone, second].map((one) => third.state(one))).toEqual(['revoked', 'live', 'bad-token', 'live'])
    await third.revoke()
    expect([live, second].map((one) => third.state(one))).toEqual(['revoked', 'revoked'])
    await there.store.close()
  })
})
