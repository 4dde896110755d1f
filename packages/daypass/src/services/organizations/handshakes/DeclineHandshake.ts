import { endingOperation } from './ending-handshake.js'

/** Declines an invitation, as its receiver. */
export const DeclineHandshake = endingOperation('DeclineHandshake')
