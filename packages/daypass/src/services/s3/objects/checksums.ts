import type { ObjectFacts } from '../../../directory/s3/object.js'
import type { ChecksumType } from '../../../directory/s3/upload.js'
import { type ChecksumAlgorithm, startChecksum } from '../../../signature/body/checksums.js'
import type { RunningSum } from '../../../signature/body/crc.js'
import type { PutObjectRequest, UploadPartRequest } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'

/** Checksums by algorithm, base64. */
export type Checksums = ObjectFacts['checksums']

/** The algorithms whose checksums daypass verifies and computes, as S3 names them. */
export type Algorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256'

/**
 * What brings a body, as the wire gives it. `trailers` are for checksums that come after the body: the trailers of the payload by lower-case header name,
 * verified, and present once the body has been read to its end; `trailerNames` says before which will come. Absent when the wire has none.
 */
export type PutInput<Request extends BodyRequest = PutObjectRequest> = Request & {
  readonly trailers?: () => ReadonlyMap<string, string>
  readonly trailerNames?: readonly string[]
}

/** The requests that bring a body. */
export type BodyRequest = PutObjectRequest | UploadPartRequest

/** The size of the values of each algorithm in bytes. */
const BYTES: Readonly<Record<Algorithm, number>> = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 }
const ALGORITHMS = Object.keys(BYTES) as Algorithm[]
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** What S3 computes for an object that comes without a checksum (S3 user guide, "Checking object integrity"). */
export const DEFAULT_ALGORITHM = 'CRC64NVME'

/** The members of a request or an answer that are checksums. */
export interface ChecksumMembers {
  readonly ChecksumCRC32?: string | undefined
  readonly ChecksumCRC32C?: string | undefined
  readonly ChecksumCRC64NVME?: string | undefined
  readonly ChecksumSHA1?: string | undefined
  readonly ChecksumSHA256?: string | undefined
}

export const isAlgorithm = (name: string): name is Algorithm => ALGORITHMS.some((one) => one === name)

/** `InvalidRequest` for an algorithm that daypass does not have (text observed on AWS S3). */
export function requireAlgorithm(name: string): Algorithm {
  if (isAlgorithm(name)) return name
  const message = `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${ALGORITHMS.join(', ')}]`
  throw new S3Error('InvalidRequest', message)
}

/** Whether it is base64 of as many bytes as the algorithm has. */
export const isChecksum = (algorithm: Algorithm, value: string): boolean =>
  base64.test(value) && Buffer.from(value, 'base64').length === BYTES[algorithm]

/** Refuses more than one declared checksum, and a malformed one (S3 user guide, "Checking object integrity"). */
export function checkDeclared(input: ChecksumMembers): void {
  const declared = Object.entries(declaredIn(input))
  if (declared.length > 1) {
    throw new S3Error('InvalidRequest', 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.')
  }
  for (const [algorithm, value] of declared) {
    if (isAlgorithm(algorithm) && isChecksum(algorithm, value)) continue
    throw new S3Error('InvalidRequest', `Value for x-amz-checksum-${algorithm.toLowerCase()} header is invalid.`)
  }
}

/** Whether a checksum comes with a body, in a header or in a trailer: a default one is then not computed. */
export const bringsChecksum = (input: PutInput<BodyRequest>): boolean =>
  Object.keys(declaredIn(input)).length > 0 || (input.trailerNames ?? []).some((name) => name.startsWith('x-amz-checksum-'))

/**
 * The checksums that came with a body: in a header, or in its trailer, which comes last. The payload has already been checked against them.
 * `x-amz-sdk-checksum-algorithm` must name the one that came (texts observed on AWS S3).
 */
export function declaredChecksums(input: PutInput<BodyRequest>): Checksums {
  const declared = Object.assign(declaredIn(input), trailed(input.trailers?.()))
  const announced = input.ChecksumAlgorithm
  if (announced === undefined || announced === '' || announced.toUpperCase() in declared) return declared
  requireAlgorithm(announced.toUpperCase())
  if (Object.keys(declared).length > 0) throw new S3Error('InvalidRequest', 'Value for x-amz-sdk-checksum-algorithm header is invalid.')
  const message = 'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.'
  throw new S3Error('InvalidRequest', message)
}

function trailed(trailers: ReadonlyMap<string, string> | undefined): Checksums {
  const found: Record<string, string> = {}
  for (const algorithm of ALGORITHMS) {
    const value = trailers?.get(`x-amz-checksum-${algorithm.toLowerCase()}`)
    if (value !== undefined) found[algorithm] = value
  }
  return found
}

/** The checksums among the members of a request. */
export function declaredIn(input: ChecksumMembers): Checksums {
  const declared = {
    CRC32: input.ChecksumCRC32,
    CRC32C: input.ChecksumCRC32C,
    CRC64NVME: input.ChecksumCRC64NVME,
    SHA1: input.ChecksumSHA1,
    SHA256: input.ChecksumSHA256,
  }
  return Object.fromEntries(Object.entries(declared).flatMap(([algorithm, value]) => (value === undefined ? [] : [[algorithm, value]])))
}

/** Starts a checksum. */
export const startSum = (algorithm: Algorithm): RunningSum => startChecksum(algorithm.toLowerCase() as ChecksumAlgorithm)

/** Stored checksums as members of an answer. */
export function checksumMembers(checksums: Checksums, type: ChecksumType = 'FULL_OBJECT') {
  return { ChecksumType: Object.keys(checksums).length === 0 ? undefined : type, ...partChecksumMembers(checksums) }
}

/** The same for a part, which has no type. */
export function partChecksumMembers(checksums: Checksums): ChecksumMembers {
  return {
    ChecksumCRC32: checksums.CRC32,
    ChecksumCRC32C: checksums.CRC32C,
    ChecksumCRC64NVME: checksums.CRC64NVME,
    ChecksumSHA1: checksums.SHA1,
    ChecksumSHA256: checksums.SHA256,
  }
}
