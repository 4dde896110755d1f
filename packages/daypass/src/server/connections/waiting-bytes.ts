import type { IncomingMessage } from 'node:http'

/** What a request takes beside its headers: objects for it and for its answer. */
export const EMPTY_REQUEST = 4_096
/** Node reads this much at once. */
const READ_AT_ONCE = 65_536
/** So much memory for each byte of a body in chunks: one of a single byte takes six on the wire, and an object of its own here. */
const CHUNKED = 48

/** Bytes that a request which has to wait may hold: its headers, and of its body what node had read when it was stopped. */
export function waitingBytes({ rawHeaders, headers }: IncomingMessage): number {
  let bytes = EMPTY_REQUEST
  for (const text of rawHeaders) bytes += text.length
  if (headers['transfer-encoding'] !== undefined) return bytes + CHUNKED * READ_AT_ONCE
  return bytes + Math.min(Number(headers['content-length'] ?? 0), READ_AT_ONCE)
}
