// counting: what an installation has done, in numbers.
// Owns which figures of which parts are told. Refuses anything but numbers and the names of caches: nothing of a client, a key or a policy. Knows the
// parts, and changes none.

import type { Access } from '../../access/access.js'
import { awsProblems } from '../../access/policy-document.js'
import type { CacheFigures } from '../../core/cache/bounded-cache.js'
import type { OpenedSecrets } from '../../credentials/long-term-secret.js'
import type { OpenedSessions } from '../../credentials/opened-sessions.js'
import { stateCaches } from '../../directory/state.js'
import type { KeyFetches } from '../../federation/key-sets/open-key-sets.js'
import type { SigningKeys } from '../../signature/signing-keys.js'
import { type Store, StoreUnavailable } from '../../store/store.js'
import { type CommitCounts, commitCounts } from '../../store/transact.js'
import type { RateLimits, Throttled } from '../limits/rate-limits.js'

/** What an installation has done since it was opened, in numbers: nothing of a client, a key or a policy is in them. */
export interface InstallationFigures {
  /** The revision is not a number where the store is not available: a node without etcd still tells all else. */
  readonly store: Readonly<CommitCounts> & { readonly revision: number }
  /** By the names of docs/performance.md. */
  readonly caches: Readonly<Record<CacheName, CacheFigures>>
  readonly keyFetches: Readonly<KeyFetches>
  readonly throttled: Throttled
}

/** The caches of the server. */
export type CacheName =
  | 'records'
  | 'derived'
  | 'policy_documents'
  | 'policy_document_keys'
  | 'aws_managed_policies'
  | 'long_term_secrets'
  | 'sessions'
  | 'signing_keys'

/** What figures are read from. */
export interface Counting {
  readonly store: Store
  readonly access: Access
  readonly secrets: OpenedSecrets
  readonly sessions: OpenedSessions
  readonly signingKeys: SigningKeys
  readonly fetches: KeyFetches
  readonly limits: RateLimits
}

/** The figures at this moment. */
export async function figuresOf(parts: Counting): Promise<InstallationFigures> {
  const { store, access, secrets, sessions, signingKeys, fetches, limits } = parts
  const { documents, keys } = access.documents.caches
  const { records, derived } = stateCaches(store)
  return {
    store: { revision: await store.revision().catch(unknown), ...commitCounts(store) },
    caches: {
      records: figures(records),
      derived: figures(derived),
      policy_documents: figures(documents),
      policy_document_keys: figures(keys),
      aws_managed_policies: figures(awsProblems),
      long_term_secrets: figures(secrets.cache),
      sessions: figures(sessions.cache),
      signing_keys: { size: signingKeys.size, evictions: signingKeys.evictions },
    },
    keyFetches: { ...fetches },
    throttled: limits.throttled,
  }
}

function unknown(error: unknown): number {
  if (error instanceof StoreUnavailable) return Number.NaN
  throw error
}

/** The figures now: a cache goes on changing. */
const figures = ({ size, bytes = 0, evictions }: CacheFigures): CacheFigures => ({ size, bytes, evictions })
