import { describe, expect, it } from 'vitest'
import { signedResponse } from '../../testing/saml/identity-provider.js'
import { KEYS } from '../../testing/saml/key-pairs.js'
import { signedTree } from './signed-tree.js'
import { requireAssertion, responseParts } from './strict-profile.js'
import { allElements, isNamed, readTree } from './xml-tree.js'

const DSIG = 'http://www.w3.org/2000/09/xmldsig#'

describe('signedTree', () => {
  it('is read from the digested bytes: no node of it is one of the document, and the signature is not in it', () => {
    const { assertion } = responseParts(readTree(signedResponse()))
    const signature = requireAssertion(assertion)
    const tree = signature && signedTree(assertion, signature, [KEYS.rsa.publicKey])
    const found = tree ? allElements(tree) : []
    const given = allElements(assertion)
    expect(found.length).toBeGreaterThan(10)
    expect(found.filter((node) => given.includes(node))).toEqual([])
    expect(found.some((node) => isNamed(node, DSIG, 'Signature'))).toBe(false)
  })
})
