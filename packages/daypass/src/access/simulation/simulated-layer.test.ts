import { describe, expect, it } from 'vitest'
import { readLayer } from './simulated-layer.js'

const document = (id: string, over: object = {}) => {
  const Statement = [{ Effect: 'Allow', Action: 's3:*', Resource: '*', ...over }]
  return { id, text: JSON.stringify({ Version: '2012-10-17', Statement }) }
}

describe('the documents of a layer', () => {
  it('are parsed together, with the keys that they name', () => {
    const documents = [document('a', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }), document('a')]
    const read = readLayer(documents, 'identity')
    expect(read.ok && { documents: read.layer.documents, keys: read.layer.keys }).toEqual({ documents, keys: ['aws:SecureTransport'] })
  })

  it.each<[string, object, string]>([
    [
      'an unknown operator',
      { Condition: { StringSort: { 'aws:username': 'a' } } },
      'Syntax errors in policy. Unknown condition operator StringSort (line 1, column 100)',
    ],
    [
      'a principal',
      { Principal: '*' },
      'Policy document should not specify a principal. The element Principal cannot be used in this kind of policy (line 1, column 87)',
    ],
    [
      'a value that the operator does not accept',
      { Condition: { DateEquals: { 'aws:CurrentTime': 'soon' } } },
      'The policy failed legacy parsing. DateEquals cannot take the value soon (line 1, column 132)',
    ],
  ])('are all rejected because of one with %s', (_what, over, problem) => {
    const wrong = document('b', over)
    expect(readLayer([document('a'), wrong], 'identity')).toEqual({ ok: false, document: wrong, problem })
  })
})
