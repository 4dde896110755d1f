import { PARTITION } from '../../../core/arn.js'
import { invalidInput } from '../errors.js'
import { operation } from '../iam.js'

const ACTION = 'iam:GenerateOrganizationsAccessReport'

/** Asks for a report on an organization (IAM API reference, GenerateOrganizationsAccessReport). AWS's error without one is not known; this is our choice. */
export const GenerateOrganizationsAccessReport = operation('GenerateOrganizationsAccessReport', {
  summary: 'Asks for a report on the services that an organization uses.',
  actions: [ACTION],
  unavailable: 'there is no organization, so no account is its management account',
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
