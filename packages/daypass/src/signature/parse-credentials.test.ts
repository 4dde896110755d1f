import { describe, expect, it } from 'vitest'
import type { SignedRequest } from './canonical.js'
import { parseCredentials } from './parse-credentials.js'

const SIGNATURE = 'a'.repeat(64)
const SCOPE = '20150830/us-east-1/sts/aws4_request'
const AUTHORIZATION = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${SCOPE}, SignedHeaders=host;x-amz-date, Signature=${SIGNATURE}`
const DATE = '20150830T123600Z'

function byHeader(changes: Readonly<Record<string, string | readonly string[] | undefined>> = {}, query = ''): SignedRequest {
  const all = { Host: 'sts.example.org', 'X-Amz-Date': DATE, Authorization: AUTHORIZATION, ...changes }
  const headers = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().flatMap((one) => [name, one as string]),
  )
  return { method: 'POST', path: '/', query, headers }
}

const PRESIGNED: Readonly<Record<string, string>> = {
  'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
  'X-Amz-Credential': `AKIDEXAMPLE/${SCOPE}`,
  'X-Amz-Date': DATE,
  'X-Amz-Expires': '60',
  'X-Amz-SignedHeaders': 'host',
  'X-Amz-Signature': SIGNATURE,
}

function byQuery(changes: Readonly<Record<string, string | undefined>> = {}, headers: readonly string[] = []): SignedRequest {
  const pairs = Object.entries({ ...PRESIGNED, ...changes }).filter(([, value]) => value !== undefined)
  const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value as string)}`).join('&')
  return { method: 'GET', path: '/', query, headers: ['Host', 'sts.example.org', ...headers] }
}

const scope = { date: '20150830', region: 'us-east-1', service: 'sts', terminator: 'aws4_request' }

describe('finding the signer of a request', () => {
  it('reads an Authorization header', () => {
    expect(parseCredentials(byHeader())).toMatchObject({
      kind: 'header',
      accessKeyId: 'AKIDEXAMPLE',
      scope,
      signedHeaders: ['host', 'x-amz-date'],
      signature: SIGNATURE,
      timestamp: DATE,
      signedAt: Date.UTC(2015, 7, 30, 12, 36),
      payloadHash: { mode: 'body' },
    })
  })

  it('reads a presigned query', () => {
    const presented = parseCredentials(byQuery({ 'X-Amz-Security-Token': 'to/ke+n==' }))
    expect(presented).toMatchObject({
      kind: 'presigned',
      accessKeyId: 'AKIDEXAMPLE',
      scope,
      expires: 60,
      sessionToken: 'to/ke+n==',
      timestamp: DATE,
    })
  })

  it.each([
    ['commas without blanks', AUTHORIZATION.replaceAll(', ', ',')],
    ['blanks without commas', AUTHORIZATION.replaceAll(', ', ' ')],
    ['a comma at the end', `${AUTHORIZATION},`],
    ['much white space', AUTHORIZATION.replaceAll(', ', ' ,\t ')],
    ['another order', `AWS4-HMAC-SHA256 Signature=${SIGNATURE}, SignedHeaders=x-amz-date;host, Credential=AKIDEXAMPLE/${SCOPE}`],
    ['upper case names', AUTHORIZATION.replace('host;x-amz-date', 'Host;X-Amz-Date')],
  ])('accepts an Authorization header with %s', (_, Authorization) => {
    expect(parseCredentials(byHeader({ Authorization }))).toMatchObject({
      accessKeyId: 'AKIDEXAMPLE',
      signedHeaders: ['host', 'x-amz-date'],
      scope,
    })
  })

  it.each([
    ['nothing', []],
    ['only a session token', ['X-Amz-Security-Token', 'token']],
    ['only a date', ['X-Amz-Date', DATE]],
  ])('treats a request with %s as anonymous', (_, headers) => {
    expect(parseCredentials({ method: 'GET', path: '/', query: 'Action=GetCallerIdentity', headers: ['Host', 'a', ...headers] })).toEqual({
      kind: 'anonymous',
    })
  })

  it.each([
    ['AWS4-ECDSA-P256-SHA256 Credential=AKIDEXAMPLE/x', 'AWS4-ECDSA-P256-SHA256'],
    ['AWS AKIDEXAMPLE:c2lnbmF0dXJl', 'AWS'],
    ['Bearer eyJhbGciOi', 'Bearer'],
    ['Basic dXNlcjpwYXNz', 'Basic'],
    ['aws4-hmac-sha256 Credential=AKIDEXAMPLE/x', 'aws4-hmac-sha256'],
    ['AWS4-HMAC-SHA256,Credential=AKIDEXAMPLE/x', ''],
    ['secret_without_scheme', ''],
    ['', ''],
  ])('rejects the scheme of %j', (Authorization, scheme) => {
    expect(parseCredentials(byHeader({ Authorization }))).toEqual({ problem: 'unsupported-scheme', scheme })
  })

  it.each([
    ['AWSAccessKeyId=AKIDEXAMPLE&Signature=abc&Expires=1', 'query AWSAccessKeyId'],
    ['Signature=abc', 'query Signature'],
    ['awsaccesskeyid=AKIDEXAMPLE', 'query awsaccesskeyid'],
    ['X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&X-Amz-Signature=aa', 'AWS4-ECDSA-P256-SHA256'],
  ])('rejects the scheme of the query %s', (query, scheme) => {
    expect(parseCredentials({ method: 'GET', path: '/', query, headers: ['Host', 'a'] })).toEqual({ problem: 'unsupported-scheme', scheme })
  })

  it.each<[string, SignedRequest]>([
    ['two Authorization headers', byHeader({ Authorization: [AUTHORIZATION, AUTHORIZATION] })],
    ['a header and a presigned query', byHeader({}, byQuery().query)],
    ['a header and one presigned parameter', byHeader({}, 'X-Amz-Signature=aa')],
    ['a header and a presigned parameter in lower case', byHeader({}, 'x-amz-credential=aa')],
    ['a header and a version 2 query', byHeader({}, 'AWSAccessKeyId=a&Signature=b')],
    ['a presigned and a version 2 query', { ...byQuery(), query: `${byQuery().query}&AWSAccessKeyId=a` }],
    ['a presigned parameter twice', { ...byQuery(), query: `${byQuery().query}&X-Amz-Date=${DATE}` }],
    ['a presigned parameter twice with different escapes', { ...byQuery(), query: `${byQuery().query}&x-amz-%64ate=${DATE}` }],
    ['a token twice', byHeader({ 'X-Amz-Security-Token': ['a', 'b'] })],
    ['a token in header and query', byQuery({ 'X-Amz-Security-Token': 'a' }, ['X-Amz-Security-Token', 'a'])],
    ['one part twice', byHeader({ Authorization: `${AUTHORIZATION}, Credential=OTHER/${SCOPE}` })],
  ])('rejects %s as two sources', (_, request) => {
    expect(parseCredentials(request)).toMatchObject({ problem: 'two-sources' })
  })

  it.each([['Host'], ['X-Amz-Date'], ['X-Amz-Content-Sha256']])('rejects a second %s header', (name) => {
    expect(parseCredentials(byHeader({ [name]: [DATE, DATE] }))).toEqual({ problem: 'repeated-header', name: name.toLowerCase() })
  })

  it('rejects a Host that differs from :authority', () => {
    expect(parseCredentials(byHeader({ ':authority': 'other.example.org' }))).toEqual({ problem: 'repeated-header', name: 'host' })
  })

  it('accepts :authority as the host', () => {
    expect(parseCredentials(byHeader({ Host: undefined, ':authority': 'sts.example.org' }))).toMatchObject({ kind: 'header' })
  })

  it.each([
    ['Credential', ['Credential'], AUTHORIZATION.replace(/Credential=[^,]*,/, ''), DATE],
    ['Signature', ['Signature'], AUTHORIZATION.replace(/Signature=.*/, ''), DATE],
    ['SignedHeaders', ['SignedHeaders'], AUTHORIZATION.replace(/SignedHeaders=[^,]*,/, ''), DATE],
    ['an empty Signature', ['Signature'], AUTHORIZATION.replace(SIGNATURE, ''), DATE],
    ['the date', ['Date'], AUTHORIZATION, undefined],
    ['everything', ['Credential', 'Signature', 'SignedHeaders', 'Date'], 'AWS4-HMAC-SHA256', undefined],
  ])('lists what is missing without %s', (_, missing, authorization, date) => {
    expect(parseCredentials(byHeader({ Authorization: authorization, 'X-Amz-Date': date }))).toEqual({
      problem: 'incomplete',
      missing,
      authorization: authorization.trim().replace(/\s+/g, ' '),
    })
  })

  it.each(Object.keys(PRESIGNED))('lists %s if a presigned query lacks it', (name) => {
    expect(parseCredentials(byQuery({ [name]: undefined }))).toEqual({ problem: 'incomplete', missing: [name], authorization: '' })
  })

  it('names the part that is not key=value', () => {
    const authorization = AUTHORIZATION.replace('AKIDEXAMPLE', 'AKID EXAMPLE')
    expect(parseCredentials(byHeader({ Authorization: authorization }))).toEqual({
      problem: 'malformed-authorization',
      part: `EXAMPLE/${SCOPE}`,
      authorization,
    })
  })

  it.each(['AKIDEXAMPLE', SCOPE, 'AKIDEXAMPLE/2015083/us-east-1/sts/aws4_request', 'AKIDEXAMPLE/20150830//sts/aws4_request'])(
    'rejects the credential %s',
    (credential) => {
      expect(parseCredentials(byQuery({ 'X-Amz-Credential': credential }))).toEqual({
        problem: 'malformed-credential',
        credential,
        inQuery: true,
      })
    },
  )

  it('reads a key id that contains a slash', () => {
    expect(parseCredentials(byQuery({ 'X-Amz-Credential': `my/key/${SCOPE}` }))).toMatchObject({ accessKeyId: 'my/key', scope })
  })

  it.each(['host;host', 'host;', ';host', 'host;x y', 'host;Host', 'host;é'])('rejects the signed headers %j', (signedHeaders) => {
    expect(parseCredentials(byQuery({ 'X-Amz-SignedHeaders': signedHeaders }))).toEqual({
      problem: 'malformed-signed-headers',
      signedHeaders: Buffer.from(signedHeaders).toString('latin1'),
    })
  })

  it('requires that the host is signed', () => {
    expect(parseCredentials(byHeader({ Authorization: AUTHORIZATION.replace('host;', '') }))).toEqual({ problem: 'host-not-signed' })
  })

  it.each([
    ['x-amz-security-token', byHeader({ 'X-Amz-Security-Token': 'token' })],
    ['x-amz-content-sha256', byHeader({ 'X-Amz-Content-Sha256': SIGNATURE })],
    ['x-amz-date', byHeader({ Authorization: AUTHORIZATION.replace(';x-amz-date', '') })],
    ['x-amz-acl', byHeader({ 'X-AMZ-ACL': 'public-read' })],
    ['x-amz-acl', byQuery({}, ['x-amz-acl', 'public-read'])],
    ['x-amz-date', byQuery({}, ['x-amz-date', DATE])],
  ])('rejects an unsigned %s header', (name, request) => {
    expect(parseCredentials(request)).toEqual({ problem: 'unsigned-header', names: [name] })
  })

  it('allows unsigned headers with other prefixes', () => {
    expect(parseCredentials(byHeader({ 'X-Amzn-Trace-Id': 'Root=1', 'User-Agent': 'x', 'Amz-Sdk-Request': 'attempt=1' }))).toMatchObject({
      kind: 'header',
    })
  })

  it('rejects a signed header that was not received', () => {
    const Authorization = AUTHORIZATION.replace('host;', 'content-type;host;')
    expect(parseCredentials(byHeader({ Authorization }))).toEqual({ problem: 'signed-header-missing', names: ['content-type'] })
  })

  it.each([
    ['RFC 1123', 'Sun, 30 Aug 2015 12:36:00 GMT'],
    ['ISO 8601 basic', DATE],
  ])('accepts a Date header in %s form if X-Amz-Date is absent', (_, value) => {
    const Authorization = AUTHORIZATION.replace(';x-amz-date', '')
    expect(parseCredentials(byHeader({ Authorization, 'X-Amz-Date': undefined, Date: value }))).toMatchObject({ timestamp: DATE })
  })

  it('prefers X-Amz-Date to Date', () => {
    expect(parseCredentials(byHeader({ Date: 'Mon, 31 Aug 2015 12:36:00 GMT' }))).toMatchObject({ timestamp: DATE })
  })

  it.each([
    '2015-08-30T12:36:00Z',
    '20150230T123600Z',
    '20151330T123600Z',
    '20150800T123600Z',
    '20150830T240000Z',
    '20150830T126000Z',
    '20150830T123660Z',
    '00500830T123600Z',
    '20150830T123600',
    'today',
  ])('rejects the date %s', (value) => {
    expect(parseCredentials(byHeader({ 'X-Amz-Date': value }))).toEqual({ problem: 'malformed-date', value })
    expect(parseCredentials(byQuery({ 'X-Amz-Date': value }))).toEqual({ problem: 'malformed-date', value })
  })

  it.each([
    ['604801', 'presign-too-long'],
    ['999999999999999999', 'presign-too-long'],
    ['-1', 'presign-expires-negative'],
    ['-999999999999999999', 'presign-expires-negative'],
    ['--1', 'presign-expires-invalid'],
    ['-', 'presign-expires-invalid'],
    ['1.5', 'presign-expires-invalid'],
    ['1e3', 'presign-expires-invalid'],
    [' 60', 'presign-expires-invalid'],
  ])('refuses X-Amz-Expires=%s', (expires, problem) => {
    expect(parseCredentials(byQuery({ 'X-Amz-Expires': expires }))).toEqual({ problem, expires })
  })

  it.each(['GMT', '+0000', '-0000'])('reads the time from a Date header in %s, if there is no X-Amz-Date', (zone) => {
    const Authorization = AUTHORIZATION.replace('x-amz-date', 'date')
    const request = byHeader({ Authorization, 'X-Amz-Date': undefined, Date: `Sun, 30 Aug 2015 12:36:00 ${zone}` })
    expect(parseCredentials(request)).toMatchObject({ timestamp: DATE, signedAt: Date.UTC(2015, 7, 30, 12, 36) })
  })

  it.each(['0', '1', '604800'])('takes X-Amz-Expires=%s', (expires) => {
    expect(parseCredentials(byQuery({ 'X-Amz-Expires': expires }))).toMatchObject({ expires: Number(expires) })
  })

  it('reads the payload word of a presigned query, as the JavaScript and PHP SDKs send it', () => {
    expect(parseCredentials(byQuery({ 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' }))).toMatchObject({ payloadHash: { mode: 'unsigned' } })
  })

  it('rejects a payload word that differs between header and query', () => {
    const request = byQuery({ 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD', 'X-Amz-SignedHeaders': 'host;x-amz-content-sha256' }, [
      'x-amz-content-sha256',
      SIGNATURE,
    ])
    expect(parseCredentials(request)).toEqual({ problem: 'payload-mode', value: SIGNATURE })
  })

  it.each([
    '',
    'unsigned-payload',
    SIGNATURE.toUpperCase(),
    SIGNATURE.slice(1),
    'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD',
    `${SIGNATURE},${SIGNATURE}`,
  ])('rejects the payload word %j', (value) => {
    const request = byHeader({
      Authorization: AUTHORIZATION.replace('host;', 'host;x-amz-content-sha256;'),
      'X-Amz-Content-Sha256': value,
    })
    expect(parseCredentials(request)).toEqual({ problem: 'payload-mode', value })
  })
})
