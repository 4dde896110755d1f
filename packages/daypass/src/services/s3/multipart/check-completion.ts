import { MAX_PARTS } from '../../../directory/s3/upload-part.js'
import type { CompletedPart, CompleteMultipartUploadRequest } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'
import { invalidArgument, malformedXml, refuseUnbuilt } from '../errors.js'
import { unsupportedChecksums } from '../objects/check-put.js'
import { checkDeclared, declaredIn } from '../objects/checksums.js'
import { customerKey } from './customer-key.js'

/** What a completion refuses before authorization: headers that it would have to ignore, and a list that cannot be one of parts (texts observed on AWS S3). */
export function checkCompletion(input: CompleteMultipartUploadRequest): void {
  refuseUnbuilt({
    ...customerKey(input),
    ...unsupportedChecksums(input),
    'If-None-Match': input.IfNoneMatch === '*' ? undefined : input.IfNoneMatch,
  })
  checkDeclared(withoutCounts(input))
  const parts = namedParts(input)
  if (parts.length === 0) throw new S3Error('InvalidRequest', 'You must specify at least one part')
  if (parts.length > MAX_PARTS) throw malformedXml()
  let before = 0
  for (const { PartNumber, ETag, ...checksums } of parts) {
    if (PartNumber === undefined || ETag === undefined) throw malformedXml()
    if (PartNumber < 1 || PartNumber > MAX_PARTS) throw invalidArgument('PartNumber must be >= 1', 'partNumber', String(PartNumber))
    refuseUnbuilt(unsupportedChecksums(checksums))
    if (PartNumber <= before) throw partOrder(input.UploadId)
    before = PartNumber
  }
}

/** The parts that a completion names. */
export const namedParts = ({ MultipartUpload }: CompleteMultipartUploadRequest): readonly CompletedPart[] => MultipartUpload?.Parts ?? []

/** The checksums of the object without the number of parts that composite ones may end with. */
function withoutCounts(input: CompleteMultipartUploadRequest) {
  return Object.fromEntries(Object.entries(declaredIn(input)).map(([name, value]) => [`Checksum${name}`, value.replace(/-\d{1,5}$/, '')]))
}

const partOrder = (upload: string) =>
  new S3Error('InvalidPartOrder', 'The list of parts was not in ascending order. Parts must be ordered by part number.', {
    fields: { UploadId: upload },
  })
