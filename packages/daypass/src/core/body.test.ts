import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CutOff, GatheredBytes, NoRoom, Overdue, readBody, releaseBody } from './body.js'
import { WireError } from './error.js'
import type { Body } from './exchange.js'

const ERRORS = {
  tooLarge: () => new WireError('TooLarge', 'too large'),
  unreadable: (message: string) => new WireError('MalformedInput', message),
}
const failing = (error: Error): Body => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) })

describe('gathered bytes', () => {
  it('are the bytes received, in at most twice their size of memory', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 12 }), (chunks) => {
        const gathered = new GatheredBytes()
        for (const chunk of chunks) {
          gathered.add(chunk)
          expect(gathered.room).toBeLessThanOrEqual(Math.max(4_096, 2 * gathered.size))
        }
        expect(Buffer.from(gathered.whole()).equals(Buffer.concat(chunks))).toBe(true)
      }),
    )
  })

  it('never write into a chunk that was passed in', () => {
    const slab = Buffer.from('abcdef')
    const gathered = new GatheredBytes()
    gathered.add(slab.subarray(0, 2))
    gathered.add(Buffer.from('XY'))
    expect([slab.toString(), Buffer.from(gathered.whole()).toString()]).toEqual(['abcdef', 'abXY'])
  })
})

describe('a body that cannot be read whole', () => {
  it.each([
    ['it was cut off', new CutOff(), 'MalformedInput', 'The request was cut off.'],
    ['it is late', new Overdue(), 'MalformedInput', 'The request body did not arrive in time.'],
    [
      'the server has no memory left for it',
      new NoRoom(),
      'ServiceUnavailable',
      'Too many request bodies are on their way at once. Please try again.',
    ],
  ])('is rejected with an error of its service because %s', async (_why, error, code, message) => {
    await expect(readBody(failing(error), 10, ERRORS)).rejects.toMatchObject({ code, message })
    await expect(readBody({ ...failing(error), collect: () => Promise.reject(error) }, 10, ERRORS)).rejects.toMatchObject({
      code,
      message,
    })
  })

  it('rethrows an error that is not about the body', async () => {
    const defect = new Error('a defect')
    await expect(readBody(failing(defect), 10, ERRORS)).rejects.toBe(defect)
  })
})

describe('a body that will not be read', () => {
  it('is released, unless it is not a stream', async () => {
    let returned = 0
    const body = {
      [Symbol.asyncIterator]: () => body,
      next: () => Promise.reject(new Error('read')),
      return: async () => ({ done: true as const, value: ++returned }),
    }
    await releaseBody(body)
    await releaseBody('text')
    await releaseBody(new Uint8Array(2))
    expect(returned).toBe(1)
  })
})
