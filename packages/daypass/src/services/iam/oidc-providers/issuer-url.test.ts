import { describe, expect, it } from 'vitest'
import { issuerOf } from './issuer-url.js'

const INVALID = 'Invalid Open ID Connect Provider URL'

describe('issuerOf', () => {
  it.each([
    'token.actions.githubusercontent.com',
    'oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF',
    'tenant.auth0.example/',
    "Id.Example/Realms/My_Realm/~a.b-c;d=e,f@g!$&'()+",
    'id.example/a%20b',
    'id.example/a//b',
    '10.0.0.1',
    'localhost:8443/realms/x',
    'xn--bcher-kva.example',
  ])('keeps %s as it is', (rest) => {
    expect(issuerOf(`https://${rest}`, {})).toEqual({ name: rest })
  })

  it.each<[string, string, string, string]>([
    ['a scheme', 'id.example', 'ValidationError', INVALID],
    ['a host', 'https://', 'ValidationError', INVALID],
    ['a URL', 'example', 'ValidationError', INVALID],
    ['https', 'http://id.example', 'InvalidInput', `${INVALID}. The URL must begin with https://.`],
    ['https in lower case', 'HTTPS://id.example', 'InvalidInput', `${INVALID}. The URL must begin with https://.`],
  ])('refuses a URL without %s', (_what, url, code, message) => {
    expect(() => issuerOf(url, {})).toThrow(expect.objectContaining({ code, message }))
  })

  it.each([
    ['a user name', 'user@id.example'],
    ['a password', 'user:pass@id.example'],
    ['a query', 'id.example?a=1'],
    ['an empty query', 'id.example/?'],
    ['a fragment', 'id.example#f'],
    ['an underscore in the host', 'my_id.example'],
    ['an empty label', 'id..example'],
    ['a dot at the end of the host', 'id.example./a'],
    ['a host beyond ASCII', 'bücher.example'],
    ['the address of IPv6', '[::1]'],
    ['an address in short', '127.1'],
    ['an address in hexadecimal', '0x7f000001'],
    ['the port that https has anyway', 'id.example:443/a'],
    ['a port with a leading zero', 'id.example:08443'],
    ['a port beyond 65535', 'id.example:65536'],
    ['an empty port', 'id.example:/a'],
    ['dot segments', 'id.example/a/../b'],
    ['a dot segment at the end', 'id.example/a/.'],
    ['escaped dot segments', 'id.example/a/%2E%2e/b'],
    ['an asterisk', 'id.example/*'],
    ['a question mark, escaped by half', 'id.example/%3'],
    ['a backslash', 'id.example\\@other.example'],
    ['white space', 'id.example/a b'],
    ['a line break at the end', 'id.example\n'],
    ['a brace', 'id.example/{a}'],
  ])('refuses %s', (_what, rest) => {
    expect(() => issuerOf(`https://${rest}`, {})).toThrow(expect.objectContaining({ code: 'InvalidInput', message: `${INVALID}.` }))
  })

  it.each(['localhost:8080', '127.0.0.1/a', '127.1.2.3:4566/_daypass/x'])('takes http://%s for development only', (rest) => {
    expect(issuerOf(`http://${rest}`, { loopbackHttp: true })).toEqual({ name: rest, http: true })
    expect(() => issuerOf(`http://${rest}`, {})).toThrow(expect.objectContaining({ code: 'InvalidInput' }))
  })

  it.each(['id.example', '10.0.0.1', '127.0.0.1.id.example', 'localhost.id.example', '0.0.0.0', '127.1'])(
    'never takes http://%s',
    (rest) => {
      expect(() => issuerOf(`http://${rest}`, { loopbackHttp: true })).toThrow(expect.objectContaining({ code: 'InvalidInput' }))
    },
  )
})
