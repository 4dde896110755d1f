// cors: which pages of other origins may use a bucket: its rules, the preflight requests of browsers, and the headers that tell a browser what a page
// may read. Decides nothing about permissions: every request that follows is signed or not, and decided, like any other.

import type { CorsRule } from '../../../directory/s3/bucket-cors.js'
import type { CORSRule } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'

const MAX_RULES = 100
const MAX_ID = 255
const METHODS: readonly string[] = ['GET', 'PUT', 'HEAD', 'POST', 'DELETE']
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/

const malformed = () =>
  new S3Error('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema')
const invalid = (message: string) => new S3Error('InvalidRequest', message)

/**
 * Refuses rules that S3 does not save (S3 API reference, PutBucketCors; texts recorded, and for wildcards as its users report them). That a header to
 * expose must be the name of one, and that a maximum age is not negative, are our rules: answers carry both.
 */
export function checkCorsRules(rules: readonly CORSRule[]): void {
  if (rules.length === 0 || rules.length > MAX_RULES) throw malformed()
  for (const { ID, AllowedHeaders = [], AllowedMethods, AllowedOrigins, ExposeHeaders = [], MaxAgeSeconds = 0 } of rules) {
    if ((ID ?? '').length > MAX_ID || AllowedMethods.length === 0 || AllowedOrigins.length === 0 || MaxAgeSeconds < 0) throw malformed()
    const unknown = AllowedMethods.find((method) => !METHODS.includes(method))
    if (unknown !== undefined) throw invalid(`Found unsupported HTTP method in CORS config. Unsupported method is ${unknown}`)
    requireOneWildcard('AllowedOrigin', AllowedOrigins)
    requireOneWildcard('AllowedHeader', AllowedHeaders)
    const wild = ExposeHeaders.find((name) => name.includes('*'))
    if (wild !== undefined)
      throw invalid(`ExposeHeader "${wild}" contains wildcard. We currently do not support wildcard for ExposeHeader.`)
    const strange = ExposeHeaders.find((name) => !TOKEN.test(name))
    if (strange !== undefined) throw invalid(`ExposeHeader "${strange}" is not the name of a header.`)
  }
}

function requireOneWildcard(element: string, values: readonly string[]): void {
  const wild = values.find((value) => value.split('*').length > 2)
  if (wild !== undefined) throw invalid(`${element} "${wild}" can not have more than one wildcard.`)
}

/** A rule as it is stored. */
export const storedRule = (rule: CORSRule): CorsRule => ({
  id: rule.ID,
  origins: rule.AllowedOrigins,
  methods: rule.AllowedMethods,
  headers: rule.AllowedHeaders ?? [],
  exposed: rule.ExposeHeaders ?? [],
  maxAge: rule.MaxAgeSeconds,
})

/** A stored rule as it is returned. */
export const shownRule = ({ id, origins, methods, headers, exposed, maxAge }: CorsRule): CORSRule => ({
  ID: id,
  AllowedHeaders: headers,
  AllowedMethods: methods,
  AllowedOrigins: origins,
  ExposeHeaders: exposed,
  MaxAgeSeconds: maxAge,
})

/** What a page of another origin asks for. */
export interface CrossOrigin {
  readonly origin: string
  readonly method: string
  /** The names of the headers that it wants to send, in lower case; only a preflight request says them. */
  readonly headers: readonly string[]
}

/** The first rule that allows origin, method and every header (S3 user guide, "How does Amazon S3 evaluate the CORS configuration on a bucket?"). */
export const ruleFor = (rules: readonly CorsRule[], { origin, method, headers }: CrossOrigin): CorsRule | undefined =>
  rules.find((rule) => {
    if (!rule.methods.includes(method) || !rule.origins.some((pattern) => matches(pattern, origin))) return false
    const patterns = headers.length === 0 ? [] : rule.headers.map((pattern) => pattern.toLowerCase())
    return headers.every((name) => patterns.some((pattern) => matches(pattern, name)))
  })

function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*')
  if (star < 0) return pattern === text
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)]
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after)
}

/** The headers of an answer to a page that a rule allows. An origin that only `*` allows may not send credentials of the browser's own. */
export function headersOfRule(rule: CorsRule, { origin, headers }: CrossOrigin): Record<string, string> {
  const isForAll = rule.origins.includes('*')
  return {
    'Access-Control-Allow-Origin': isForAll ? '*' : origin,
    'Access-Control-Allow-Methods': rule.methods.join(', '),
    ...(headers.length > 0 && { 'Access-Control-Allow-Headers': headers.join(', ') }),
    ...(rule.exposed.length > 0 && { 'Access-Control-Expose-Headers': rule.exposed.join(', ') }),
    ...(rule.maxAge !== undefined && { 'Access-Control-Max-Age': String(rule.maxAge) }),
    ...(!isForAll && { 'Access-Control-Allow-Credentials': 'true' }),
    Vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  }
}

/** Different names that a preflight request may ask for: each is compared with every pattern of a rule, for a caller who did not sign (own limit). */
const MAX_NAMES = 100

/** The different names in an `Access-Control-Request-Headers`, in lower case; undefined if one is not the name of a header, or there are too many. */
export function readHeaderNames(list: string | undefined): readonly string[] | undefined {
  const names = (list ?? '').split(',').map((name) => name.trim().toLowerCase())
  const given = [...new Set(names)].filter((name) => name !== '')
  return given.length <= MAX_NAMES && given.every((name) => TOKEN.test(name)) ? given : undefined
}
