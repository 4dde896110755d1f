import { rootFeatureOperation } from './root-feature.js'

/** Enables central management of the root credentials of member accounts. */
export const EnableOrganizationsRootCredentialsManagement = rootFeatureOperation(
  'EnableOrganizationsRootCredentialsManagement',
  'RootCredentialsManagement',
  'Turns central management of root credentials on.',
)
