import { endingOperation } from './ending-handshake.js'

/** Cancels an invitation, as its sender. */
export const CancelHandshake = endingOperation('CancelHandshake')
