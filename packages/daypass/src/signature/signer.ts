import type { AuthorizationParts } from './authorization-header.js'
import type { CredentialScope } from './canonical.js'
import type { SignatureProblem } from './problem.js'

/** Who claims to have signed, for which scope, and over which headers. */
export interface Signer {
  readonly accessKeyId: string
  readonly scope: CredentialScope
  /** In lower case, unique and sorted, however they were sent. */
  readonly signedHeaders: readonly string[]
}

const DATE = /^\d{8}$/
const HEADER_NAME = /^:?[!#$%&'*+.^_`|~0-9a-z-]+$/

/** Reads the two texts. A key id can contain a slash, so the scope is read from the end. */
export function readSigner({ credential, signedHeaders }: Omit<AuthorizationParts, 'signature'>): Signer | SignatureProblem {
  const parts = credential.split('/')
  const [date, region, service, terminator] = parts.slice(-4)
  const accessKeyId = parts.slice(0, -4).join('/')
  if (!accessKeyId || !date || !region || !service || terminator === undefined || !DATE.test(date)) {
    return { problem: 'malformed-credential', credential }
  }
  const names = signedHeaders.toLowerCase().split(';').sort()
  const malformed = names.some((name, i) => !HEADER_NAME.test(name) || name === names[i - 1])
  if (malformed) return { problem: 'malformed-signed-headers', signedHeaders }
  return { accessKeyId, scope: { date, region, service, terminator }, signedHeaders: names }
}

/** Signers by the text of the Authorization header before the signature, which almost all clients write last. */
const remembered = new Map<string, Signer>()
/** Characters of all texts together. The parsed form of a text takes at most twelve bytes for each of its characters: 12 MiB in all. */
const MAX_REMEMBERED = 1_048_576
let characters = 0
const LONGEST_REMEMBERED = 1_024
const LAST_PART = /[,\s]Signature=$/
const HEX = /^[0-9a-f]{64}$/
const HEX_LENGTH = 64

/**
 * The signer of an Authorization header that was parsed before with another signature: a client sends the same text all day. Undefined if it must be
 * parsed.
 */
export function recallSigner(authorization: string): { readonly signer: Signer; readonly signature: string } | undefined {
  const at = authorization.length - HEX_LENGTH
  const signer = remembered.get(authorization.slice(0, at))
  if (signer === undefined) return undefined
  const signature = authorization.slice(at)
  return HEX.test(signature) ? { signer, signature } : undefined
}

/** Remembers the parsed form of a header. The number of characters is limited; when the limit is reached, everything is forgotten. */
export function rememberSigner(authorization: string, signer: Signer): void {
  const at = authorization.length - HEX_LENGTH
  const before = authorization.slice(0, at)
  if (authorization.length > LONGEST_REMEMBERED || !LAST_PART.test(before) || !HEX.test(authorization.slice(at))) return
  if (remembered.has(before)) return
  if (characters + before.length > MAX_REMEMBERED) {
    remembered.clear()
    characters = 0
  }
  characters += before.length
  remembered.set(before, signer)
}
