import fc from 'fast-check'
import { expect } from 'vitest'
import { signedResponse } from './identity-provider.js'
import { mutated } from './mutations.js'
import { secondOpinion } from './second-opinion.js'
import { verify } from './verification.js'

/** How many mutations were refused, and how many accepted with the same claims as the genuine response. */
export interface Agreement {
  refused: number
  accepted: number
  /** Of the accepted: those that the second reader accepts too. */
  confirmed: number
}

/**
 * 41: mutates genuine responses. Whatever is accepted must say exactly what the identity provider signed, and where @node-saml/node-saml accepts it too, it must
 * read the same.
 */
export async function agreement(numRuns: number): Promise<Agreement> {
  const counts = { refused: 0, accepted: 0, confirmed: 0 }
  const genuine = (['assertion', 'response', 'both'] as const).map((signs) => signedResponse({}, signs))
  const expected = verify(genuine[0] ?? '')
  const numbers = fc.array(fc.nat(10_000), { minLength: 3, maxLength: 9 })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...genuine), numbers, async (document, chosen) => {
      const changed = mutated(document, chosen)
      const result = verify(changed)
      if (!result.ok) {
        counts.refused += 1
        return
      }
      counts.accepted += 1
      expect(result).toEqual(expected)
      const other = await secondOpinion(changed)
      if (other === undefined) return
      counts.confirmed += 1
      const { subject, issuer, attributes } = result.assertion
      const read = Object.fromEntries(attributes.map(({ name, values }) => [name, values.length === 1 ? values[0] : values]))
      expect(other).toEqual({ name: subject.name, format: subject.format, issuer, attributes: read })
    }),
    { numRuns, seed: 15 },
  )
  return counts
}
