import { serviceAccessOperation } from './service-access.js'

/** Disables trust in a service of AWS. */
export const DisableAWSServiceAccess = serviceAccessOperation('DisableAWSServiceAccess')
