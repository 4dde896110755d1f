import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { Admission } from './admission.js'
import type { Connection } from './connection.js'

class FakeSocket extends EventEmitter {
  destroyed = false
  bytesRead = 0
  bytesWritten = 0
  destroy(): void {
    this.destroyed = true
    this.emit('close')
  }
}

const from = (address: string) => ({ address, isProxy: false, since: 0 })

describe('the figures of connections', () => {
  it('count accepted, refused and displaced ones, and the bytes of open and closed ones', () => {
    const admission = new Admission({ connections: 2, connectionsPerAddress: 2 })
    const come = (address: string) => {
      const socket = new FakeSocket()
      return { socket, guest: admission.admit(socket as unknown as Socket, from(address)) }
    }
    const first = come('192.0.2.1')
    const second = come('192.0.2.2')
    first.socket.bytesRead = 10
    second.socket.bytesWritten = 5
    // Both are idle: the first makes room.
    const third = come('192.0.2.3')
    expect([first.socket.destroyed, third.guest === undefined]).toEqual([true, false])
    for (const { guest } of [second, third]) if (guest !== undefined) guest.connection = { isAtWork: true } as Connection
    expect(come('192.0.2.4').guest).toBeUndefined()
    expect(admission.figures()).toEqual({ open: 2, accepted: 3, refused: 1, displaced: 1, receivedBytes: 10, sentBytes: 5 })
  })
})
