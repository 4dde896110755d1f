import { parseArn } from '../../../core/arn.js'
import { invalidInput, validationError } from '../errors.js'
import { operation } from '../iam.js'
import { NO_REQUESTS, noDelegationRequest } from './delegation-request.js'

/** The account of a delegation request's ARN. Refuses text that is not an ARN in IAM's words, and an ARN of something else in our own. */
function ownerOf(arn: string): string {
  const parts = parseArn(arn)
  if (parts === undefined) throw validationError('Invalid ARN:  Could not be parsed!')
  const { partition, service, region, account, resource } = parts
  if (partition !== 'aws' || service !== 'iam' || region !== '' || !/^delegation-request\/[\w-]{16,128}$/.test(resource))
    throw invalidInput('EntityArn must be the ARN of a delegation request.')
  return account
}

/** Explains the access that a delegation request asks for (IAM API reference, GetHumanReadableSummary: for delegation requests only). */
export const GetHumanReadableSummary = operation('GetHumanReadableSummary', {
  summary: 'Explains in words what a delegation request asks for.',
  actions: ['iam:GetHumanReadableSummary'],
  unavailable: NO_REQUESTS,
  check: ({ EntityArn }) => void ownerOf(EntityArn),
  authorize: ({ EntityArn }) => [{ action: 'iam:GetHumanReadableSummary', resource: EntityArn, resourceAccount: ownerOf(EntityArn) }],
  handle() {
    throw noDelegationRequest()
  },
})
