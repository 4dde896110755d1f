import { describe, expect, it } from 'vitest'
import { newUuid, systemIds } from './ids.js'

describe('newUuid', () => {
  const given = (byte: number) => ({ ...systemIds(), bytes: (size: number) => new Uint8Array(size).fill(byte) })

  it.each([
    [0x00, '00000000-0000-4000-8000-000000000000'],
    [0xff, 'ffffffff-ffff-4fff-bfff-ffffffffffff'],
  ])('marks version and variant, and keeps all other bits of %i', (byte, uuid) => {
    expect(newUuid(given(byte))).toBe(uuid)
  })

  it('does not change the bytes passed in', () => {
    const bytes = new Uint8Array(16).fill(0xff)
    newUuid({ ...systemIds(), bytes: () => bytes })
    expect(bytes).toEqual(new Uint8Array(16).fill(0xff))
  })
})

describe('privateKey', () => {
  it.each([
    ['RS256', 'rsa', { modulusLength: 2048, publicExponent: 65_537n }],
    ['ES384', 'ec', { namedCurve: 'secp384r1' }],
  ] as const)('makes a key for %s, a different one every time', async (algorithm, type, details) => {
    const [one, other] = await Promise.all([systemIds().privateKey(algorithm), systemIds().privateKey(algorithm)])
    expect(one).toMatchObject({ type: 'private', asymmetricKeyType: type, asymmetricKeyDetails: details })
    expect(one.equals(other)).toBe(false)
  })
})
