import type { WholeBodyErrors } from '../core/body.js'
import { WireError } from '../core/error.js'

/** The errors of a made-up service, for bodies that are read whole. */
export const tooLarge: WholeBodyErrors = {
  tooLarge: () => new WireError('TooLarge', 'too large'),
  unreadable: (message) => new WireError('MalformedInput', message),
}
