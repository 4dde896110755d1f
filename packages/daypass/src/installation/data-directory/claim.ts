import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { UnreadableFile } from '../../store/private-file.js'
import { StartupError } from '../operator-error.js'
import { keptRootCredentials } from '../root-credentials.js'
import { begunFirstStart } from './first-start.js'
import { type Found, type Identity, identify } from './identify.js'
import { countMissing, hasSomeOf, lookAtObjects } from './object-folder.js'
import { hasStoreFile } from './sound-store.js'

/** What the open store says about itself. */
export interface StoreFacts {
  readonly meta: Found['meta']
  readonly isStoreNew: boolean
  /** The files that its objects refer to. */
  readonly referenced: ReadonlySet<string>
}

/** Finds the installation that the data directory belongs to. Reads only. Throws {@link StartupError} when its parts do not belong together. */
export function identifyDataDirectory(dataDir: string, { meta, isStoreNew, referenced }: StoreFacts): Identity {
  const objectCount = referenced.size
  const files = { missing: () => countMissing(dataDir, referenced), hasSome: () => hasSomeOf(dataDir, referenced) }
  return identify({ ...lookAround(dataDir), meta, isStoreNew, objectCount, ...files })
}

/** Rejects a directory that has lost its store. Call it before a store is opened, which would create one. */
export function requireStoreOrNothing(dataDir: string): void {
  const folder = join(dataDir, 'store')
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (found !== undefined && !found.isDirectory())
    throw new StartupError(`${folder} is not a folder. Put the folder of the store there; a link is not followed.`)
  if (hasStoreFile(dataDir)) return
  identify({ ...lookAround(dataDir), meta: undefined, isStoreNew: true, objectCount: 0, missing: () => 0, hasSome: () => false })
}

type Traces = Pick<Found, 'dataDir' | 'objects' | 'credentials' | 'begun'>

function lookAround(dataDir: string): Traces {
  try {
    return tracesIn(dataDir)
  } catch (error) {
    if (error instanceof UnreadableFile)
      throw new StartupError(`${error.message} Put back what belongs there, from a backup (docs/backup.md).`)
    throw error
  }
}

function tracesIn(dataDir: string): Traces {
  const kept = keptRootCredentials(dataDir)
  const isOfData = kept !== undefined && kept.store !== 'memory'
  return {
    dataDir,
    objects: lookAtObjects(dataDir),
    credentials: isOfData ? { installation: kept.installationId, accessKeyId: kept.accessKeyId } : undefined,
    begun: begunFirstStart(dataDir),
  }
}
