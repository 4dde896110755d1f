import { RawSocket as Socket } from '../packages/daypass/src/testing/raw-socket.js'

/** A connection on which bytes are written as they are and everything that comes back is kept. */
export const RawSocket = Socket
export type RawSocket = Socket
