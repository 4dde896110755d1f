import type { Ids } from '../../core/ids.js'
import { newUuid } from '../../core/ids.js'
import { begunFirstStart, endFirstStart } from '../data-directory/first-start.js'
import type { Identity } from '../data-directory/identify.js'
import { shellWord } from '../data-directory/shell-word.js'
import type { StoredMeta } from '../meta.js'
import { StartupError } from '../operator-error.js'
import { keptRootCredentials, removeRootCredentials, rootCredentialsFile } from '../root-credentials.js'

interface FoundNode {
  readonly meta: StoredMeta | undefined
  /** Whether the store has any record. */
  readonly hasRecords: boolean
  readonly ids: Ids
}

/** The installation that a node belongs to; its id is a new one where there is none, which another node that starts now may make first. */
export function identifyNode(dataDir: string, { meta, hasRecords, ids }: FoundNode): Identity & { readonly installation: string } {
  if (meta?.installation === undefined) {
    if (meta !== undefined || hasRecords)
      throw new StartupError('What is in etcd below this prefix is not an installation. Nothing was changed. Choose another prefix.')
    return { installation: begunFirstStart(dataDir) ?? newUuid(ids), isFirstStart: true }
  }
  discardLostStart(dataDir, meta.installation)
  const kept = keptRootCredentials(dataDir)
  if (kept?.installationId !== undefined && kept.installationId !== meta.installation)
    throw new StartupError(
      `${rootCredentialsFile(dataDir)} does not belong to the installation in etcd. Nothing was changed. Choose another --data-dir, or move it away: mv ${shellWord(rootCredentialsFile(dataDir))} ${shellWord(`${rootCredentialsFile(dataDir)}.old`)}`,
    )
  return { installation: meta.installation, isFirstStart: false }
}

/**
 * Of nodes that start at once on an empty prefix, one makes the installation. The others have prepared one too, which never was: its root key opens nothing.
 */
export function discardLostStart(dataDir: string, installation: string): void {
  const begun = begunFirstStart(dataDir)
  if (begun === undefined || begun === installation) return
  if (keptRootCredentials(dataDir)?.installationId === begun) removeRootCredentials(dataDir)
  endFirstStart(dataDir)
}
