import { createHmac, createPublicKey, sign } from 'node:crypto'
import { tokenOf } from '../identity-providers/token-issuer.js'
import { CLAIMS, genuine, HEADER, ISSUER, ISSUER_KEYS, keyNamed, NONE, NOW } from './genuine-token.js'

const { r: rsa, e: p256, f: p384, g: p521 } = ISSUER_KEYS
const other = keyNamed('attacker')

export const NO_JWT = 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)'
export const NO_KEY =
  "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements"

const without = (name: string) => tokenOf(HEADER, Object.fromEntries(Object.entries(CLAIMS).filter(([key]) => key !== name)), rsa)

/** A signature that anyone can make who knows the public key. */
function hmacWithPublicKey(): string {
  const [, claims] = genuine().split('.')
  const input = `${Buffer.from('{"alg":"HS256","kid":"r"}').toString('base64url')}.${claims}`
  const secret = createPublicKey(rsa).export({ format: 'pem', type: 'spki' })
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

const unsigned = (alg: string) => `${Buffer.from(JSON.stringify({ alg })).toString('base64url')}.${genuine().split('.')[1]}.`
const flipped = () => genuine().replace(/.{10}$/, (end) => (end.startsWith('AAAA') ? 'BBBBBBBBBB' : 'AAAAAAAAAA'))
const attacker = { ...createPublicKey(other).export({ format: 'jwk' }), kid: 'r' }
const json = JSON.stringify(CLAIMS)
const [head, body, tail] = genuine().split('.') as [string, string, string]

const LONG = `https://${'x'.repeat(9_000)}`

/** A token over these bytes. */
function overBytes(claims: Buffer): string {
  const input = `${head}.${claims.toString('base64url')}`
  return `${input}.${sign('sha256', Buffer.from(input), rsa).toString('base64url')}`
}

/** Tokens that are not good enough, and the error for each: no two of them differ from a good one by more than what is named. */
export const BAD: readonly [string, string, string, string][] = [
  ['no algorithm', unsigned('none'), 'InvalidIdentityToken', NO_JWT],
  ['no algorithm in capitals, and a signature', tokenOf({ alg: 'NONE', kid: 'r' }, CLAIMS, rsa), 'InvalidIdentityToken', NO_KEY],
  ['no algorithm, and a signature', tokenOf({ alg: 'none', kid: 'r' }, CLAIMS, rsa), 'InvalidIdentityToken', NO_KEY],
  ['HMAC with the public key', hmacWithPublicKey(), 'InvalidIdentityToken', NO_KEY],
  ['RSA-PSS', tokenOf({ alg: 'PS256', kid: 'r' }, CLAIMS, rsa), 'InvalidIdentityToken', NO_KEY],
  ['EdDSA', tokenOf({ alg: 'EdDSA', kid: 'r' }, CLAIMS, rsa), 'InvalidIdentityToken', NO_KEY],
  ['an algorithm in lower case', tokenOf({ alg: 'rs256', kid: 'r' }, CLAIMS, rsa), 'InvalidIdentityToken', NO_KEY],
  ['an algorithm that every object has', tokenOf({ alg: 'toString', kid: 'r' }, CLAIMS, rsa), 'InvalidIdentityToken', NO_KEY],
  ['an algorithm for another kind of key', tokenOf({ alg: 'ES256', kid: 'r' }, CLAIMS, p256), 'InvalidIdentityToken', NO_KEY],
  ['an algorithm for another curve', tokenOf({ alg: 'ES256', kid: 'f' }, CLAIMS, p384), 'InvalidIdentityToken', NO_KEY],
  ['a key of somebody else', tokenOf(HEADER, CLAIMS, other), 'InvalidIdentityToken', NO_KEY],
  ['an unknown kid', genuine({}, { ...HEADER, kid: 'R' }), 'InvalidIdentityToken', NO_KEY],
  ['a kid that is a path', genuine({}, { ...HEADER, kid: '../../etc/passwd' }), 'InvalidIdentityToken', NO_KEY],
  ['a kid that is not a text', tokenOf({ ...HEADER, kid: 5 as never }, CLAIMS, rsa), 'InvalidIdentityToken', NO_KEY],
  ['its own key in the header', tokenOf({ ...HEADER, jwk: attacker }, CLAIMS, other), 'InvalidIdentityToken', NO_KEY],
  ['the address of its own keys', tokenOf({ ...HEADER, jku: 'https://evil.example' }, CLAIMS, other), 'InvalidIdentityToken', NO_KEY],
  ['critical extensions', genuine({}, { ...HEADER, crit: ['exp'], exp: 1 }), 'InvalidIdentityToken', NO_KEY],
  ['an unencoded payload', genuine({}, { ...HEADER, crit: ['b64'], b64: false }), 'InvalidIdentityToken', NO_KEY],
  ['an unencoded payload that is not critical', genuine({}, { ...HEADER, b64: true }), 'InvalidIdentityToken', NO_KEY],
  ['a compressed payload', genuine({}, { ...HEADER, zip: 'DEF' }), 'InvalidIdentityToken', NO_KEY],
  ['the type of an access token', genuine({}, { ...HEADER, typ: 'at+jwt' }), 'InvalidIdentityToken', NO_KEY],
  ['a changed signature', flipped(), 'InvalidIdentityToken', NO_KEY],
  ['a changed claim', `${head}.${Buffer.from(json.replace('job', 'jox')).toString('base64url')}.${tail}`, 'InvalidIdentityToken', NO_KEY],
  ['no signature', `${head}.${body}.`, 'InvalidIdentityToken', NO_JWT],
  ['two parts', `${head}.${body}`, 'InvalidIdentityToken', NO_JWT],
  ['four parts', `${head}.${body}.${tail}.a`, 'InvalidIdentityToken', NO_JWT],
  ['five parts', `${head}.${body}.${tail}.a.b`, 'InvalidIdentityToken', NO_JWT],
  ['padding', `${head}.${body}.${tail}==`, 'InvalidIdentityToken', NO_JWT],
  ['white space', `${head}. ${body}.${tail}`, 'InvalidIdentityToken', NO_JWT],
  ['garbage in place of a token', 'garbage', 'InvalidIdentityToken', NO_JWT],
  ['20,001 characters', `${head}.${body}.${tail}`.padEnd(20_001, 'A'), 'InvalidIdentityToken', NO_JWT],
  ['20,001 characters that are signed', genuine({ pad: 'x'.repeat(15_000) }), 'InvalidIdentityToken', NO_JWT],
  ['a header that is a list', tokenOf('[]', CLAIMS, rsa), 'InvalidIdentityToken', NO_JWT],
  ['claims behind a byte order mark', tokenOf(HEADER, `\ufeff${json}`, rsa), 'InvalidIdentityToken', NO_JWT],
  ['claims that are not UTF-8', overBytes(Buffer.from(json.replace('job', '\xff'), 'latin1')), 'InvalidIdentityToken', NO_JWT],
  ['claims that are a list', tokenOf(HEADER, '[1]', rsa), 'InvalidIdentityToken', NO_JWT],
  ['claims that are nothing', tokenOf(HEADER, 'null', rsa), 'InvalidIdentityToken', NO_JWT],
  ['claims nested without end', tokenOf(HEADER, '['.repeat(9_000), rsa), 'InvalidIdentityToken', NO_JWT],
  ['a claim that is named twice', tokenOf(HEADER, json.replace('"sub"', '"sub":"x","sub"'), rsa), 'InvalidIdentityToken', NO_JWT],
  [
    'a claim that is named twice in two spellings',
    tokenOf(HEADER, json.replace('"sub"', '"s\\u0075b":"x","sub"'), rsa),
    'InvalidIdentityToken',
    NO_JWT,
  ],
  [
    'a claim that is named twice, once before white space',
    tokenOf(HEADER, json.replace('"sub"', '"sub" \t:"x","sub"'), rsa),
    'InvalidIdentityToken',
    NO_JWT,
  ],
  [
    'a claim that is named twice, behind a text with a quotation mark',
    tokenOf(HEADER, json.replace(/\}$/, ',"x":"\\"","sub":"x"}'), rsa),
    'InvalidIdentityToken',
    NO_JWT,
  ],
  ['a header member that is named twice', tokenOf('{"alg":"RS256","kid":"r","kid":"r"}', CLAIMS, rsa), 'InvalidIdentityToken', NO_JWT],
  ['no issuer', without('iss'), 'InvalidIdentityToken', NO_JWT],
  ['an empty issuer', genuine({ iss: '' }), 'InvalidIdentityToken', NO_JWT],
  ['an issuer that every object has', genuine({ iss: 'toString' }), 'InvalidIdentityToken', `${NONE}toString`],
  ['an issuer longer than any', genuine({ iss: LONG }), 'InvalidIdentityToken', `${NONE}${LONG}`],
  ['an issuer with a slash at the end', genuine({ iss: `${ISSUER}/` }), 'InvalidIdentityToken', `${NONE}${ISSUER}/`],
  [
    'an issuer in other letter case',
    genuine({ iss: 'https://id.example/realm' }),
    'InvalidIdentityToken',
    `${NONE}https://id.example/realm`,
  ],
  ['an issuer over http', genuine({ iss: 'http://id.example/Realm' }), 'InvalidIdentityToken', `${NONE}http://id.example/Realm`],
  [
    'an issuer over https that is one over http',
    genuine({ iss: 'https://127.0.0.1:80' }),
    'InvalidIdentityToken',
    `${NONE}https://127.0.0.1:80`,
  ],
  ['an issuer without a scheme', genuine({ iss: 'id.example/Realm' }), 'InvalidIdentityToken', `${NONE}id.example/Realm`],
  ['an issuer whose keys would be those of AWS', genuine({ iss: 'https://aws' }), 'InvalidIdentityToken', `${NONE}https://aws`],
  ['no subject', without('sub'), 'InvalidIdentityToken', 'Missing a required claim: sub'],
  ['a subject that is not a text', genuine({ sub: ['system:job'] }), 'InvalidIdentityToken', 'Invalid claim: sub'],
  ['a subject with a line break', genuine({ sub: 'system:job\nx' }), 'InvalidIdentityToken', 'Invalid claim: sub'],
  ['a subject of 256 characters', genuine({ sub: 'x'.repeat(256) }), 'InvalidIdentityToken', 'Invalid claim: sub'],
  ['no audience', without('aud'), 'InvalidIdentityToken', 'Missing a required claim: aud'],
  ['an audience that is not a client id', genuine({ aud: 'App' }), 'InvalidIdentityToken', 'Incorrect token audience'],
  ['no client id among its audiences', genuine({ aud: ['a', 'b'] }), 'InvalidIdentityToken', 'Incorrect token audience'],
  ['an empty list of audiences', genuine({ aud: [] }), 'InvalidIdentityToken', 'Invalid claim: aud'],
  ['an audience that is an object', genuine({ aud: { app: 1 } }), 'InvalidIdentityToken', 'Invalid claim: aud'],
  ['a party that is not a client id, and an audience that is', genuine({ azp: 'x' }), 'InvalidIdentityToken', 'Incorrect token audience'],
  ['no expiry', without('exp'), 'InvalidIdentityToken', 'Missing a required claim: exp'],
  ['a fractional expiry', genuine({ exp: NOW + 600.5 }), 'InvalidIdentityToken', 'Invalid claim: exp'],
  ['an expiry as text', genuine({ exp: String(NOW + 600) }), 'InvalidIdentityToken', 'Invalid claim: exp'],
  [
    'an expiry beyond all numbers',
    tokenOf(HEADER, json.replace(String(CLAIMS.exp), '1e999'), rsa),
    'InvalidIdentityToken',
    'Invalid claim: exp',
  ],
  [
    'an expiry that is now',
    genuine({ exp: NOW }),
    'ExpiredTokenException',
    `Token expired: current date/time ${NOW} must be before the expiration date/time${NOW}`,
  ],
  ['no time of issue', without('iat'), 'InvalidIdentityToken', 'Missing a required claim: iat'],
  ['a time of issue in the future', genuine({ iat: NOW + 301 }), 'InvalidIdentityToken', 'Token is not valid yet'],
  ['a beginning in the future', genuine({ nbf: NOW + 301 }), 'InvalidIdentityToken', 'Token is not valid yet'],
  ['a beginning that is not a number', genuine({ nbf: 'now' }), 'InvalidIdentityToken', 'Invalid claim: nbf'],
  ['a time of issue more than a day ago', genuine({ iat: NOW - 86_401 }), 'ExpiredTokenException', 'Token too old: 86401'],
  [
    'tags that are a text',
    genuine({ 'https://aws.amazon.com/tags': 'x' }),
    'InvalidIdentityToken',
    'Invalid claim: https://aws.amazon.com/tags',
  ],
  [
    'a tag with two values',
    genuine({ 'https://aws.amazon.com/tags': { principal_tags: { a: ['1', '2'] } } }),
    'InvalidIdentityToken',
    'Invalid claim: https://aws.amazon.com/tags',
  ],
  [
    'a source identity that is a list',
    genuine({ 'https://aws.amazon.com/source_identity': ['ann'] }),
    'InvalidIdentityToken',
    'Invalid claim: https://aws.amazon.com/source_identity',
  ],
]

/** Tokens that are good enough, however odd. */
export const GOOD: readonly [string, string][] = [
  ['a signature of RS256', tokenOf({ alg: 'RS256', kid: 'r' }, CLAIMS, rsa)],
  ['a signature of RS384', tokenOf({ alg: 'RS384', kid: 'r' }, CLAIMS, rsa)],
  ['a signature of RS512', tokenOf({ alg: 'RS512', kid: 'r' }, CLAIMS, rsa)],
  ['a signature of ES256', tokenOf({ alg: 'ES256', kid: 'e' }, CLAIMS, p256)],
  ['a signature of ES384', tokenOf({ alg: 'ES384', kid: 'f' }, CLAIMS, p384)],
  ['a signature of ES512', tokenOf({ alg: 'ES512', kid: 'g' }, CLAIMS, p521)],
  ['nearly 20,000 characters', genuine({ pad: 'x'.repeat(14_400) })],
  ['a clock that is five minutes ahead', genuine({ iat: NOW + 300, nbf: NOW + 300 })],
  ['no kid, where one key fits', tokenOf({ alg: 'ES256' }, CLAIMS, p256)],
  ['no type', genuine({}, { alg: 'RS256', kid: 'r' })],
  ['its own address of keys that nobody asks', genuine({}, { ...HEADER, jku: 'https://evil.example', x5c: ['x'] })],
  ['a name that objects have', genuine({ constructor: 'x', toString: 1 })],
  ['a subject of 255 characters', genuine({ sub: 'x'.repeat(255) })],
  ['a time of issue a day ago', genuine({ iat: NOW - 86_400 })],
]
