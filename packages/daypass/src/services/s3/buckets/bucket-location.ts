import type { WireError } from '../../../core/error.js'
import { HOME_REGION, isRegion, isRegionElsewhere } from '../../../core/region.js'
import { S3Error } from '../error.js'

/** The region that S3 used to call `EU`. */
const EU = 'eu-west-1'

/**
 * The region of a new bucket (S3 API reference, CreateBucket, LocationConstraint). A request signed for us-east-1 may name any other region, as at
 * the global endpoint, but not us-east-1 itself; a request signed for another region must name this region. A region of another partition counts as
 * not available from here, not as unknown (observed from a region other than us-east-1).
 */
export function bucketLocation(constraint: string | undefined, scope: string): string {
  if (constraint !== undefined && isRegionElsewhere(constraint)) throw incompatibleLocation(constraint)
  const isUnknown = constraint !== undefined && !isRegion(constraint) && constraint !== 'EU'
  if (isUnknown || (constraint === HOME_REGION && scope === HOME_REGION)) {
    throw new S3Error('InvalidLocationConstraint', 'The specified location-constraint is not valid', {
      fields: { LocationConstraint: constraint },
    })
  }
  const wanted = constraint === 'EU' ? EU : constraint
  if (scope === HOME_REGION) return wanted ?? HOME_REGION
  if (wanted === scope) return wanted
  throw incompatibleLocation(constraint ?? 'unspecified')
}

/** All names of a location: `EU` is eu-west-1, and a policy that names one means the other too. */
export const namesOf = (constraint: string | undefined): readonly (string | undefined)[] =>
  constraint === 'EU' ? [constraint, EU] : [constraint]

/** The error for a location where a request to this region cannot create a bucket. */
export const incompatibleLocation = (named: string): WireError =>
  new S3Error(
    'IllegalLocationConstraintException',
    `The ${named} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  )
