import { describe, expect, it } from 'vitest'
import type { CORSRule } from '../../../wire/generated/s3.js'
import { type CrossOrigin, checkCorsRules, headersOfRule, readHeaderNames, ruleFor, shownRule, storedRule } from './cors-rules.js'

const RULE: CORSRule = { AllowedMethods: ['GET'], AllowedOrigins: ['https://a.example'] }
const stored = (changes: Partial<CORSRule>) => storedRule({ ...RULE, ...changes })
const asks = (changes: Partial<CrossOrigin> = {}): CrossOrigin => ({ origin: 'https://a.example', method: 'GET', headers: [], ...changes })

describe('rules that are not saved', () => {
  it.each<[string, readonly CORSRule[], string]>([
    ['none', [], 'MalformedXML'],
    ['101', Array.from({ length: 101 }, () => RULE), 'MalformedXML'],
    ['one without methods', [{ ...RULE, AllowedMethods: [] }], 'MalformedXML'],
    ['one without origins', [{ ...RULE, AllowedOrigins: [] }], 'MalformedXML'],
    ['a long id', [{ ...RULE, ID: 'x'.repeat(256) }], 'MalformedXML'],
    ['a negative age', [{ ...RULE, MaxAgeSeconds: -1 }], 'MalformedXML'],
    [
      'an unknown method',
      [{ ...RULE, AllowedMethods: ['MYMETHOD'] }],
      'Found unsupported HTTP method in CORS config. Unsupported method is MYMETHOD',
    ],
    ['OPTIONS', [{ ...RULE, AllowedMethods: ['OPTIONS'] }], 'Unsupported method is OPTIONS'],
    ['a method in lower case', [{ ...RULE, AllowedMethods: ['get'] }], 'Unsupported method is get'],
    ['an origin with two wildcards', [{ ...RULE, AllowedOrigins: ['*.*'] }], 'AllowedOrigin "*.*" can not have more than one wildcard.'],
    ['a header with two wildcards', [{ ...RULE, AllowedHeaders: ['**'] }], 'AllowedHeader "**" can not have more than one wildcard.'],
    ['a wildcard to expose', [{ ...RULE, ExposeHeaders: ['x-*'] }], 'ExposeHeader "x-*" contains wildcard.'],
    ['an invalid header name to expose', [{ ...RULE, ExposeHeaders: ['a\nb: c'] }], 'is not the name of a header.'],
    ['a wrong rule after a good one', [RULE, { ...RULE, AllowedMethods: ['X'] }], 'Unsupported method is X'],
  ])('are %s', (_, rules, text) => {
    let told = ''
    try {
      checkCorsRules(rules)
    } catch (error) {
      told = `${(error as { code: string }).code}: ${(error as Error).message}`
    }
    expect(told).toContain(text)
  })

  it('are only those', () => {
    const full = {
      ID: 'x',
      AllowedHeaders: ['*', 'x-amz-*'],
      AllowedMethods: ['GET', 'PUT', 'HEAD', 'POST', 'DELETE'],
      ExposeHeaders: ['ETag'],
    }
    expect(() => checkCorsRules([RULE, { ...RULE, ...full, AllowedOrigins: ['*', 'http://*.example'], MaxAgeSeconds: 0 }])).not.toThrow()
  })
})

describe('the rule for a page', () => {
  it.each<[string, Partial<CORSRule>, Partial<CrossOrigin>, boolean]>([
    ['its origin', {}, {}, true],
    ['another origin', {}, { origin: 'https://b.example' }, false],
    ['its origin in another case', {}, { origin: 'https://A.example' }, false],
    ['its origin with a port', {}, { origin: 'https://a.example:8443' }, false],
    ['another scheme', {}, { origin: 'http://a.example' }, false],
    ['another method', {}, { method: 'PUT' }, false],
    ['any origin', { AllowedOrigins: ['*'] }, { origin: 'null' }, true],
    ['a subdomain', { AllowedOrigins: ['https://*.example'] }, { origin: 'https://x.y.example' }, true],
    ['no subdomain', { AllowedOrigins: ['https://*.example'] }, { origin: 'https://example' }, false],
    ['an overlap of both ends', { AllowedOrigins: ['aba*ba'] }, { origin: 'aba' }, false],
    ['a header that is not allowed', {}, { headers: ['x-a'] }, false],
    ['a header', { AllowedHeaders: ['X-A'] }, { headers: ['x-a'] }, true],
    ['one of two headers', { AllowedHeaders: ['X-A'] }, { headers: ['x-a', 'x-b'] }, false],
    ['headers by a wildcard', { AllowedHeaders: ['x-amz-*', 'content-type'] }, { headers: ['x-amz-date', 'content-type'] }, true],
    ['a dot as a dot', { AllowedOrigins: ['https://a.b'] }, { origin: 'https://aXb' }, false],
  ])('knows %s', (_, rule, page, expected) => {
    expect(ruleFor([stored(rule)], asks(page)) !== undefined).toBe(expected)
  })

  it('is the first that fits in everything, never parts of two', () => {
    const rules = [stored({ AllowedMethods: ['PUT'] }), stored({ AllowedHeaders: ['x-a'] }), stored({ AllowedOrigins: ['*'] })]
    expect(ruleFor(rules, asks())).toBe(rules[1])
    expect(ruleFor(rules, asks({ origin: 'null' }))).toBe(rules[2])
    expect(ruleFor(rules, asks({ method: 'PUT', headers: ['x-a'] }))).toBeUndefined()
  })

  it('is shown as it was set', () => {
    const rule = { ID: 'i', AllowedHeaders: ['a'], AllowedMethods: ['GET'], AllowedOrigins: ['*'], ExposeHeaders: ['b'], MaxAgeSeconds: 1 }
    expect(shownRule(storedRule(rule))).toEqual(rule)
  })
})

describe('the headers for a page', () => {
  const VARY = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method'
  it('name its origin, and allow credentials', () => {
    const rule = stored({ AllowedMethods: ['GET', 'PUT'], AllowedHeaders: ['*'], ExposeHeaders: ['ETag', 'x-b'], MaxAgeSeconds: 60 })
    expect(headersOfRule(rule, asks({ headers: ['x-a', 'x-b'] }))).toEqual({
      'Access-Control-Allow-Origin': 'https://a.example',
      'Access-Control-Allow-Methods': 'GET, PUT',
      'Access-Control-Allow-Headers': 'x-a, x-b',
      'Access-Control-Expose-Headers': 'ETag, x-b',
      'Access-Control-Max-Age': '60',
      'Access-Control-Allow-Credentials': 'true',
      Vary: VARY,
    })
  })

  it('name no origin where all are allowed, and then no credentials', () => {
    expect(headersOfRule(stored({ AllowedOrigins: ['*'] }), asks())).toEqual({
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Methods': 'GET',
      Vary: VARY,
    })
  })

  it.each([
    [undefined, []],
    ['', []],
    ['X-A, content-type,', ['x-a', 'content-type']],
    ['x-a,X-A,'.repeat(1_000), ['x-a']],
    [Array.from({ length: 101 }, (_, at) => `x-${at}`).join(), undefined],
    ['x-a\r\nx-b: c', undefined],
    ['a b', undefined],
  ])('repeat only names of headers: %j', (list, names) => {
    expect(readHeaderNames(list)).toEqual(names)
  })
})
