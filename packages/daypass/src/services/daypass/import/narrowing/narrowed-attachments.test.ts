import { expect, it } from 'vitest'
import { narrowedAttachments } from './narrowed-attachments.js'

/** F allows everything, a... allow, d... deny, m... do both. */
const kinds = { full: 'F', allows: (id: string) => /^[Fam]/.test(id), denies: (id: string) => /^[dm]/.test(id) }

it.each<[before: string, after: string, between: string]>([
  ['F d1', 'F d2', 'F d1 d2'],
  ['F', 'a1 d1', 'a1 d1'],
  ['F', 'm1', 'm1'],
  ['F d1', 'a1 d2', 'F d1 d2'],
  ['F d1', 'F m1', 'F d1 m1'],
  ['a1 a2', 'a2 a3', 'a2'],
  ['a1', 'F', 'a1'],
  ['a1', 'a2 d1', 'a1 d1'],
  ['a1 m1', 'a1', 'a1 m1'],
])('between %s and %s, what is attached is %s', (before, after, between) => {
  expect(narrowedAttachments(before.split(' '), after.split(' '), kinds).join(' ')).toBe(between)
})
