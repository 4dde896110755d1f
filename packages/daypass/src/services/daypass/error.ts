import { WireError } from '../../core/error.js'
import type { DaypassErrorCode } from '../../wire/generated/daypass.js'

/** An error answer of daypass's own service: a code that neither its model nor its overlay has does not compile. */
export const DaypassError = WireError<DaypassErrorCode>
