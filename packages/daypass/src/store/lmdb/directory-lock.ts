/**
 * One server per data directory; its worker processes share the directory and do not take the lock. The lock lies inside the directory, where only its
 * owner may enter, and the kernel holds it wherever it can, so that `kill -9` frees it and a reused process id means nothing:
 * - Linux: a socket that listens, in the folder `lock` (socket-lock.ts).
 * - macOS: open(2) with O_EXLOCK, a flock that the kernel drops with the process.
 * - elsewhere: a file with the process id, and a signal 0 to ask whether that process lives; a reused id can refuse a start until the file
 *   is removed, and two starts at the same instant after a crash are not told apart.
 * `server.pid` names the holder for people; on Linux and macOS nothing is decided by it.
 */
export type DirectoryLock = { readonly release: () => Promise<void> } | { readonly heldBy: number }
