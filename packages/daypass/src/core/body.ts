import { WireError } from './error.js'
import type { Body, Request } from './exchange.js'

/** The client went away in the middle of its body: it has asked nothing. */
export class CutOff extends Error {}

/** How a service refuses a body: one over the limit, and one that was cut off (which nobody is left to read). */
interface BodyRefusals {
  readonly code: string
  readonly message: string
  readonly cutOff?: string
}

/** Bytes of a form with an identity provider's assertion, which takes the place of a signature: 100,000 characters and session policies, escaped. */
export const ASSERTION_FORM = 524_288

/** Refuses a body by what its headers say of its length, before anything of it is read. */
export function requireLength(headers: Request['headers'], limit: number, refusals: BodyRefusals): void {
  const length = Number(headers['x-amz-decoded-content-length'] ?? headers['content-length'] ?? 0)
  if (length > limit) throw new WireError(refusals.code, refusals.message)
}

/** Reads a body that is wanted whole, up to `limit` bytes; more is refused before it is held. */
export async function readBody(body: Body, limit: number, refusals: BodyRefusals): Promise<Uint8Array> {
  if (body.collect === undefined) return readChunks(body, limit, refusals)
  try {
    const bytes = await body.collect(limit)
    if (bytes !== undefined) return bytes
  } catch (error) {
    throw error instanceof CutOff ? new WireError(refusals.cutOff ?? 'MalformedInput', 'The request was cut off.') : error
  }
  throw new WireError(refusals.code, refusals.message)
}

async function readChunks(body: Body, limit: number, tooLarge: { code: string; message: string }): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > limit) throw new WireError(tooLarge.code, tooLarge.message)
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size)
}
