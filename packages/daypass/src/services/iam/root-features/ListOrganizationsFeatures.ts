import { rootFeatureOperation } from './root-feature.js'

/** Lists the central root features of the organization that are on. */
export const ListOrganizationsFeatures = rootFeatureOperation(
  'ListOrganizationsFeatures',
  'Lists the central root features that the organization has on.',
)
