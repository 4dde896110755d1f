/** What a supervisor tells a worker. */
export type ToWorker =
  /** Join the lock under this mark, and say so. */
  | { readonly do: 'join'; readonly mark: string; readonly version: string }
  /** The supervisor still lives, so the lock is held: open the installation, and listen. */
  | { readonly do: 'open'; readonly instance: string; readonly port: number }
  /** Let requests in flight finish, for a while, and end. */
  | { readonly do: 'drain' }
  /** Another worker listens: accept no more connections, and end when the last one is closed. */
  | { readonly do: 'retire' }
  /** Say when nobody reads the parts of this upload any more. */
  | { readonly do: 'let go'; readonly upload: string }
  /** Nobody reads them. */
  | { readonly do: 'remove'; readonly upload: string }

/** What a worker tells its supervisor. */
export type FromWorker =
  | { readonly is: 'ready' }
  | { readonly is: 'joined' }
  | { readonly is: 'listening' }
  /** It accepts no more connections. */
  | { readonly is: 'retiring' }
  | { readonly is: 'removing'; readonly upload: string }
  | { readonly is: 'unread'; readonly upload: string }

/** The exit code of a worker that cannot write the audit: another in its place could not either. EX_IOERR of sysexits.h. */
export const AUDIT_BROKEN = 74
