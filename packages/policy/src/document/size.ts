import type { SizeMeasure } from './kinds.js'

/**
 * The size of a document as AWS counts it. IAM does not count white space (space, tab, carriage return, line feed) anywhere. Source: IAM User Guide,
 * "IAM and AWS STS quotas". Characters are UTF-16 code units.
 *
 * @example
 * console.log(policySize('{ "a": 1 }'), policySize('{ "a": 1 }', 'characters'))
 * // => 7 10
 */
export function policySize(text: string, measure: SizeMeasure = 'non-whitespace'): number {
  if (measure === 'characters') return text.length
  return measure === 'bytes' ? utf8Length(text) : visibleLength(text)
}

function visibleLength(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code !== 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) count++
  }
  return count
}

function utf8Length(text: string): number {
  let count = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    count += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return count
}
