import { describe, expect, it } from 'vitest'
import { tell, tellAsIs } from './tell.js'

describe('messages to the operator', () => {
  it.each(['ENOSPC', 'EPIPE', 'EIO', 'EBADF'])('never throw, here for %s, and are written again once that is possible', (code) => {
    let written = ''
    let isBroken = true
    const write = (bytes: Uint8Array): number => {
      if (isBroken) throw Object.assign(new Error(code), { code })
      written += Buffer.from(bytes).toString()
      return bytes.length
    }
    expect(() => tell('first', write)).not.toThrow()
    isBroken = false
    tell('second', write)
    expect(written).toBe('daypass: second\n')
  })

  it('are written completely if a part is accepted at a time, and given up if nothing is', () => {
    let written = ''
    tellAsIs('abcdef', (bytes) => {
      written += Buffer.from(bytes.subarray(0, 4)).toString()
      return Math.min(4, bytes.length)
    })
    expect(written).toBe('abcdef')
    expect(() => tellAsIs('abc', () => 0)).not.toThrow()
  })

  it('have lines without control characters', () => {
    let written = ''
    tell('one\n\u001b[2Jtwo\u009b31m\u202e', (bytes) => {
      written += Buffer.from(bytes).toString()
      return bytes.length
    })
    expect(written).toBe('daypass: one\n\\u001b[2Jtwo\\u009b31m\\u202e\n')
  })
})
