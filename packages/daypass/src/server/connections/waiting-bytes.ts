import type { IncomingMessage } from 'node:http'

/** Bytes of a request without its headers: objects for it and for its answer. */
export const EMPTY_REQUEST = 4_096
/** Node reads this much at once. */
const READ_AT_ONCE = 65_536
/** Memory for each byte of a chunked body: a chunk of a single byte takes six on the wire, and a separate object here. */
const CHUNKED = 48

/** Bytes that a waiting request may hold: its headers, and what node had read of its body when it was paused. */
export function waitingBytes({ rawHeaders, headers }: IncomingMessage): number {
  let bytes = EMPTY_REQUEST
  for (const text of rawHeaders) bytes += text.length
  if (headers['transfer-encoding'] !== undefined) return bytes + CHUNKED * READ_AT_ONCE
  return bytes + Math.min(Number(headers['content-length'] ?? 0), READ_AT_ONCE)
}
