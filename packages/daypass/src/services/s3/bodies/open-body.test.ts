import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { AT, objectOfParts } from '../../../testing/s3/uploads.js'
import { type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { DeleteObject } from '../objects/DeleteObject.js'
import { GetObject } from '../objects/GetObject.js'
import { HeadObject } from '../objects/HeadObject.js'
import { piecesOf, rangeOfPart, runsOf } from './pieces.js'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
})

async function textOf(body: unknown): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('latin1')
}
const read = async (more: object = {}) => textOf((await w.call(GetObject, { ...AT, ...more })).Body)
const letters = (...texts: string[]) => texts.map((text, at) => ({ number: 2 * at + 1, bytes: Buffer.from(text) }))

describe('an object of parts', () => {
  it('reads any range as the same bytes in one buffer would', async () => {
    const parts = fc.array(fc.string({ minLength: 0, maxLength: 9, unit: 'binary-ascii' }), { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(parts, fc.nat(60), fc.nat(60), async (texts, first, length) => {
        const whole = texts.join('')
        await objectOfParts(w, letters(...texts))
        expect(await read()).toBe(whole)
        if (first >= whole.length) return
        expect(await read({ Range: `bytes=${first}-${first + length}` })).toBe(whole.slice(first, first + length + 1))
        if (length > 0) expect(await read({ Range: `bytes=-${length}` })).toBe(whole.slice(-length))
      }),
      { numRuns: 40 },
    )
  })

  it('reads across pages of parts, with gaps in their numbers', async () => {
    const texts = Array.from({ length: 230 }, (_, at) => String(at))
    await objectOfParts(w, letters(...texts))
    expect(await read()).toBe(texts.join(''))
    expect(await read({ Range: 'bytes=-3' })).toBe('229')
  })

  it('is read part by part, counted from 1', async () => {
    await objectOfParts(w, letters('ab', 'cde', 'f'))
    expect(await w.call(HeadObject, { ...AT, PartNumber: 2 })).toMatchObject({
      PartsCount: 3,
      ContentLength: 3,
      ContentRange: 'bytes 2-4/6',
    })
    expect(await Promise.all([1, 2, 3].map((PartNumber) => read({ PartNumber })))).toEqual(['ab', 'cde', 'f'])
    const refused = await w.attempt(GetObject, { ...AT, PartNumber: 4 })
    expect('error' in refused && refused.error).toMatchObject({
      ...{ code: 'InvalidPartNumber', message: 'The requested partnumber is not satisfiable' },
      detail: { fields: { ActualPartCount: '3', PartNumberRequested: '4' } },
    })
  })

  it('stays readable to the end for whoever reads it when it is deleted, and is then removed', async () => {
    const texts = Array.from({ length: 150 }, (_, at) => String(at % 10))
    await objectOfParts(w, letters(...texts))
    const { Body } = await w.call(GetObject, AT)
    await w.call(DeleteObject, AT)
    expect((await w.refusal(GetObject, AT)).code).toBe('NoSuchKey')
    expect(await textOf(Body)).toBe(texts.join(''))
    await expect.poll(() => w.read((state) => state.range({ start: 'upload-part/', end: 'upload-part0', limit: 1 }))).toEqual([])
  })

  it('is let go of when a reader stops in the middle, or never starts', async () => {
    await objectOfParts(w, letters('ab', 'cd'))
    for (const Body of [(await w.call(GetObject, AT)).Body, (await w.call(GetObject, AT)).Body] as AsyncIterable<Uint8Array>[]) {
      const reading = Body[Symbol.asyncIterator]()
      await reading.return?.()
      await reading.return?.()
    }
    await w.call(DeleteObject, AT)
    expect(w.read((state) => state.range({ start: 'upload-part/', end: 'upload-part0', limit: 1 }))).toEqual([])
  })
})

describe('runs of parts', () => {
  const sizes = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 4 })), { maxLength: 12 })
  const numbered = sizes.map((list) => {
    let number = 0
    return list.map(([gap, size]) => {
      number += gap
      return { number, size }
    })
  })

  it('give back the parts that they were made of, and where each lies', () => {
    fc.assert(
      fc.property(numbered, (parts) => {
        const runs = runsOf(parts)
        const all = runs.flatMap(([first, count, size]) => Array.from({ length: count }, (_, at) => ({ number: first + at, size })))
        expect(all).toEqual(parts)
        let start = 0
        for (const [at, { size }] of parts.entries()) {
          expect(rangeOfPart(runs, at + 1)).toEqual({ start, length: size })
          start += size
        }
        expect(rangeOfPart(runs, parts.length + 1)).toBeUndefined()
      }),
    )
  })

  it('give the pieces of a range, which are as long as the range', () => {
    fc.assert(
      fc.property(numbered, fc.nat(40), fc.nat(40), (parts, from, length) => {
        const size = parts.reduce((sum, part) => sum + part.size, 0)
        const start = Math.min(from, size)
        const range = { start, length: Math.min(length, size - start) }
        const pieces = [...piecesOf(runsOf(parts), range)]
        expect(pieces.reduce((sum, piece) => sum + piece.length, 0)).toBe(range.length)
        expect(pieces.every((piece) => piece.start + piece.length <= piece.size)).toBe(true)
      }),
    )
  })
})
