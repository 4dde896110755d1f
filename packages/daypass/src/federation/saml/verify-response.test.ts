import { describe, expect, it } from 'vitest'
import { agreement } from '../../testing/saml/agreement.js'
import { encrypted } from '../../testing/saml/encrypted.js'
import { response, signedResponse } from '../../testing/saml/identity-provider.js'
import { secondOpinion } from '../../testing/saml/second-opinion.js'
import { trustOf, verify } from '../../testing/saml/verification.js'

describe('verifyResponse', () => {
  it('reads the same as @node-saml/node-saml of what both accept', async () => {
    for (const signs of ['assertion', 'response', 'both'] as const)
      expect(await secondOpinion(signedResponse({}, signs))).toMatchObject({ name: 'ann', issuer: 'https://idp.example/saml' })
  })

  it('41 accepts of 400 mutations only those that say what was signed', async () => {
    const { refused, accepted, confirmed } = await agreement(400)
    expect(refused + accepted).toBe(400)
    expect(refused).toBeGreaterThan(300)
    expect(confirmed).toBeGreaterThan(5)
  })

  it('throws what is a fault of the server, and turns it into no answer', () => {
    const privateKeys = () => {
      throw new Error('the key ring is gone')
    }
    expect(() => verify(response(encrypted('')), trustOf(undefined, { privateKeys }))).toThrow('the key ring is gone')
  })
})
