// versions: whether a bucket keeps versions, their list, and how requests name them. Refuses MFA delete. Leaves how versions are stored to directory,
// and reading and deleting them to objects.

import { buckets } from '../../../directory/s3/bucket.js'
import { S3Error } from '../error.js'
import { malformedXml, refuseUnbuilt } from '../errors.js'
import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'

/** Turns the versions of a bucket on, or suspends them (S3 API reference, PutBucketVersioning). A bucket that had versions never becomes one without. */
export const PutBucketVersioning = operation('PutBucketVersioning', {
  summary: 'Makes a bucket keep versions, or suspends that.',
  actions: ['s3:PutBucketVersioning'],
  check(input) {
    const { MFADelete } = input.VersioningConfiguration
    statusIn(input.VersioningConfiguration)
    if (MFADelete !== undefined && MFADelete !== 'Enabled' && MFADelete !== 'Disabled') throw malformedXml()
    refuseUnbuilt({ 'x-amz-mfa': input.MFA, MfaDelete: MFADelete === 'Enabled' })
  },
  authorize: (input, caller, reads) => [bucketPermission('s3:PutBucketVersioning', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    const bucket = bucketInRegion(state, input, region)
    buckets.put(state, { ...bucket, versioning: statusIn(input.VersioningConfiguration) })
  },
})

/** The errors are as recorded on AWS. */
function statusIn({ Status }: { readonly Status?: string | undefined }): 'Enabled' | 'Suspended' {
  if (Status === 'Enabled' || Status === 'Suspended') return Status
  if (Status !== undefined) throw malformedXml()
  throw new S3Error('IllegalVersioningConfigurationException', 'The Versioning element must be specified')
}
