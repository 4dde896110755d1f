import { noSuchEntity } from '../errors.js'
import { operation } from '../iam.js'

/** Returns a report on an organization (IAM API reference, GetOrganizationsAccessReport): none was ever made. */
export const GetOrganizationsAccessReport = operation('GetOrganizationsAccessReport', {
  summary: 'Returns a report on the services that an organization uses.',
  actions: ['iam:GetOrganizationsAccessReport'],
  unavailable: 'there is no organization, so there is no report on one',
  authorize: () => [{ action: 'iam:GetOrganizationsAccessReport', resource: '*' }],
  handle() {
    throw noSuchEntity('Unknown')
  },
})
