import * as crypto from 'node:crypto'
import type { HeaderIndex } from '../headers.js'
import { ChunkProblem } from './chunk-problem.js'
import { crc32, crc32c, crc64nvme, type RunningSum } from './crc.js'

/** The additional checksums of S3 that daypass verifies. */
export type ChecksumAlgorithm = 'crc32' | 'crc32c' | 'crc64nvme' | 'sha1' | 'sha256'

interface Kind {
  readonly bytes: number
  readonly start: () => RunningSum
  /** The checksum of bytes that are all there. */
  readonly of: (whole: Uint8Array) => Uint8Array
}

/** Most requests have no body, so that checksum is computed once. */
function kind(bytes: number, start: () => RunningSum, of = summing(start)): Kind {
  let empty: Uint8Array | undefined
  const ofWhole = (whole: Uint8Array): Uint8Array => {
    if (whole.length > 0) return of(whole)
    empty ??= of(whole)
    return empty
  }
  return { bytes, start, of: ofWhole }
}

const summing = (start: () => RunningSum) => (whole: Uint8Array) => {
  const sum = start()
  sum.update(whole)
  return sum.digest()
}

const hashKind = (bytes: number, algorithm: 'md5' | 'sha1' | 'sha256'): Kind =>
  kind(bytes, hash(algorithm), (whole) => crypto.hash(algorithm, whole, 'buffer'))

function hash(algorithm: 'md5' | 'sha1' | 'sha256'): () => RunningSum {
  return () => {
    const running = crypto.createHash(algorithm)
    return { update: (bytes) => void running.update(bytes), digest: () => running.copy().digest() }
  }
}

const CHECKSUMS: Readonly<Record<ChecksumAlgorithm, Kind>> = {
  crc32: kind(4, crc32),
  crc32c: kind(4, crc32c),
  crc64nvme: kind(8, crc64nvme),
  sha1: hashKind(20, 'sha1'),
  sha256: hashKind(32, 'sha256'),
}

/** The lower-case header name to its value. */
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ...Object.entries(CHECKSUMS).map(([algorithm, kind]) => [`x-amz-checksum-${algorithm}`, kind] as const),
  ['content-md5', hashKind(16, 'md5')],
])

/** Not checksums, although their names look like it. */
const ABOUT_CHECKSUMS: ReadonlySet<string> = new Set(['x-amz-checksum-type', 'x-amz-checksum-mode', 'x-amz-checksum-algorithm'])

/** Starts a checksum; `digest()` can be called at any time and does not end it. */
export function startChecksum(algorithm: ChecksumAlgorithm): RunningSum {
  return CHECKSUMS[algorithm].start()
}

/** A digest that a body must have. */
export interface ExpectedDigest {
  /** The lower-case name of the header or trailer. */
  readonly name: string
  readonly start: () => RunningSum
  /** The digest of bytes that are all there. */
  readonly of: (whole: Uint8Array) => Uint8Array
  readonly bytes: number
  /** Undefined if the value is sent as a trailer. */
  readonly value: Buffer | undefined
}

export interface ChecksumProblem {
  /**
   * `invalid`: not base64 of the algorithm's length. `unsupported`: an algorithm that daypass cannot verify. `several`: S3 accepts only one
   * x-amz-checksum-*.
   */
  readonly checksum: 'invalid' | 'unsupported' | 'several'
  readonly names: readonly string[]
}

/** Base64 of exactly `bytes` bytes in its one canonical spelling; undefined for anything else. */
export function decodeDigest(text: string, bytes: number): Buffer | undefined {
  const value = Buffer.from(text, 'base64')
  return value.length === bytes && value.toString('base64') === text ? value : undefined
}

/** The digest that a trailer's text means; throws ChunkProblem `invalid-checksum`. */
export function trailerDigest({ name, bytes }: ExpectedDigest, text: string | undefined): Buffer {
  const value = text === undefined ? undefined : decodeDigest(text, bytes)
  if (value === undefined) throw new ChunkProblem('invalid-checksum', name)
  return value
}

/** The digest that x-amz-content-sha256 requires if it is a hash (64 hexadecimal digits). */
export function contentSha256(hex: string): ExpectedDigest {
  return { name: 'x-amz-content-sha256', ...CHECKSUMS.sha256, value: Buffer.from(hex, 'hex') }
}

/**
 * The digests that headers and announced trailers give for a request's body: x-amz-checksum-* and Content-MD5. A checksum that cannot be verified is
 * a problem, never ignored. Call it only if the headers are about the body: in CompleteMultipartUpload they are about the object. Source: Amazon S3
 * User Guide, "Checking object integrity".
 */
export function expectedDigests(headers: HeaderIndex, trailerNames: readonly string[] = []): readonly ExpectedDigest[] | ChecksumProblem {
  const names = [...headers.values.keys(), ...trailerNames].filter(isDigestName)
  const checksums = names.filter((name) => name.startsWith('x-amz-checksum-'))
  if (checksums.length > 1) return { checksum: 'several', names: checksums }
  const expected: ExpectedDigest[] = []
  for (const name of names) {
    const kind = KINDS.get(name)
    if (kind === undefined) return { checksum: 'unsupported', names: [name] }
    const text = headers.values.get(name)
    const value = text === undefined ? undefined : decodeDigest(text, kind.bytes)
    if (text !== undefined && value === undefined) return { checksum: 'invalid', names: [name] }
    expected.push({ name, ...kind, value })
  }
  return expected
}

function isDigestName(name: string): boolean {
  return name === 'content-md5' || (name.startsWith('x-amz-checksum-') && !ABOUT_CHECKSUMS.has(name))
}
