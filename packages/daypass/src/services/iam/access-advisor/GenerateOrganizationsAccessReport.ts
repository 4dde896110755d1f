import { PARTITION } from '../../../core/arn.js'
import { invalidInput } from '../errors.js'
import { operation } from '../iam.js'

const ACTION = 'iam:GenerateOrganizationsAccessReport'

/** Asks for a report on an organization (IAM API reference, GenerateOrganizationsAccessReport). None is made yet: the error is our choice. */
export const GenerateOrganizationsAccessReport = operation('GenerateOrganizationsAccessReport', {
  summary: 'Asks for a report on the services that an organization uses.',
  actions: [ACTION],
  unavailable: 'reports on organizations are not made yet',
  authorize: ({ EntityPath, OrganizationsPolicyId }, { account }) => [
    {
      action: ACTION,
      resource: `arn:${PARTITION}:iam::${account}:access-report/${EntityPath}`,
      context: { 'iam:OrganizationsPolicyId': OrganizationsPolicyId },
    },
  ],
  handle() {
    throw invalidInput('Unknown')
  },
})
