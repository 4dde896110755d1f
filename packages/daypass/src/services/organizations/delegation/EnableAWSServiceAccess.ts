import { serviceAccessOperation } from './service-access.js'

/** Enables trust in a service of AWS. */
export const EnableAWSServiceAccess = serviceAccessOperation('EnableAWSServiceAccess')
