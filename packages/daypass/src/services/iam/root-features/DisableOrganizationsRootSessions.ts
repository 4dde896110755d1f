import { rootFeatureOperation } from './root-feature.js'

/** Disables privileged root sessions on member accounts. */
export const DisableOrganizationsRootSessions = rootFeatureOperation(
  'DisableOrganizationsRootSessions',
  'RootSessions',
  'Turns privileged root sessions on member accounts off.',
)
