import { canonicalHeaderValue } from '../headers.js'
import { ByteReader } from './byte-reader.js'
import { ChunkProblem } from './chunk-problem.js'
import type { ChunkedBody } from './chunked-body.js'
import { SignatureChain } from './signature-chain.js'

/** Trailer values by lower-case name. */
export type Trailers = ReadonlyMap<string, string>

export interface ChunkBounds {
  /** The largest signed chunk in bytes, because it is held in memory until its signature is verified. Unsigned chunks are streamed. */
  readonly maxChunkBytes?: number
}

interface ChunkHeader {
  readonly size: number
  readonly signature: string
}

const DEFAULT_MAX_CHUNK = 16 * 1024 * 1024
const LONGEST_LINE = 1024
const UNSIGNED_HEADER = /^([0-9a-fA-F]{1,12})\r$/
const SIGNED_HEADER = /^([0-9a-fA-F]{1,12});chunk-signature=([0-9a-f]{64})\r$/
const TRAILER = /^([A-Za-z0-9-]{1,64}):([\u0020-\u00ff]*)$/
const TRAILER_SIGNATURE = 'x-amz-trailer-signature'
const NOTHING = new Uint8Array(0)
const END_OF_LINE = Buffer.from('\r\n')

/**
 * Removes the aws-chunked framing from a body. If chunks are signed, the bytes of a chunk are passed on only after its signature was verified. The
 * whole body is verified only when the generator ends and returns the trailers, so nothing may be committed before that. Throws ChunkProblem, and
 * what the source throws. Ends the source if it stops early: to answer on the same connection afterwards, pass node's `request.iterator({
 * destroyOnReturn: false })`. Source: Amazon S3 API Reference, "Signature Calculations … Transferring Payload in Multiple Chunks" and "… Including
 * Trailing Headers".
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Uint8Array>,
  body: ChunkedBody,
  bounds: ChunkBounds = {},
): AsyncGenerator<Uint8Array, Trailers, undefined> {
  const reader = new ByteReader(source)
  const chain = body.signing === undefined ? undefined : new SignatureChain(body.signing)
  try {
    for (let left = body.decodedLength; ; ) {
      const header = readChunkHeader(await reader.line(LONGEST_LINE), chain !== undefined)
      if (header.size > left || (header.size === 0 && left > 0)) throw new ChunkProblem('decoded-length')
      if (chain !== undefined && header.size > (bounds.maxChunkBytes ?? DEFAULT_MAX_CHUNK)) throw new ChunkProblem('too-large')
      if (header.size === 0) return await readEnd(reader, { body, chain, header })
      left -= header.size
      if (chain === undefined) yield* readUnsigned(reader, header.size)
      else yield await readSigned(reader, { chain, header })
    }
  } finally {
    await reader.close()
  }
}

function readChunkHeader(line: string, isSigned: boolean): ChunkHeader {
  const match = (isSigned ? SIGNED_HEADER : UNSIGNED_HEADER).exec(line)
  if (match === null) throw new ChunkProblem('malformed-chunk')
  return { size: Number.parseInt(match[1] as string, 16), signature: match[2] ?? '' }
}

async function* readUnsigned(reader: ByteReader, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let left = size; left > 0; ) {
    const part = await reader.upTo(left)
    left -= part.length
    yield part
  }
  await readLineEnd(reader)
}

async function readSigned(reader: ByteReader, chunk: { chain: SignatureChain; header: ChunkHeader }): Promise<Uint8Array> {
  const data = await reader.exactly(chunk.header.size)
  if (!chunk.chain.verifyChunk(data, chunk.header.signature)) throw new ChunkProblem('chunk-signature')
  await readLineEnd(reader)
  return data
}

async function readLineEnd(reader: ByteReader): Promise<void> {
  if (!END_OF_LINE.equals(await reader.exactly(2))) throw new ChunkProblem('malformed-chunk')
}

interface End {
  readonly body: ChunkedBody
  readonly chain: SignatureChain | undefined
  readonly header: ChunkHeader
}

async function readEnd(reader: ByteReader, { body, chain, header }: End): Promise<Trailers> {
  if (chain !== undefined && !chain.verifyChunk(NOTHING, header.signature)) throw new ChunkProblem('chunk-signature')
  const trailers = body.hasTrailer ? await readTrailers(reader, { body, isSigned: chain !== undefined }) : new Map<string, string>()
  if (!body.hasTrailer) await readLineEnd(reader)
  await reader.end()
  const absent = body.trailerNames.find((name) => !trailers.has(name))
  if (absent !== undefined) throw new ChunkProblem('trailer', absent)
  if (chain !== undefined && body.hasTrailer) verifyTrailers(trailers, chain)
  trailers.delete(TRAILER_SIGNATURE)
  return trailers
}

/**
 * Reads `name:value` lines up to the empty line. minio-go ends a trailer with a bare line feed and puts an empty line before x-amz-trailer-signature;
 * both are accepted, because the signature covers neither.
 */
async function readTrailers(
  reader: ByteReader,
  { body, isSigned }: { body: ChunkedBody; isSigned: boolean },
): Promise<Map<string, string>> {
  const trailers = new Map<string, string>()
  for (let hasGap = false; ; ) {
    const line = await reader.line(LONGEST_LINE)
    const text = line.endsWith('\r') ? line.slice(0, -1) : line
    if (text === '' && (!isSigned || trailers.has(TRAILER_SIGNATURE))) return trailers
    if (text === '' && hasGap) throw new ChunkProblem('trailer', TRAILER_SIGNATURE)
    if (text === '') hasGap = true
    else addTrailer(trailers, { text, names: isSigned ? [...body.trailerNames, TRAILER_SIGNATURE] : body.trailerNames, hasGap })
  }
}

function addTrailer(
  trailers: Map<string, string>,
  { text, names, hasGap }: { text: string; names: readonly string[]; hasGap: boolean },
): void {
  const match = TRAILER.exec(text)
  if (match === null) throw new ChunkProblem('malformed-chunk')
  const name = (match[1] as string).toLowerCase()
  const isLate = trailers.has(TRAILER_SIGNATURE) || (hasGap && name !== TRAILER_SIGNATURE)
  if (!names.includes(name) || trailers.has(name) || isLate) throw new ChunkProblem('trailer', name)
  trailers.set(name, canonicalHeaderValue(match[2] as string))
}

function verifyTrailers(trailers: Trailers, chain: SignatureChain): void {
  const names = [...trailers.keys()].filter((name) => name !== TRAILER_SIGNATURE).sort()
  const lines = names.map((name) => `${name}:${trailers.get(name)}\n`).join('')
  if (!chain.verifyTrailers(lines, trailers.get(TRAILER_SIGNATURE) ?? '')) throw new ChunkProblem('trailer-signature')
}
