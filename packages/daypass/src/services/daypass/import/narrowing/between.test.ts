import { describe, expect, it } from 'vitest'
import { between, DENY_ALL, deniedBy, differenceOf } from './between.js'

type Element = Readonly<Record<string, unknown>>
const doc = (...Statement: readonly Element[]) => JSON.stringify({ Version: '2012-10-17', Statement })
const allow = (Action: unknown, more: Element = {}): Element => ({ Effect: 'Allow', Action, Resource: '*', ...more })
const deny = (Action: unknown, more: Element = {}): Element => ({ Effect: 'Deny', Action, Resource: '*', ...more })
const trust = (Principal: unknown): Element => ({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' })
const NOTHING = doc({ Effect: 'Deny', NotAction: '*', Resource: '*' })
const WHEN = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }

describe('a document between two', () => {
  it.each<[what: string, before: string, after: string, expected: string]>([
    ['is the one that only takes away', doc(allow(['a:A', 'a:B'])), doc(allow('a:A'), deny('a:C')), doc(allow('a:A'), deny('a:C'))],
    [
      'is the one from before where the other only gives',
      doc(allow('a:A'), deny('a:C')),
      doc(allow(['a:A', 'a:B'])),
      doc(allow('a:A'), deny('a:C')),
    ],
    ['has the actions of both', doc(allow(['a:A', 'a:B'])), doc(allow(['a:B', 'a:C'])), doc(allow(['a:B'], { Resource: ['*'] }))],
    [
      'has the resources of both, where one has all',
      doc(allow(['a:A', 'a:B'], { Resource: ['r', 's'] })),
      doc(allow(['a:B', 'a:C'])),
      doc(allow(['a:B'], { Resource: ['r', 's'] })),
    ],
    [
      'is not allowed what both except',
      doc(allow(undefined, { NotAction: ['a:A'] })),
      doc(allow(undefined, { NotAction: ['a:B'] })),
      doc({ Effect: 'Allow', NotAction: ['a:A', 'a:B'], Resource: ['*'] }),
    ],
    [
      'has all that is denied',
      doc(deny('a:A'), allow('x:X')),
      doc(deny('a:B'), allow('y:Y')),
      doc(deny(['a:A'], { Resource: ['*'] }), deny(['a:B'], { Resource: ['*'] })),
    ],
    ['says nothing where nothing is allowed in both', doc(allow('a:A')), doc(allow('a:B')), NOTHING],
    ['does not take conditions for the same', doc(allow('a:A', WHEN)), doc(allow('a:A')), NOTHING],
    [
      'has the order of members and Sid for nothing',
      doc(allow('a:A', { Sid: 'x' })),
      doc({ Action: ['a:A'], Resource: ['*'], Effect: 'Allow' }),
      doc(allow('a:A', { Sid: 'x' })),
    ],
    [
      'denies everything where numbers are to be compared',
      doc(allow('a:A', { Condition: { NumericLessThan: { k: 1 } } })),
      doc(allow('a:A')),
      DENY_ALL.identity,
    ],
    [
      'denies everything where variables mean something else',
      doc(allow('a:A')),
      doc(allow('a:A')).replace('2012', '2008'),
      DENY_ALL.identity,
    ],
    [
      'keeps a member that prototypes have',
      doc(allow('a:A')),
      doc(allow('a:A')).replace('{"Effect"', '{"__proto__":{"a":"b"},"Effect"'),
      NOTHING,
    ],
  ])('%s', (_what, before, after, expected) => {
    const found = between(before, after, 'identity')
    expect(JSON.parse(found)).toEqual(JSON.parse(expected))
    expect(between(found, after, 'identity')).toBe(found)
  })

  it('trusts who is trusted in both', () => {
    const both = between(doc(trust({ AWS: ['A', 'B'], Service: 's' })), doc(trust({ AWS: ['B', 'C'] })), 'trust')
    expect(JSON.parse(both)).toEqual(JSON.parse(doc({ ...trust({ AWS: ['B'] }), Action: ['sts:AssumeRole'] })))
    expect(between(doc(trust({ AWS: 'A' })), doc(trust({ AWS: 'B' })), 'trust')).toBe(DENY_ALL.trust)
  })
})

describe('what documents deny', () => {
  it('is all of it, once', () => {
    const texts = [doc(allow('a:A'), deny('a:B')), doc(deny('a:B'), deny('a:C'))]
    const together = deniedBy(texts, 1_000) ?? ''
    expect(JSON.parse(together)).toEqual(JSON.parse(doc(deny(['a:B'], { Resource: ['*'] }), deny(['a:C'], { Resource: ['*'] }))))
    expect(deniedBy([together, ...texts], 1_000)).toBe(together)
    expect(deniedBy([doc(allow('a:A'))], 1_000)).toBeUndefined()
  })

  it('is everything where it is too much, or cannot be compared', () => {
    expect(deniedBy([doc(deny('a:A'))], 10)).toBe(DENY_ALL.identity)
    expect(deniedBy([doc(deny('a:A')), doc(deny('a:A')).replace('2012', '2008')], 1_000)).toBe(DENY_ALL.identity)
    expect(deniedBy(['{'], 1_000)).toBe(DENY_ALL.identity)
  })
})

describe('a difference of two documents', () => {
  const none = { allowsMore: false, allowsLess: false, deniesMore: false, deniesLess: false }
  it.each<[here: string, inFile: string, expected: object | undefined]>([
    [doc(allow(['a:A', 'a:B'])), doc(allow('a:B'), allow(['a:A'])), undefined],
    [doc(allow('*')), doc(allow('a:B')), { ...none, allowsMore: true }],
    [doc(allow('a:B')), doc(allow('*')), { ...none, allowsLess: true }],
    [doc(deny('a:B')), doc(deny(['a:B', 'a:C'])), { ...none, deniesLess: true }],
    [doc(deny('*')), doc(deny(['a:B', 'a:C'])), { ...none, deniesMore: true }],
    [doc(deny('*')), '[]', { allowsMore: true, allowsLess: true, deniesMore: true, deniesLess: true }],
  ])('%s is told from %s', (here, inFile, expected) => expect(differenceOf(here, inFile)).toEqual(expected))
})
