import type { KeyReplacement } from '../../installation/workers/master-keys.js'
import type { CountedRequests } from '../../installation/limits/rate-limits.js'

/** What a supervisor tells a worker. */
export type ToWorker =
  /** Join the lock under this mark, and say so. */
  | { readonly do: 'join'; readonly mark: string; readonly version: string }
  /**
   * The supervisor still lives, so the lock is held: open the installation with that of these master keys that it has, in base64, and listen. They are in no
   * file, argument or variable on the way: the channel is a pair of sockets that only the two processes have.
   */
  | { readonly do: 'open'; readonly instance: string; readonly port: number; readonly masterKeys: readonly string[] }
  /** Whether the master key may be replaced now, as was asked. */
  | { readonly do: 'may replace'; readonly may: boolean }
  /** Another worker has replaced the master key by this one. */
  | { readonly do: 'take'; readonly masterKey: string }
  /** Let requests in flight finish, for a while, and end. */
  | { readonly do: 'drain' }
  /** Another worker listens: accept no more connections, and end when the last one is closed. */
  | { readonly do: 'retire' }
  /** Say when nobody reads the parts of this upload any more. */
  | { readonly do: 'let go'; readonly upload: string }
  /** Nobody reads them. */
  | { readonly do: 'remove'; readonly upload: string }
  /** Say your metrics, under this number. */
  | { readonly do: 'measure'; readonly number: number }
  /** Write your diagnostics. */
  | { readonly do: 'diagnose' }
  /** Another worker has answered so many requests of these accounts and keys. */
  | { readonly do: 'count'; readonly requests: CountedRequests }

/** What a worker tells its supervisor. */
export type FromWorker =
  | { readonly is: 'ready' }
  | { readonly is: 'joined' }
  | { readonly is: 'listening' }
  /** It accepts no more connections. */
  | { readonly is: 'retiring' }
  | { readonly is: 'removing'; readonly upload: string }
  | { readonly is: 'unread'; readonly upload: string }
  | { readonly is: 'measured'; readonly number: number; readonly metrics: readonly object[] }
  | { readonly is: 'counted'; readonly requests: CountedRequests }
  /** About to replace the master key by this one: may it? */
  | { readonly is: 'replacing'; readonly masterKey: string }
  /** What became of that. */
  | { readonly is: 'replaced'; readonly how: KeyReplacement }

/** The exit code of a worker that cannot write the audit: another in its place could not either. EX_IOERR of sysexits.h. */
export const AUDIT_BROKEN = 74
