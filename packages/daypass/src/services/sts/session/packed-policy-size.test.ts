import { randomBytes } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { packedPolicySize } from './packed-policy-size.js'

const numbered = (count: number, tag: (index: number) => [string, string]) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => tag(index)))

/** So that sizes are close to every change of the percentage. */
const randomText = (length: number) => Array.from({ length }, (_, i) => String.fromCharCode(33 + ((i * 7919) % 90))).join('')

describe('packedPolicySize', () => {
  it('is zero for nothing, grows with what is passed, and exceeds 100 for what does not fit', () => {
    const policy = '{"Version":"2012-10-17"}'
    const small = packedPolicySize({ policy })
    const larger = packedPolicySize({ policy, policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] })
    const tagged = packedPolicySize({ policy, policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'], tags: { team: 'platform' } })
    expect(packedPolicySize({})).toBe(0)
    expect(packedPolicySize({ policyArns: [], tags: {} })).toBe(0)
    expect(small).toBeGreaterThan(0)
    expect(larger).toBeGreaterThan(small)
    expect(tagged).toBeGreaterThan(larger)
    expect(packedPolicySize({ policy: randomBytes(4096).toString('hex') })).toBeGreaterThan(100)
  })

  it('is the same for inherited tags of the same length, whatever they contain and whatever is passed with them', () => {
    const secrets = ['alfalfa-alfalfa', 'clover-clover--', 'x'.repeat(15)]
    for (const guess of [...secrets, 'alfalfa', 'secret', '']) {
      const policy = `{"Sid":"${`secret${guess}`.repeat(20)}"}`
      const sizes = secrets.map((secret) =>
        Array.from({ length: 40 }, (_, i) => packedPolicySize({ policy: policy + randomText(i), tags: { guess }, inherited: { secret } })),
      )
      for (const size of sizes) expect(size).toEqual(sizes[0])
    }
    expect(packedPolicySize({ inherited: { team: 'platform' } })).toBeGreaterThan(0)
    expect(packedPolicySize({ inherited: numbered(40, (i) => [`k${i}`, 'v'.repeat(250)]) })).toBeGreaterThan(100)
  })

  it('fits 50 tags of the usual size, but not 50 of the largest', () => {
    expect(packedPolicySize({ tags: numbered(50, (i) => [`kubernetes-label-${i}`, `some-workload-${i * 7}`]) })).toBeLessThan(100)
    const large = numbered(50, (i) => [`k${i}${randomBytes(60).toString('hex')}`, randomBytes(128).toString('hex')])
    expect(packedPolicySize({ tags: large })).toBeGreaterThan(100)
  })

  it('is too large exactly for what is longer than the room and does not compress enough', () => {
    const policyOf = (bytes: number) => randomBytes(bytes).toString('base64')
    for (const policy of [policyOf(300), policyOf(1_500), policyOf(1_525), policyOf(1_600), policyOf(3_000), 'x'.repeat(5_000)]) {
      const text = JSON.stringify([policy, [], {}])
      const compressed = deflateRawSync(text).length
      expect(packedPolicySize({ policy }) > 100, `${text.length} bytes, ${compressed} compressed`).toBe(
        text.length > 2_048 && compressed > 2_048,
      )
    }
  })

  it('never gets smaller when more is passed, also where compression begins', () => {
    const words = Array.from({ length: 700 }, (_, at) => `s3:Action${at}`)
    let before = 0
    for (let count = 1; count < words.length; count += 3) {
      const size = packedPolicySize({ policy: words.slice(0, count).join() })
      expect(size).toBeGreaterThanOrEqual(before)
      before = size
    }
    expect(before).toBeGreaterThan(50)
  })

  it('counts bytes, not characters', () => {
    expect(packedPolicySize({ tags: { k: 'é'.repeat(200) } })).toBe(packedPolicySize({ tags: { k: 'e'.repeat(400) } }))
  })
})
