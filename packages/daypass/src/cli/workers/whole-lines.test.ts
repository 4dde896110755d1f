import { constants } from 'node:os'
import { describe, expect, it } from 'vitest'
import { wholeLines } from './whole-lines.js'

const full = () => Object.assign(new Error('full'), { errno: -constants.errno.EAGAIN, code: 'EAGAIN' })
const noSpace = () => Object.assign(new Error('no space'), { errno: -constants.errno.ENOSPC, code: 'ENOSPC' })

/** An output that answers the first writes with these: how many bytes it takes at most, or an error. Then it takes all. */
function given(answers: (number | Error)[], waits = 10) {
  const writes: string[] = []
  const write = wholeLines({
    write(bytes) {
      const answer = answers.shift() ?? bytes.length
      if (typeof answer !== 'number') throw answer
      const taken = Math.min(answer, bytes.length)
      writes.push(Buffer.from(bytes.subarray(0, taken)).toString())
      return taken
    },
    alone: (work) => work(),
    wait: (times) => times < waits,
  })
  return { write: (text: string) => write(Buffer.from(text)), writes, output: () => writes.join('') }
}

describe('whole lines', () => {
  it('are one write up to 4,096 bytes, and several of whole lines beyond', () => {
    const { write, writes } = given([])
    const line = `${'x'.repeat(1_499)}\n`
    expect(write(line.repeat(2))).toBe(3_000)
    expect(write(line.repeat(5))).toBe(7_500)
    expect(writes.map((one) => one.length)).toEqual([3_000, 3_000, 3_000, 1_500])
  })

  it('of more than 4,096 bytes are written alone', () => {
    const { write, writes } = given([])
    const long = `${'y'.repeat(9_999)}\n`
    write(`a\n${long}b\n`)
    expect(writes).toEqual(['a\n', long, 'b\n'])
  })

  it('wait for room in a pipe, also in the middle of a long one', () => {
    const { write, output } = given([full(), full(), 4_096, full()])
    const long = `${'y'.repeat(9_999)}\n`
    expect(write(long)).toBe(10_000)
    expect(output()).toBe(long)
  })

  it('fail when there is no room for too long', () => {
    const { write } = given([full(), full(), full()], 2)
    expect(() => write('a\n')).toThrow('full')
  })

  it('count only when they are whole; one that was begun is ended, and written again', () => {
    const { write, output } = given([5, noSpace(), noSpace()])
    expect(write('one\ntwo\n')).toBe(4)
    expect(() => write('two\n')).toThrow('no space')
    expect(write('two\n')).toBe(4)
    expect(output()).toBe('one\nt\ntwo\n')
  })

  it('begin a new line after a failure, because another process may have begun one', () => {
    const { write, output } = given([noSpace()])
    expect(() => write('a\n')).toThrow('no space')
    expect([write('a\n'), write('b\n'), output()]).toEqual([2, 2, '\na\nb\n'])
  })

  it('fail where nothing is taken', () => {
    expect(() => given([0]).write('a\n')).toThrow('nothing was written')
  })
})
