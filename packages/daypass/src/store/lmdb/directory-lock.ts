/**
 * One server per data directory. Its worker processes share the directory, and the lock: it is free when the last of them has ended, on Linux, where alone
 * there are such. The lock is inside the directory, to which only its owner has access, and the kernel holds it if possible, so that `kill -9` frees it and a reused process id does not matter:
 * - Linux: a socket that listens, in the folder `lock` (socket-lock.ts).
 * - macOS: open(2) with O_EXLOCK, a flock that the kernel releases with the process.
 * - elsewhere: a file with the process id, and a signal 0 to find out whether that process lives; a reused id can prevent a start until the
 *   file is removed, and two starts at the same instant after a crash can both succeed.
 * `server.pid` names the holder for people; on Linux and macOS nothing depends on it.
 */
export type DirectoryLock = { readonly release: () => Promise<void> } | { readonly heldBy: number }
