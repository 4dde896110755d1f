import type { Ids } from '../core/ids.js'
import { deriveKey, open, seal, utf8 } from '../core/seal.js'
import type { KeyRing } from '../directory/key-ring.js'
import type { Reader } from '../directory/state.js'

/** What a marker is bound to: it opens only for the same account, operation and filter. */
export interface CursorScope {
  readonly account: string
  readonly operation: string
  /** Anything else that must be the same on the next page, such as a prefix. */
  readonly filter: string
}

const LABEL = 'daypass cursor'
const boundTo = (scope: CursorScope): Uint8Array => utf8(JSON.stringify([scope.account, scope.operation, scope.filter]))

/** A pagination marker: where the next page begins, sealed so that clients can neither read nor forge it. */
export function sealCursor(position: string, scope: CursorScope, made: { ring: KeyRing; state: Reader; ids: Ids }): string {
  const { version, key } = made.ring.current(made.state, 'session')
  const header = Buffer.alloc(4)
  header.writeUInt32BE(version)
  const sealed = seal(deriveKey(key, LABEL), made.ids.bytes(12), { plain: utf8(position), bound: boundTo(scope) })
  return Buffer.concat([header, sealed]).toString('base64url')
}

/** The position in a marker; undefined when this installation did not make it, or it is for another request, or too old for the key ring. */
export function openCursor(marker: string, scope: CursorScope, opened: { ring: KeyRing; state: Reader }): string | undefined {
  const bytes = Buffer.from(marker, 'base64url')
  if (bytes.length < 5 || bytes.length > 4096) return undefined
  const data = opened.ring.version(opened.state, bytes.readUInt32BE(0), 'session')
  return data && open(deriveKey(data.key, LABEL), bytes.subarray(4), boundTo(scope))?.toString('utf8')
}
