import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readXml } from './rest-xml/read-xml.js'
import { escapeXml } from './xml-text.js'

// XML 1.0 section 2.2.
const legal = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u

function throughXml(text: string): string | undefined {
  const document = readXml(`<a>${escapeXml(text)}</a>`, { depth: 2, nodes: 2 })
  return document.ok ? document.root.text : undefined
}

describe('escapeXml', () => {
  it.each([
    ['plain', 'plain'],
    [`<&>"'`, '&lt;&amp;&gt;&quot;&apos;'],
    ['a\tb\nc\rd', 'a\tb\nc&#xD;d'],
    ['\u0000\u0008\u000b\u001f\ufffe\uffff', '\uFFFD'.repeat(6)],
    ['\ud800x\udc00', '\uFFFDx\uFFFD'],
    ['é\u{1F600}', 'é\u{1F600}'],
  ])('writes %j', (text, expected) => {
    expect(escapeXml(text)).toBe(expected)
  })

  it('keeps every text XML can hold', () => {
    const texts = fc.string({
      unit: fc.oneof(fc.constantFrom('\r', '\n', ']]>', '&', '<', '"'), fc.string({ unit: 'binary', maxLength: 2 })),
    })
    fc.assert(
      fc.property(
        texts.filter((text) => legal.test(text)),
        (text) => {
          expect(throughXml(text)).toBe(text)
        },
      ),
    )
  })

  it('always parses, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
        const text = String.fromCharCode(...units)
        expect(throughXml(text)).toHaveLength(text.length)
      }),
    )
  })
})
