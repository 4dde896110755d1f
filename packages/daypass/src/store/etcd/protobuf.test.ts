import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RANGE, TXN, WATCH } from './messages.js'
import { MessageReader, MessageWriter } from './protobuf.js'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

describe('messages', () => {
  it('are written as protoc writes them', () => {
    // From the encoding guide of Protocol Buffers: field 1 is 150; field 2 is "testing"; field 3 is a message whose field 1 is 150.
    const to = new MessageWriter()
    to.number(1, 150).text(2, 'testing')
    to.message(3, (inner) => inner.number(1, 150))
    expect(to.finish().toString('hex')).toBe(hex('08 96 01 12 07 74 65 73 74 69 6e 67 1a 03 08 96 01').toString('hex'))
  })

  it('are read as they were written, whatever the numbers and bytes, and with fields between that nobody knows', () => {
    const field = fc.record({
      field: fc.integer({ min: 1, max: 1_000 }),
      value: fc.oneof(fc.maxSafeNat(), fc.uint8Array({ minLength: 1 })),
    })
    fc.assert(
      fc.property(fc.array(field), (fields) => {
        const to = new MessageWriter()
        for (const { field: at, value } of fields) {
          if (typeof value === 'number') to.chosen(at, value)
          else to.bytesOf(at, value)
        }
        const from = new MessageReader(to.finish())
        const skipping = new MessageReader(to.finish())
        for (const { field: at, value } of fields) {
          expect([from.field(), skipping.field()]).toEqual([at, at])
          skipping.skip()
          expect(typeof value === 'number' ? from.number() : new Uint8Array(from.bytes())).toEqual(value)
        }
        expect([from.field(), skipping.field()]).toEqual([0, 0])
      }),
    )
  })

  it.each([
    ['a number above 2^53', '08 ff ff ff ff ff ff ff ff 7f'],
    ['a number without an end', '08 ff'],
    ['bytes shorter than they say', '12 05 61'],
    ['a revision that is bytes', '18 01 1a 01 61'],
    ['a group, which nobody uses', '0b'],
  ])('are refused: %s', (_what, text) => {
    const from = new MessageReader(hex(text))
    const readAll = () => {
      for (let at = from.field(); at !== 0; at = from.field()) {
        if (at === 1 || at === 3) from.number()
        else from.skip()
      }
    }
    expect(readAll).toThrow(expect.objectContaining({ code: 'MalformedMessage' }))
  })

  it('never make a reader fail otherwise, whatever bytes come', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        for (const { decode } of [RANGE, TXN, WATCH]) {
          try {
            decode(Buffer.from(bytes))
          } catch (error) {
            expect(error).toMatchObject({ code: 'MalformedMessage' })
          }
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('compare with 0 by writing it, because it is one of several things to compare with', () => {
    const txn = TXN.encode({ compare: [{ start: Buffer.from('a'), result: 'equal', modRevision: 0 }], success: [] })
    expect(txn.toString('hex')).toBe(hex('0a 07 10 02 1a 01 61 30 00').toString('hex'))
  })
})
