import { describe, expect, it } from 'vitest'
import { defaultXmlBounds, readXml, type XmlBounds } from './read-xml.js'

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
        text: '  ',
        children: [
          { name: 'b', namespace: '', text: '1&<2>', children: [] },
          { name: 'b', namespace: 'urn:y', text: '', children: [] },
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
    ['an entity of the sender', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
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

  it('bounds depth and the number of elements and attributes', () => {
    const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth)
    expect(read(nested(32)).ok).toBe(true)
    expect(read(nested(33)).ok).toBe(false)
    expect(read(`<r>${'<a/>'.repeat(9_999)}</r>`).ok).toBe(true)
    expect(read(`<r>${'<a/>'.repeat(10_000)}</r>`).ok).toBe(false)
    expect(read('<r a="1" b="1"/>', { depth: 1, nodes: 3 }).ok).toBe(true)
    expect(read('<r a="1" b="1"/>', { depth: 1, nodes: 2 }).ok).toBe(false)
  })
})
