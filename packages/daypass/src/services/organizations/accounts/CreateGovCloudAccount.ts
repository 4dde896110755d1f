import { constraintViolation } from '../errors.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { checkTagList, createdWithTags } from '../tagging.js'

/** Refuses, as AWS does for an account that is not enabled for AWS GovCloud (Organizations API reference, CreateGovCloudAccount). */
export const CreateGovCloudAccount = organizationsOperation('CreateGovCloudAccount', {
  summary: 'Refuses to make a pair of accounts with AWS GovCloud.',
  actions: ['organizations:CreateGovCloudAccount', 'organizations:TagResource'],
  unavailable: 'there is no AWS GovCloud to make an account in',
  check: ({ Tags }) => checkTagList(Tags),
  authorize: ({ Tags }, caller, reads) => createdWithTags(wholePermission('organizations:CreateGovCloudAccount', { caller, reads }), Tags),
  handle() {
    throw constraintViolation(
      'MASTER_ACCOUNT_NOT_GOVCLOUD_ENABLED',
      'You attempted to create an account in the AWS GovCloud (US) Region, and the management account is not enabled for it.',
    )
  },
})
