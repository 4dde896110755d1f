import { rootFeatureListOperation } from './root-feature.js'

/** Lists the central root features of the organization that are on. */
export const ListOrganizationsFeatures = rootFeatureListOperation('ListOrganizationsFeatures')
