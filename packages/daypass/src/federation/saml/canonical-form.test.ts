import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ExclusiveCanonicalization } from 'xml-crypto'
import { domOf } from '../../testing/saml/dom.js'
import { canonicalForm } from './canonical-form.js'
import { elementsOf, readTree } from './xml-tree.js'

const ofText = (text: string, inclusive: readonly string[] = []) => canonicalForm(readTree(text), { inclusive })
const ofLibrary = (text: string, inclusive: readonly string[] = []) =>
  new ExclusiveCanonicalization().process(domOf(text), { inclusiveNamespacesPrefixList: [...inclusive] })

describe('canonicalForm', () => {
  it.each<[string, string, string]>([
    ['an empty element', '<a/>', '<a></a>'],
    ['order and quotes of attributes', '<a c=\'1\' b="2"/>', '<a b="2" c="1"></a>'],
    [
      'attributes with a namespace after the others, by namespace',
      '<a xmlns:y="urn:a" xmlns:x="urn:b" x:a="1" y:b="2" c="3"/>',
      '<a xmlns:x="urn:b" xmlns:y="urn:a" c="3" y:b="2" x:a="1"></a>',
    ],
    [
      'special characters',
      '<a b="&lt;&amp;&quot;&#9;&#10;&#13;>\'">&lt;&amp;&gt;&#13;"\'</a>',
      '<a b="&lt;&amp;&quot;&#x9;&#xA;&#xD;>\'">&lt;&amp;&gt;&#xD;"\'</a>',
    ],
    [
      'only namespaces that are used',
      '<a xmlns="urn:d" xmlns:x="urn:x" xmlns:y="urn:y"><x:b/></a>',
      '<a xmlns="urn:d"><x:b xmlns:x="urn:x"></x:b></a>',
    ],
    [
      'a namespace once where its use goes on, and again where it does not',
      '<x:a xmlns:x="urn:x"><x:b/><b><x:c/></b></x:a>',
      '<x:a xmlns:x="urn:x"><x:b></x:b><b><x:c></x:c></b></x:a>',
    ],
    [
      'a namespace again for each of two siblings',
      '<a xmlns:x="urn:x"><x:b/><x:c/></a>',
      '<a><x:b xmlns:x="urn:x"></x:b><x:c xmlns:x="urn:x"></x:c></a>',
    ],
    ['a default namespace that ends', '<a xmlns="urn:d"><b xmlns=""/></a>', '<a xmlns="urn:d"><b xmlns=""></b></a>'],
    ['no end of a default namespace that did not begin', '<a xmlns=""><b xmlns=""/></a>', '<a><b></b></a>'],
    [
      'a prefix that is bound again',
      '<x:a xmlns:x="urn:1"><x:b xmlns:x="urn:2"/></x:a>',
      '<x:a xmlns:x="urn:1"><x:b xmlns:x="urn:2"></x:b></x:a>',
    ],
    ['attributes of xml', '<a xml:lang="en"/>', '<a xml:lang="en"></a>'],
    ['line ends', '<a>\r\n\r</a>', '<a>\n\n</a>'],
    ['a declaration', '<?xml version="1.0"?>\n<a/>\n', '<a></a>'],
  ])('writes %s', (_what, text, expected) => {
    expect(ofText(text)).toBe(expected)
  })

  it('declares listed prefixes where they come into scope, used or not', () => {
    const text = '<a xmlns:x="urn:x" xmlns="urn:d"><y:b xmlns:y="urn:y"/></a>'
    expect(ofText(text, ['x'])).toBe('<a xmlns="urn:d" xmlns:x="urn:x"><y:b xmlns:y="urn:y"></y:b></a>')
    const [inner] = elementsOf(readTree(text))
    const all = inner && canonicalForm(inner, { inclusive: ['x', '#default', 'none'] })
    expect(all).toBe('<y:b xmlns="urn:d" xmlns:x="urn:x" xmlns:y="urn:y"></y:b>')
  })

  it('leaves out one child, and its text alone stays', () => {
    const root = readTree('<a>1<b>2</b>3<b>4</b></a>')
    const [first] = elementsOf(root)
    expect(canonicalForm(root, first && { without: first })).toBe('<a>13<b>4</b></a>')
  })

  it('is what the library xml-crypto writes, and stays the same when it is read again', () => {
    const prefixes = fc.constantFrom('', 'x:', 'y:')
    const text = fc.constantFrom('', ' t', '&amp;&lt;', '\n', 'é𝄞')
    const names = fc.constantFrom(
      'xmlns="urn:d"',
      'xmlns:x="urn:a"',
      'xmlns:x="urn:b"',
      'xmlns:y="urn:a"',
      'a="&quot;"',
      'b="2"',
      'x:a="3"',
      'y:b="4"',
    )
    const attributes = fc.uniqueArray(names, { maxLength: 4, selector: (one) => one.split('=')[0] })
    const around = (children: fc.Arbitrary<string>) =>
      fc
        .tuple(prefixes, attributes, text, fc.array(children, { maxLength: 3 }))
        .map(([prefix, own, inside, nested]) => `<${prefix}e ${own.join(' ')}>${inside}${nested.join(inside)}</${prefix}e>`)
    const element = around(around(around(fc.constant(''))))
    fc.assert(
      fc.property(element, fc.subarray(['x', 'y']), (inner, inclusive) => {
        const document = `<r xmlns:x="urn:b" xmlns:y="urn:c">${inner}</r>`
        fc.pre(isWellFormed(document))
        const written = ofText(document, inclusive)
        expect(written).toBe(ofLibrary(document, inclusive))
        if (inclusive.length === 0) expect(ofText(written)).toBe(written)
      }),
      { numRuns: 300 },
    )
  })
})

function isWellFormed(text: string): boolean {
  try {
    return readTree(text) !== undefined
  } catch {
    return false
  }
}
