import { createHash } from 'node:crypto'
import type { WireError } from '../../../core/error.js'
import type { PartRun, UploadRecord } from '../../../directory/s3/upload.js'
import { MAX_PARTS, type PartRecord, partsToCommit } from '../../../directory/s3/upload-part.js'
import type { Reader } from '../../../directory/state.js'
import { type CombinableCrc, CrcOfParts } from '../../../signature/body/combine-crc.js'
import type { CompletedPart, CompleteMultipartUploadRequest } from '../../../wire/generated/s3.js'
import { badDigest } from '../authentication/body-errors.js'
import { runsOf } from '../bodies/pieces.js'
import { S3Error } from '../error.js'
import { type Algorithm, type Checksums, declaredIn, startSum } from '../objects/checksums.js'
import { checksumOf, mismatch } from './upload-checksum.js'

/** The smallest size of a part that is not the last, in bytes (S3 user guide, "Amazon S3 multipart upload limits"). */
export const MIN_PART_BYTES = 5_242_880

/** Parts that are read in one turn, and one range of which a commit expects that nothing is put. */
const PAGE = 1_000

/** What the parts that a completion names make together. */
export interface Assembled {
  readonly runs: readonly PartRun[]
  readonly count: number
  readonly size: number
  /** With quotes: the MD5 of the MD5s of the parts, and how many there are. */
  readonly etag: string
  readonly checksums: Checksums
  /** The numbers of the parts that were uploaded and are not named. */
  readonly left: readonly number[]
}

/** A completion, as far as it is about parts; their numbers rise. */
export interface Completion {
  readonly upload: UploadRecord
  readonly named: readonly CompletedPart[]
  readonly rest: () => Promise<void>
}

/**
 * Reads the parts of an upload at this revision, and compares them with those that the completion names (S3 API reference, CompleteMultipartUpload, "Errors").
 * Other requests run after every thousand.
 */
export async function assemble(state: Reader, { upload, named, rest }: Completion): Promise<Assembled> {
  const sums = new SumsOfParts(upload)
  const parts: { number: number; size: number }[] = []
  const left: number[] = []
  let tooSmall: PartRecord | undefined
  for (let first = 1; first <= MAX_PARTS; first += PAGE) {
    const stored = partsToCommit(state, upload.id, { first, last: first + PAGE - 1 })
    for (const part of stored) {
      const wanted = named[parts.length]
      // A name of a number before this one, or of one that was not stored: it is not there.
      if (wanted !== undefined && Number(wanted.PartNumber) < part.number) throw invalidPart(upload.id, wanted)
      if (wanted?.PartNumber !== part.number) {
        left.push(part.number)
        continue
      }
      requireSame(upload, part, wanted)
      if (part.size < MIN_PART_BYTES && parts.length < named.length - 1) tooSmall ??= part
      sums.add(part)
      parts.push({ number: part.number, size: part.size })
    }
    if (stored.length > 0 && first + PAGE <= MAX_PARTS) await rest()
  }
  const missing = named[parts.length]
  if (missing !== undefined) throw invalidPart(upload.id, missing)
  if (tooSmall !== undefined) throw entityTooSmall(tooSmall)
  const size = parts.reduce((sum, part) => sum + part.size, 0)
  return { runs: runsOf(parts), count: parts.length, size, left, ...sums.values() }
}

const bare = (tag: string): string => tag.trim().replace(/^"/, '').replace(/"$/, '')

/** A part must have the entity tag and the checksums that the completion gives; where the object's is made of them, it must give one for each. */
function requireSame(upload: UploadRecord, part: PartRecord, wanted: CompletedPart): void {
  const declared = Object.entries(declaredIn(wanted))
  const { algorithm, type } = checksumOf(upload)
  if (bare(wanted.ETag ?? '') !== part.md5) throw invalidPart(upload.id, wanted)
  if (declared.some(([name, value]) => part.checksums[name] !== value)) throw invalidPart(upload.id, wanted)
  if (type !== 'COMPOSITE' || declared.some(([name]) => name === algorithm)) return
  const message = `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`
  throw new S3Error('InvalidRequest', message)
}

/** Sums of the parts, in their order. */
class SumsOfParts {
  readonly #tags = createHash('md5')
  readonly #algorithm: Algorithm
  readonly #sum: { add(part: PartRecord, value: string): void; value(): string }
  #count = 0

  constructor(upload: UploadRecord) {
    const { algorithm, type } = checksumOf(upload)
    this.#algorithm = algorithm
    this.#sum = type === 'COMPOSITE' ? composite(algorithm) : ofWhole(algorithm)
  }

  add(part: PartRecord): void {
    const value = part.checksums[this.#algorithm]
    if (value === undefined) throw new Error('a part has no checksum of its upload')
    this.#tags.update(part.md5, 'hex')
    this.#sum.add(part, value)
    this.#count += 1
  }

  values(): { etag: string; checksums: Checksums } {
    return { etag: `"${this.#tags.digest('hex')}-${this.#count}"`, checksums: { [this.#algorithm]: this.#sum.value() } }
  }
}

/** The checksum of the checksums of the parts, with their number. */
function composite(algorithm: Algorithm) {
  const sum = startSum(algorithm)
  let count = 0
  return {
    add(_part: PartRecord, value: string) {
      sum.update(Buffer.from(value, 'base64'))
      count += 1
    },
    value: () => `${sum.digest().toString('base64')}-${count}`,
  }
}

/** The checksum of the whole, from those of its parts. */
function ofWhole(algorithm: Algorithm) {
  const sum = new CrcOfParts(algorithm.toLowerCase() as CombinableCrc)
  return { add: ({ size }: PartRecord, value: string) => sum.add({ value, size }), value: () => sum.value }
}

/** Compares what the completion says of the whole object with what its parts make (texts observed on AWS S3). */
export function requireSameWhole(input: CompleteMultipartUploadRequest, upload: UploadRecord, assembled: Assembled): void {
  const { algorithm, type } = checksumOf(upload)
  if (input.ChecksumType !== undefined && input.ChecksumType !== type) {
    const message = `The upload was created using the ${type} checksum mode. The complete request must use the same checksum mode.`
    throw new S3Error('InvalidRequest', message)
  }
  if (input.MpuObjectSize !== undefined && input.MpuObjectSize !== assembled.size)
    throw new S3Error('InvalidRequest', "The provided 'x-amz-mp-object-size' header does not match what was computed")
  for (const [name, value] of Object.entries(declaredIn(input))) {
    if (name !== algorithm) throw mismatch(algorithm, name)
    const computed = assembled.checksums[algorithm] ?? ''
    // Clients send a composite one with and without the number of parts.
    if (value !== computed && value !== computed.replace(/-\d+$/, '')) throw badDigest(algorithm.toLowerCase())
  }
}

function invalidPart(upload: string, { ETag, PartNumber }: CompletedPart): WireError {
  const message =
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag."
  return new S3Error('InvalidPart', message, { fields: { UploadId: upload, PartNumber: String(PartNumber), ETag: bare(ETag ?? '') } })
}

function entityTooSmall({ size, number, md5 }: PartRecord): WireError {
  const fields = { ProposedSize: String(size), MinSizeAllowed: String(MIN_PART_BYTES), PartNumber: String(number), ETag: md5 }
  return new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', { fields })
}
