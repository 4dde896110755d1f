import { describe, expect, it } from 'vitest'
import { tell, tellAsIs, tellDefect, tellIn } from './tell.js'

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

/** What is written by `work`, in this form. */
function written(form: 'text' | 'json', work: (write: (bytes: Uint8Array) => number) => void): string {
  let text = ''
  tellIn(form)
  try {
    work((bytes) => {
      text += Buffer.from(bytes).toString()
      return bytes.length
    })
  } finally {
    tellIn('text')
  }
  return text
}

describe('the forms of messages', () => {
  const cause = 'Error: broken by wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY1\n    at one (/srv/one.js:1:1)'

  it('are lines for people', () => {
    expect(written('text', (write) => tell('the disk is full', write, 'warn'))).toBe('daypass: the disk is full\n')
    expect(written('text', (write) => tellDefect(cause, 'r-1', write))).toBe(
      'request r-1: Error: broken by [redacted]\n    at one (/srv/one.js:1:1)\n',
    )
  })

  it('are one line of JSON each, with level, time and the id of the request, and without secrets', () => {
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(JSON.parse(written('json', (write) => tell('one\ntwo', write, 'warn')))).toEqual({ level: 'warn', time, message: 'one\ntwo' })
    const defect = written('json', (write) => tellDefect(cause, 'r-1', write))
    expect(defect.trimEnd().split('\n')).toHaveLength(1)
    expect(JSON.parse(defect)).toEqual({
      ...{ level: 'error', time, requestId: 'r-1' },
      message: 'Error: broken by [redacted]\n    at one (/srv/one.js:1:1)',
    })
  })

  it('have nothing in JSON that a terminal acts on', () => {
    expect(written('json', (write) => tell('\u001b[2J\u009b31m\u202e', write))).toContain('"\\u001b[2J\\u009b31m\\u202e"')
  })
})
