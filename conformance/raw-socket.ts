import { RawSocket as Socket } from '../packages/daypass/src/testing/raw-socket.js'

/** A connection that sends bytes unchanged and keeps everything that comes back. */
export const RawSocket = Socket
export type RawSocket = Socket
