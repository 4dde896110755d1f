import type { WireError } from '../../../core/error.js'
import type { ChecksumType, UploadRecord } from '../../../directory/s3/upload.js'
import type { CreateMultipartUploadRequest } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'
import { type Algorithm, type BodyRequest, DEFAULT_ALGORITHM, declaredIn, type PutInput, requireAlgorithm } from '../objects/checksums.js'

const refused = (message: string): WireError => new S3Error('InvalidRequest', message)

/** Algorithms for which the checksum of a whole follows from those of its parts. */
const OF_WHOLE: ReadonlySet<Algorithm> = new Set(['CRC32', 'CRC32C', 'CRC64NVME'])

/**
 * What a new upload's parts and object are to have (S3 user guide, "Checking object integrity", table of algorithms and types; texts observed on AWS S3).
 * Undefined when nothing was asked for.
 */
export function checksumAskedFor({ ChecksumAlgorithm, ChecksumType }: CreateMultipartUploadRequest): UploadRecord['checksum'] {
  if (ChecksumType !== undefined && ChecksumType !== 'COMPOSITE' && ChecksumType !== 'FULL_OBJECT')
    throw refused('Value for x-amz-checksum-type header is invalid.')
  if (ChecksumAlgorithm === undefined) {
    if (ChecksumType === undefined) return undefined
    throw refused('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.')
  }
  const algorithm = requireAlgorithm(ChecksumAlgorithm.toUpperCase())
  const type = ChecksumType ?? (algorithm === DEFAULT_ALGORITHM ? 'FULL_OBJECT' : 'COMPOSITE')
  const fits = type === 'COMPOSITE' ? algorithm !== DEFAULT_ALGORITHM : OF_WHOLE.has(algorithm)
  if (!fits) throw refused(`The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`)
  return { algorithm, type }
}

/** What the object of an upload will have: what was asked for, or the checksum that S3 computes for every object without one. */
export function checksumOf(upload: UploadRecord): { algorithm: Algorithm; type: ChecksumType } {
  const { algorithm, type } = upload.checksum ?? { algorithm: DEFAULT_ALGORITHM, type: 'FULL_OBJECT' }
  return { algorithm: requireAlgorithm(algorithm), type }
}

/**
 * The checksums to compute of a part: the one that its object needs, unless it comes with the part. Refuses a part with another than the upload was begun
 * for; and one without any where the object's checksum is made of those that clients send (texts observed on AWS S3).
 */
export function computedForPart(upload: UploadRecord, input: PutInput<BodyRequest>): Algorithm[] {
  const [coming] = announced(input)
  const { algorithm, type } = checksumOf(upload)
  if (coming === algorithm) return []
  if (upload.checksum !== undefined && (coming !== undefined || type === 'COMPOSITE')) throw mismatch(algorithm, coming)
  return [algorithm]
}

/** `InvalidRequest`: another checksum than the one that was asked for. */
export function mismatch(expected: string, actual: string | undefined): WireError {
  const types = `expected checksum Type: ${expected.toLowerCase()}, actual checksum Type: ${actual?.toLowerCase() ?? 'null'}`
  return refused(`Checksum Type mismatch occurred, ${types}`)
}

/** The algorithms of the checksums that come with a body, in a header or a trailer. */
function announced(input: PutInput<BodyRequest>): string[] {
  const prefix = 'x-amz-checksum-'
  const trailers = (input.trailerNames ?? [])
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length).toUpperCase())
  return [...Object.keys(declaredIn(input)), ...trailers]
}
