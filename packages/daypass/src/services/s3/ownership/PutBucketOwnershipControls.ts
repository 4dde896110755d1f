import { deletedOwnershipControls } from '../../../directory/s3/bucket-ownership.js'
import { S3Error } from '../error.js'
import { notImplemented } from '../errors.js'
import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'

const NAMES: readonly string[] = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']

/**
 * Sets the ownership controls of a bucket (S3 API reference, PutBucketOwnershipControls): BucketOwnerEnforced, which disables access control lists. The
 * others would enable them, and are refused by name.
 */
export const PutBucketOwnershipControls = operation('PutBucketOwnershipControls', {
  summary: 'Sets the ownership controls of a bucket.',
  actions: ['s3:PutBucketOwnershipControls'],
  check(input) {
    const [rule, ...more] = input.OwnershipControls.Rules ?? []
    // One rule with a known name, observed on AWS S3 in 2026.
    if (rule === undefined || more.length > 0 || !NAMES.includes(rule.ObjectOwnership)) throw malformed()
    if (rule.ObjectOwnership !== 'BucketOwnerEnforced') throw notImplemented(`ObjectOwnership ${rule.ObjectOwnership}`)
  },
  authorize: (input, caller, reads) => [bucketPermission('s3:PutBucketOwnershipControls', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    const { name } = bucketInRegion(state, input, region)
    const deleted = deletedOwnershipControls.get(state, name)
    if (deleted !== undefined) deletedOwnershipControls.delete(state, deleted)
  },
})

const malformed = () =>
  new S3Error('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema')
