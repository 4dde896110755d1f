// nodes: what is different where several servers share one store in etcd: who makes the installation, and which folder of object files is the shared one.
// Refuses to sweep files: those of a put that another node receives have no record yet.
import { type Ids, newUuid } from '../../core/ids.js'
import { elapsedClock } from '../../core/clock.js'
import type { EtcdOptions, EtcdStore } from '../../store/etcd/etcd-store.js'
import { CallFailed } from '../../store/etcd/grpc.js'
import { StoreUnavailable } from '../../store/store.js'
import { hasStoreFile } from '../data-directory/sound-store.js'
import { metaKeys, type StoredMeta } from '../meta.js'
import { schemaProblem } from '../migrations.js'
import { StartupError } from '../operator-error.js'
import { type OpenedStore, takeLock } from '../open-store.js'

/** Where etcd is, and what of it is the installation's. */
export interface EtcdPlace {
  /** `http://host:port` or `https://host:port`. */
  readonly endpoints: readonly string[]
  readonly prefix: string
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string } | undefined
  readonly login?: { readonly user: string; readonly password: string } | undefined
}

/** Where etcd is, and how old a node's answers may be. */
export interface EtcdSetting extends EtcdPlace {
  /** Milliseconds without word from etcd after which requests are refused. */
  readonly stalenessBound: number
  /** Whether they are answered all the same. */
  readonly serveStale: boolean
}

interface Opening {
  readonly ids: Ids
  readonly warn: (text: string) => void
}

interface NodePlace extends Opening {
  readonly dataDir: string
}

/** Opens the store of a node: one node on one data directory. */
export async function openNode(setting: EtcdSetting, place: NodePlace): Promise<OpenedStore> {
  const release = await takeLock(place.dataDir, place.warn)
  try {
    const store = await openStoreOf(setting, place)
    const problem = store.problem()
    if (problem !== undefined) {
      await store.close()
      throw new StartupError(problem)
    }
    return { store, release, problem: () => store.problem(), upToDate: () => store.upToDate() }
  } catch (error) {
    await release()
    throw error
  }
}

async function openStoreOf(setting: EtcdSetting, { dataDir, ...opening }: NodePlace): Promise<EtcdStore> {
  if (hasStoreFile(dataDir))
    throw new StartupError(`${dataDir} holds the data of a server with --store lmdb. Choose another --data-dir for a node of a cluster.`)
  const { openEtcdStore } = await import('../../store/etcd/etcd-store.js')
  return openedIn(setting, opening, (options) => openEtcdStore({ ...options, guard: { key: metaKeys.key(), problem: problemOfMeta } }))
}

/** Why a node may not go on with the records that have this installation record: a newer version may migrate them while it runs. */
function problemOfMeta(value: Uint8Array | undefined): string | undefined {
  if (value === undefined) return undefined
  try {
    const problem = schemaProblem(JSON.parse(new TextDecoder().decode(value)) as StoredMeta)
    return problem && `The data ${problem}`
  } catch {
    return 'The installation record in etcd cannot be read. Restore etcd from a snapshot (docs/cluster.md).'
  }
}

/** Whether etcd gave no answer, not even a refusal. */
const isUnanswered = (cause: unknown): boolean => cause instanceof CallFailed && cause.status === undefined

/** Opens a store in etcd in one of the ways that there are. Throws {@link StartupError} if etcd cannot be reached, or what is there cannot be opened so. */
export async function openedIn<T>(setting: EtcdSetting, { ids, warn }: Opening, open: (options: EtcdOptions) => Promise<T>): Promise<T> {
  const { stalenessBound: bound, serveStale, ...servers } = setting
  try {
    return await open({
      ...servers,
      staleness: { bound, serveStale, elapsed: elapsedClock() },
      node: { id: newUuid(ids), newLease: () => 1 + Buffer.from(ids.bytes(6)).readUIntBE(0, 6) },
      warn,
    })
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    const advice = isUnanswered(error.cause)
      ? ' Check that etcd runs there, and that the address is right: etcds:// where etcd has TLS.'
      : ''
    throw new StartupError(`The store in etcd (${setting.endpoints.join(', ')}) cannot be opened: ${error.message}.${advice}`, {
      cause: error,
    })
  }
}
