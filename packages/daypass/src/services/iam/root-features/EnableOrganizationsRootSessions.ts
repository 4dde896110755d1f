import { rootFeatureOperation } from './root-feature.js'

/** Enables privileged root sessions on member accounts. */
export const EnableOrganizationsRootSessions = rootFeatureOperation(
  'EnableOrganizationsRootSessions',
  'RootSessions',
  'Turns privileged root sessions on member accounts on.',
)
