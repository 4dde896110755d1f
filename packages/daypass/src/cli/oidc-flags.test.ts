import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { keySetOf } from '../testing/identity-providers/token-issuer.js'
import { TLS_CHAIN } from '../testing/key-material/tls-chain.js'
import { oidcOf } from './oidc-flags.js'

const folder = mkdtempSync(join(tmpdir(), 'daypass-oidc-flags-'))
afterAll(() => rmSync(folder, { recursive: true }))
function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

const keys = file('keys.json', keySetOf({ a: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }))

describe('the flags about OpenID Connect', () => {
  it('ask public addresses only, and trust what Node.js trusts, where none is given', () => {
    expect(oidcOf({})).toEqual({ allowPrivate: false, authorities: undefined, given: undefined, everyClaimOf: [], loginEndpoints: {} })
  })

  it('give key sets by issuer, and authorities', () => {
    const bundle = file('bundle.pem', `# a comment\n${TLS_CHAIN.root}\n${TLS_CHAIN.otherRoot}`)
    const given = oidcOf({ oidcKeys: [`https://id.example/a=${keys}`], oidcCaBundle: bundle, oidcEveryClaim: ['id.example/a'] })
    expect(given.authorities).toHaveLength(2)
    expect(given.given?.get('https://id.example/a')).toMatchObject([{ kid: 'a' }])
    expect(given.everyClaimOf).toEqual(['id.example/a'])
  })

  it('name the providers of access tokens that are asked, and where', () => {
    const loginEndpoint = ['graph.facebook.com', 'www.amazon.com=https://api.amazon.co.uk/']
    expect(oidcOf({ loginEndpoint }).loginEndpoints).toEqual({
      'graph.facebook.com': 'https://graph.facebook.com',
      'www.amazon.com': 'https://api.amazon.co.uk',
    })
    expect(oidcOf({ loginEndpoint: ['www.amazon.com=http://127.0.0.1:1/x'], dev: true }).loginEndpoints).toEqual({
      'www.amazon.com': 'http://127.0.0.1:1/x',
    })
  })

  it.each<[string, Parameters<typeof oidcOf>[0], string]>([
    ['another provider of access tokens', { loginEndpoint: ['accounts.google.com'] }, 'must begin with one of'],
    ['a provider of access tokens twice', { loginEndpoint: ['www.amazon.com', 'www.amazon.com=https://x.example'] }, 'given twice'],
    ...['', 'x', 'http://127.0.0.1:1', 'ftp://x', 'https://a@x', 'https://x/?', 'https://x/#'].map(
      (address): [string, Parameters<typeof oidcOf>[0], string] => [
        `the endpoint "${address}"`,
        { loginEndpoint: [`www.amazon.com=${address}`] },
        'must have an https URL',
      ],
    ),
    ['keys without an issuer', { oidcKeys: [keys] }, 'must be the URL of an issuer and a file'],
    ['keys in a file that is not there', { oidcKeys: ['https://id.example=none.json'] }, 'cannot be read'],
    ['an invalid key set', { oidcKeys: [`https://id.example=${file('none.json', '{"keys":[]}')}`] }, 'must be a JSON Web Key Set'],
    ['a bundle without certificates', { oidcCaBundle: keys }, 'must have certificates in PEM'],
    ['an issuer with a scheme', { oidcEveryClaim: ['https://id.example'] }, 'must be host and path'],
  ])('refuse %s', (_what, flags, message) => {
    expect(() => oidcOf(flags)).toThrow(message)
  })
})
