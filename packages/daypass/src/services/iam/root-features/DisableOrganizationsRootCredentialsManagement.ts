import { rootFeatureOperation } from './root-feature.js'

/** Disables central management of the root credentials of member accounts. */
export const DisableOrganizationsRootCredentialsManagement = rootFeatureOperation(
  'DisableOrganizationsRootCredentialsManagement',
  'RootCredentialsManagement',
  'Turns central management of root credentials off.',
)
