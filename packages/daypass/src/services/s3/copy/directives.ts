import type { ObjectRecord } from '../../../directory/s3/object.js'
import type { CopyObjectRequest } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'
import { invalidArgument } from '../errors.js'
import { headersToKeep } from '../objects/kept-headers.js'
import type { CopySource } from './copy-source.js'

const DIRECTIVES: readonly (string | undefined)[] = [undefined, 'COPY', 'REPLACE']

/** Refuses directives that S3 does not know (texts observed on AWS S3). */
export function checkDirectives({ MetadataDirective, TaggingDirective }: CopyObjectRequest): void {
  if (!DIRECTIVES.includes(MetadataDirective))
    throw invalidArgument('Unknown metadata directive.', 'x-amz-metadata-directive', MetadataDirective ?? '')
  if (!DIRECTIVES.includes(TaggingDirective))
    throw invalidArgument('Unknown tagging directive.', 'x-amz-tagging-directive', TaggingDirective ?? '')
}

/** Refuses a copy of an object onto itself that would change nothing; of an older version it makes the newest (S3 API reference, CopyObject; text observed on AWS S3). */
export function requireChange(input: CopyObjectRequest, source: CopySource): void {
  if (source.Bucket !== input.Bucket || source.Key !== input.Key || source.VersionId !== undefined) return
  const { MetadataDirective, StorageClass, ServerSideEncryption, ChecksumAlgorithm } = input
  if (MetadataDirective === 'REPLACE' || (StorageClass ?? ServerSideEncryption ?? ChecksumAlgorithm) !== undefined) return
  throw new S3Error(
    'InvalidRequest',
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  )
}

/** Headers and metadata of the copy: those of the source, or those of the request (S3 API reference, CopyObject, `x-amz-metadata-directive`). */
export function copiedHeaders(input: CopyObjectRequest, { headers, metadata }: ObjectRecord): Pick<ObjectRecord, 'headers' | 'metadata'> {
  if (input.MetadataDirective !== 'REPLACE') return { headers, metadata }
  return { headers: headersToKeep(input), metadata: { ...input.Metadata } }
}
