import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { processMark } from './process-mark.js'

describe.runIf(existsSync('/proc/self/stat'))('the mark of a process', () => {
  it('stays the same, and differs from that of other processes', () => {
    expect(processMark(process.pid)).toMatch(/^[0-9a-f-]{36} pid:\[\d+\] \d+$/)
    expect(processMark(process.pid)).toBe(processMark(process.pid))
    expect(processMark(process.pid)).not.toBe(processMark(1))
  })

  it('is undefined for a process that does not exist', () => {
    expect(processMark(2 ** 30)).toBeUndefined()
  })
})
