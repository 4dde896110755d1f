import { WireError } from '../../core/error.js'
import type { DaypassErrorCode } from '../../wire/generated/daypass.js'

/** An error of daypass's own service. A code that is in neither the model nor the overlay does not compile. */
export const DaypassError = WireError<DaypassErrorCode>
