import type { ObjectRecord } from '../../../directory/s3/object.js'
import type { PutObjectRequest } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'

/** Checksums by algorithm, base64. */
export type Checksums = ObjectRecord['checksums']

/**
 * The input of a put as the wire gives it. `trailers` are for checksums that come after the body: the trailers of the payload by lower-case header
 * name, verified, and present once the body has been read to its end. Absent when the wire has none.
 */
export type PutInput = PutObjectRequest & { readonly trailers?: () => ReadonlyMap<string, string> }

/** The algorithms that are verified before a handler gets the body, and the size of their values in bytes. */
const BYTES: Readonly<Record<string, number>> = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 }
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Refuses more than one declared checksum, and a malformed one (S3 user guide, "Checking object integrity"). */
export function checkDeclared(input: PutObjectRequest): void {
  const declared = Object.entries(declaredIn(input))
  if (declared.length > 1) {
    throw new S3Error('InvalidRequest', 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.')
  }
  for (const [algorithm, value] of declared) {
    if (base64.test(value) && Buffer.from(value, 'base64').length === BYTES[algorithm]) continue
    throw new S3Error('InvalidRequest', `Value for x-amz-checksum-${algorithm.toLowerCase()} header is invalid.`)
  }
}

/** The checksums to store for a put: those in its headers, and in its trailer, which comes last. The payload has already been checked against them. */
export function declaredChecksums(input: PutInput): Checksums {
  return { ...declaredIn(input), ...trailed(input.trailers?.()) }
}

function trailed(trailers: ReadonlyMap<string, string> | undefined): Checksums {
  const found: Record<string, string> = {}
  for (const algorithm of Object.keys(BYTES)) {
    const value = trailers?.get(`x-amz-checksum-${algorithm.toLowerCase()}`)
    if (value !== undefined) found[algorithm] = value
  }
  return found
}

function declaredIn(input: PutObjectRequest): Checksums {
  const declared = {
    CRC32: input.ChecksumCRC32,
    CRC32C: input.ChecksumCRC32C,
    CRC64NVME: input.ChecksumCRC64NVME,
    SHA1: input.ChecksumSHA1,
    SHA256: input.ChecksumSHA256,
  }
  return Object.fromEntries(Object.entries(declared).flatMap(([algorithm, value]) => (value === undefined ? [] : [[algorithm, value]])))
}

/** Stored checksums as members of an answer. Those of a single put are always of the full object. */
export function checksumMembers(checksums: Checksums) {
  return {
    ChecksumCRC32: checksums.CRC32,
    ChecksumCRC32C: checksums.CRC32C,
    ChecksumCRC64NVME: checksums.CRC64NVME,
    ChecksumSHA1: checksums.SHA1,
    ChecksumSHA256: checksums.SHA256,
    ChecksumType: Object.keys(checksums).length === 0 ? undefined : 'FULL_OBJECT',
  }
}
