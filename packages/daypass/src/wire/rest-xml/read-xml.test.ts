import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultXmlBounds, readXml, readXmlInTurns, XML_AT_ONCE, type XmlBounds } from './read-xml.js'

const read = (text: string, bounds: XmlBounds = defaultXmlBounds) => readXml(text, bounds)

describe('readXml', () => {
  it('keeps names without prefix, namespaces, order, and text with CDATA and references', () => {
    const text =
      '<?xml version="1.0" encoding="UTF-8"?><!-- c --><p:a xmlns:p="urn:x" z="1"> <b>1&amp;<![CDATA[<2>]]></b><b xmlns="urn:y"/>&#x20;</p:a>'
    expect(read(text)).toEqual({
      ok: true,
      root: {
        name: 'a',
        namespace: 'urn:x',
        attributes: new Map([['z', '1']]),
        text: '  ',
        children: [
          { name: 'b', namespace: '', attributes: new Map(), text: '1&<2>', children: [] },
          { name: 'b', namespace: 'urn:y', attributes: new Map(), text: '', children: [] },
        ],
      },
    })
  })

  it.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['an open element', '<a><b></a>'],
    ['two roots', '<a/><a/>'],
    ['a document type', '<!DOCTYPE a><a/>'],
    ['an entity that the sender defines', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['an unknown entity', '<a>&x;</a>'],
    ['a processing instruction', '<?php x?><a/>'],
    ['a stylesheet inside', '<a><?xml-stylesheet href="x"?></a>'],
    ['an unbound prefix', '<p:a/>'],
    ['an attribute twice', '<a x="1" x="2"/>'],
    ['another encoding', '<?xml version="1.0" encoding="UTF-16"?><a/>'],
    ['another version', '<?xml version="1.1"?><a/>'],
    ['a control character', '<a>\u0001</a>'],
    ['a reference to a control character', '<a>&#1;</a>'],
    ['trailing text', '<a/>x'],
  ])('refuses %s', (_, text) => {
    expect(read(text)).toMatchObject({ ok: false, problem: { code: 'MalformedXML' } })
  })

  it('limits depth and the number of elements and attributes', () => {
    const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth)
    expect(read(nested(32)).ok).toBe(true)
    expect(read(nested(33)).ok).toBe(false)
    expect(read(`<r>${'<a/>'.repeat(9_999)}</r>`).ok).toBe(true)
    expect(read(`<r>${'<a/>'.repeat(10_000)}</r>`).ok).toBe(false)
    expect(read('<r a="1" b="1"/>', { depth: 1, nodes: 3 }).ok).toBe(true)
    expect(read('<r a="1" b="1"/>', { depth: 1, nodes: 2 }).ok).toBe(false)
  })

  it('limits comments and CDATA sections too', () => {
    for (const piece of ['<!---->', '<![CDATA[]]>', '<!--c--><![CDATA[x]]>']) {
      expect(read(`<r>${piece.repeat(4_999)}</r>`).ok).toBe(true)
      expect(read(`<r>${piece.repeat(10_000)}</r>`).ok).toBe(false)
    }
  })
})

describe('readXmlInTurns', () => {
  const rest = async () => {}
  const at = (place: number, text: string) => `<r>${' '.repeat(place - 3)}${text}</r>`

  it('gives the same result as readXml, wherever the pieces end', async () => {
    for (const text of [
      '\u{1F600}',
      '\r\n',
      '&amp;',
      '<!--c-->',
      '<![CDATA[]]]]>',
      '<a b="c"/>',
      '&#x1F600;',
      '<a></a>',
      ']]>',
      '\ufffe',
      '&x;',
    ])
      for (let place = XML_AT_ONCE - text.length - 1; place <= XML_AT_ONCE + 1; place++) {
        const document = at(place, text)
        expect(await readXmlInTurns(document, defaultXmlBounds, rest)).toEqual(readXml(document, defaultXmlBounds))
        expect(readXml(document, defaultXmlBounds).ok).toBe(![']]>', '\ufffe', '&x;'].includes(text))
      }
  })

  it('gives the same result as readXml, for any text', async () => {
    const piece = fc.constantFrom(
      '<a>',
      '</a>',
      '<a/>',
      'x',
      '&lt;',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '\r',
      '\n',
      '\u{1F600}',
      '"',
      " b='1'",
      '<',
    )
    const law = fc.asyncProperty(fc.array(piece, { maxLength: 30 }), fc.nat(60), async (pieces, less) => {
      const document = at(XML_AT_ONCE - less, pieces.join(''))
      expect(await readXmlInTurns(document, defaultXmlBounds, rest)).toEqual(readXml(document, defaultXmlBounds))
    })
    await fc.assert(law, { numRuns: 80, seed: 1 })
  })

  it('pauses after every piece, so that other requests can run', async () => {
    let rests = 0
    const counted = async () => {
      rests += 1
      await rest()
    }
    const text = `<r>${'x'.repeat(20 * XML_AT_ONCE)}</r>`
    expect((await readXmlInTurns(text, defaultXmlBounds, counted)).ok).toBe(true)
    expect(rests).toBe(20)
  })
})
