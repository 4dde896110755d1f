import { type CommonErrorCode, WireError } from '../../core/error.js'
import type { Ec2ErrorCode } from '../../wire/generated/ec2.js'

/** An EC2 error. Its model has none: the codes are those of the overlay. A code that is not there does not compile. */
export const Ec2Error = WireError<Ec2ErrorCode | CommonErrorCode>

/** A value that a parameter cannot have (EC2 user guide, "Error codes for the Amazon EC2 API"). */
export const invalidParameter = (message: string): WireError => new Ec2Error('InvalidParameterValue', message)
