import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readXml } from './rest-xml/read-xml.js'
import { escapeXml, writableText } from './xml-text.js'

// XML 1.0 section 2.2.
const legal = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u

function throughXml(text: string): string | undefined {
  const document = readXml(`<a>${escapeXml(text)}</a>`, { depth: 2, nodes: 2 })
  return document.ok ? document.root.text : undefined
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** What a parser that accepts a reference to any character makes of it, as those of browsers and of the SDK for JavaScript do. */
const readLeniently = (xml: string): string =>
  xml.replace(/&(?:#x([0-9a-f]+)|(\w+));/gi, (_, hex: string | undefined, name: string) =>
    hex === undefined ? (NAMED[name] ?? '?') : String.fromCharCode(Number.parseInt(hex, 16)),
  )

/** Any text, often with characters that XML cannot represent. */
const units = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0x40 }), fc.integer({ min: 0xfff0, max: 0xffff })),
)
const texts = units.map((codes) => String.fromCharCode(...codes))

describe('escapeXml', () => {
  it.each([
    ['plain', 'plain'],
    [`<&>"'`, '&lt;&amp;&gt;&quot;&apos;'],
    ['a\tb\nc\rd', 'a\tb\nc&#xD;d'],
    ['\u0000\u0008\u000b\u0019\u001f', '&#x0;&#x8;&#xb;&#x19;&#x1f;'],
    ['\ufffe\uffff', '&#xfffe;&#xffff;'],
    ['&#x19;', '&amp;#x19;'],
    ['\u007f\u0080\u0085', '\u007f\u0080\u0085'],
    ['\ud800x\udc00', '\uFFFDx\uFFFD'],
    ['é\u{1F600}', 'é\u{1F600}'],
  ])('writes %j', (text, expected) => {
    expect(escapeXml(text)).toBe(expected)
  })

  it('keeps every text that XML can represent', () => {
    const marked = fc.string({
      unit: fc.oneof(fc.constantFrom('\r', '\n', ']]>', '&', '<', '"'), fc.string({ unit: 'binary', maxLength: 2 })),
    })
    fc.assert(
      fc.property(
        marked.filter((text) => legal.test(text)),
        (text) => {
          expect(throughXml(text)).toBe(text)
        },
      ),
    )
  })

  it('loses no character, whatever the text', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const written = escapeXml(text)
        expect(written).toMatch(legal)
        expect(readLeniently(written)).toBe(Buffer.from(text, 'utf8').toString('utf8'))
      }),
    )
  })
})

describe('writableText', () => {
  it('always parses, whatever the text, and changes nothing else', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const read = throughXml(writableText(text))
        expect(read).toHaveLength(text.length)
        for (let i = 0; i < text.length; i++) expect([text[i], '\uFFFD']).toContain(read?.[i])
        if (legal.test(text)) expect(read).toBe(text)
      }),
    )
  })
})
