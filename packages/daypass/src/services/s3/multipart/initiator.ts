import type { Initiator } from '../../../wire/generated/s3.js'

/** Who began an upload, by ARN (S3 API reference, ListParts, Initiator: for a user its ARN and name). */
export function initiatorOf(arn: string): Initiator {
  return { ID: arn, DisplayName: arn.slice(arn.lastIndexOf('/') + 1) }
}
