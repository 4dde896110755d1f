import { type HeaderIndex, lowerCaseName } from '../headers.js'
import { decodeComponent, type QueryPair } from '../query.js'
import type { PresignedV2 } from './presigned-v2.js'
import { SUBRESOURCES } from './subresources.js'

const AMZ = 'x-amz-'

/**
 * The text that a presigned query of version 2 signs: method, Content-MD5, Content-Type, Expires, all `x-amz-*` headers, and the resource. `resource`
 * is the path as sent, with the bucket before it where the Host names the bucket.
 * Source: S3 user guide, "Signing and authenticating REST requests", and botocore's `HmacV1Auth`, which moves headers into the query.
 */
export function stringToSignV2(method: string, resource: string, { headers, query, expires }: PresignedV2): string {
  const head = [method, headers.values.get('content-md5') ?? '', headers.values.get('content-type') ?? '', expires].join('\n')
  return `${head}\n${amzHeaders(headers, query)}${resource}${subresources(query)}`
}

/** `x-amz-*` headers, and those that a presigner moved into the query, sorted, one on each line. */
function amzHeaders({ values }: HeaderIndex, query: readonly QueryPair[]): string {
  const found = new Map<string, string>()
  for (const pair of query) {
    const name = lowerCaseName(pair.name)
    if (name.startsWith(AMZ)) found.set(name, decodeComponent(pair.value).trim())
  }
  for (const name of values.keys()) if (name.startsWith(AMZ)) found.set(name, values.get(name) ?? '')
  let lines = ''
  for (const name of [...found.keys()].sort()) lines += `${name}:${found.get(name)}\n`
  return lines
}

/** `?` and the covered parameters, sorted by name, values decoded; an empty value is left out with its `=`. */
function subresources(query: readonly QueryPair[]): string {
  const covered = query.filter(({ name }) => SUBRESOURCES.has(decodeComponent(name)))
  if (covered.length === 0) return ''
  const texts = covered
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name === b.name ? 0 : 1))
    .map(({ name, value }) => (value === '' ? name : `${name}=${decodeComponent(value)}`))
  return `?${texts.join('&')}`
}
