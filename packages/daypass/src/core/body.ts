import { WireError } from './error.js'
import type { Body } from './exchange.js'

/** Reads a body that is wanted whole, up to `limit` bytes; more is refused before it is held. */
export async function readBody(body: Body, limit: number, tooLarge: { code: string; message: string }): Promise<Uint8Array> {
  if (body.collect === undefined) return readChunks(body, limit, tooLarge)
  const bytes = await body.collect(limit)
  if (bytes === undefined) throw new WireError(tooLarge.code, tooLarge.message)
  return bytes
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
