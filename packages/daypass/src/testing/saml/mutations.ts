/** Where an element is in a document that has only tags and text. */
interface Range {
  readonly from: number
  readonly to: number
}

/** The ranges of all elements; undefined where tags do not match. */
function rangesOf(document: string): Range[] {
  const open: number[] = []
  const found: Range[] = []
  for (const { 0: tag, 1: closing, 2: empty, index } of document.matchAll(/<(\/?)[A-Za-z][^<>]*?(\/?)>/g)) {
    if (closing === '/') found.push({ from: open.pop() ?? 0, to: index + tag.length })
    else if (empty === '/') found.push({ from: index, to: index + tag.length })
    else open.push(index)
  }
  return found
}

const splice = (document: string, { from, to }: Range, what: string): string => document.slice(0, from) + what + document.slice(to)
const forged = (element: string): string => element.replaceAll('ann', 'root').replaceAll(/ID="_(\w+)"/g, 'ID="_forged$1"')

type Mutation = (document: string, one: Range, other: Range) => string

/** What an attacker does with elements, identifiers, names and characters of a signed document. */
const MUTATIONS: readonly Mutation[] = [
  (document, one) => splice(document, one, ''),
  (document, one) => splice(document, one, document.slice(one.from, one.to).repeat(2)),
  (document, one) => splice(document, one, document.slice(one.from, one.to) + forged(document.slice(one.from, one.to))),
  (document, one) => splice(document, one, forged(document.slice(one.from, one.to)) + document.slice(one.from, one.to)),
  (document, one, other) => splice(document, one, document.slice(other.from, other.to)),
  (document, one, other) => splice(document, { from: one.from, to: one.from }, document.slice(other.from, other.to)),
  (document, one, other) => splice(document, { from: one.from, to: one.from }, forged(document.slice(other.from, other.to))),
  (document, one) => splice(document, one, forged(document.slice(one.from, one.to))),
  (document, one) => splice(document, one, `<x>${document.slice(one.from, one.to)}</x>`),
  (document, one) => splice(document, { from: one.from, to: one.from }, '<!-- -->'),
  (document, one) => splice(document, { from: one.to, to: one.to }, ' \n'),
  (document, one) => splice(document, { from: one.from, to: one.from }, '&#32;'),
  (document, one) => splice(document, one, document.slice(one.from, one.to).replace('>', ' xmlns:q="urn:q">')),
  (document, one) => splice(document, one, document.slice(one.from, one.to).replace('>', ' ID="_assertion">')),
  (document, one) =>
    splice(document, one, document.slice(one.from, one.to).replace('>', ' xmlns="urn:oasis:names:tc:SAML:2.0:assertion">')),
  (document, one, other) => splice(document, { from: one.from + 1, to: one.from + 2 }, String.fromCharCode(97 + (other.from % 26))),
  (document, one) => splice(document, one, document.slice(one.from, one.to).replaceAll('saml:', 'samlp:')),
  (document) => document.replace('>ann<', '>a&#110;n<'),
  (document) => document.replace('>ann<', '>an<![CDATA[n]]><'),
  (document, one) => splice(document, one, document.slice(one.from, one.to).replaceAll('_assertion', '_response')),
]

/** The document after mutations that the numbers choose, three for each. */
export function mutated(document: string, numbers: readonly number[]): string {
  let result = document
  for (let at = 0; at + 2 < numbers.length; at += 3) {
    const ranges = rangesOf(result)
    const pick = (n = 0) => ranges[n % Math.max(1, ranges.length)] ?? { from: 0, to: 0 }
    const mutation = MUTATIONS[(numbers[at] ?? 0) % MUTATIONS.length]
    result = mutation?.(result, pick(numbers[at + 1]), pick(numbers[at + 2])) ?? result
  }
  return result
}
