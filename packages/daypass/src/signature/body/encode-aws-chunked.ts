import type { ChainStart } from './signature-chain.js'
import { SignatureChain } from './signature-chain.js'

export interface ChunkedEncoding {
  /** Signs every chunk, and the trailers; omit it for STREAMING-UNSIGNED-PAYLOAD-TRAILER. */
  readonly signing?: ChainStart
  /** Called after the last byte, so that a checksum can be a trailer. Omit it for a body without a trailer section. */
  readonly trailers?: () => readonly (readonly [name: string, value: string])[]
}

function* chunk(chain: SignatureChain | undefined, data: Uint8Array): Generator<Uint8Array> {
  const extension = chain === undefined ? '' : `;chunk-signature=${chain.signChunk(data)}`
  yield Buffer.from(`${data.length.toString(16)}${extension}\r\n`)
  if (data.length === 0) return
  yield data
  yield Buffer.from('\r\n')
}

function trailerSection(chain: SignatureChain | undefined, trailers: readonly (readonly [string, string])[]): string {
  const sorted = trailers.map(([name, value]) => `${name}:${value}`).sort()
  const lines = sorted.map((line) => `${line}\r\n`).join('')
  if (chain === undefined) return lines
  return `${lines}x-amz-trailer-signature:${chain.signTrailers(sorted.map((line) => `${line}\n`).join(''))}\r\n`
}

/** Adds the aws-chunked framing to a body: every buffer of the source becomes one chunk. Names of trailers are in lower case. */
export async function* encodeAwsChunked(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { signing, trailers }: ChunkedEncoding,
): AsyncGenerator<Uint8Array, void, undefined> {
  const chain = signing === undefined ? undefined : new SignatureChain(signing)
  for await (const data of source) if (data.length > 0) yield* chunk(chain, data)
  yield* chunk(chain, new Uint8Array(0))
  yield Buffer.from(`${trailers === undefined ? '' : trailerSection(chain, trailers())}\r\n`)
}
