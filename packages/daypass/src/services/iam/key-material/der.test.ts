import { describe, expect, it } from 'vitest'
import { derElements, derInside } from './der.js'

const read = (hex: string) =>
  derElements(Buffer.from(hex, 'hex'))?.map(({ tag, content }) => `${tag.toString(16)} ${Buffer.from(content).toString('hex')}`)

describe('derElements', () => {
  it('reads elements one after the other, with short and long lengths', () => {
    expect(read('')).toEqual([])
    expect(read('0201053000')).toEqual(['2 05', '30 '])
    expect(read(`048180${'00'.repeat(128)}`)).toEqual([`4 ${'00'.repeat(128)}`])
    expect(derInside({ tag: 0x30, content: Buffer.from('020105', 'hex') })).toHaveLength(1)
  })

  it.each(['30', '3001', '3080', '1f0100', '308501', '30820001', '02810105', '0282008000', `30810100`, '0285010000000000'])(
    'refuses %s',
    (hex) => {
      expect(read(hex)).toBeUndefined()
    },
  )

  it('reads two hundred elements and no more', () => {
    expect(read('0500'.repeat(200))).toHaveLength(200)
    expect(read('0500'.repeat(201))).toBeUndefined()
  })
})
