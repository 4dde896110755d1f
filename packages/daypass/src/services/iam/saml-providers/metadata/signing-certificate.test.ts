import { describe, expect, it } from 'vitest'
import { CERTIFICATES } from '../../../../testing/identity-providers/saml-metadata.js'
import { readSigningCertificate } from './signing-certificate.js'

const { RSA } = CERTIFICATES
const inLines = (text: string) => text.replace(/.{64}/g, '$&\r\n')
const pem = `-----BEGIN CERTIFICATE-----\n${inLines(RSA)}\n-----END CERTIFICATE-----\n`
const base64 = (bytes: Buffer) => bytes.toString('base64')
const problem = (what: string) => ({ ok: false, problem: `A signing certificate ${what}.` })
const NO_CERTIFICATE = problem('is not an X.509 certificate in DER, or has an extension twice')
const NO_KEY = problem('must have an RSA key of 1,024 to 8,192 bits with a usual exponent, or a key on P-256, P-384 or P-521')

describe('readSigningCertificate', () => {
  it.each(['RSA', 'RSA_1024', 'P256'] as const)('reads %s', (name) => {
    expect(readSigningCertificate(CERTIFICATES[name])).toMatchObject({ ok: true, certificate: CERTIFICATES[name] })
  })

  it('reads base64 with white space, and returns it without', () => {
    expect(readSigningCertificate(`\n\t  ${inLines(RSA)}  \n`)).toMatchObject({ ok: true, certificate: RSA })
  })

  it('reads a certificate that has expired: only its key counts', () => {
    expect(readSigningCertificate(CERTIFICATES.EXPIRED_P256)).toMatchObject({ ok: true })
  })

  it.each([
    ['nothing', ' \n', problem('is not base64')],
    ['PEM', pem, problem('is not base64')],
    ['base64 for URLs', RSA.replaceAll('+', '-').replaceAll('/', '_'), problem('is not base64')],
    ['base64 without its padding', CERTIFICATES.OTHER_RSA.replace(/=+$/, ''), problem('is not base64')],
    ['base64 with text behind it', `${RSA}#`, problem('is not base64')],
    ['PEM in base64', base64(Buffer.from(pem)), NO_CERTIFICATE],
    ['bytes after the certificate', base64(Buffer.concat([Buffer.from(RSA, 'base64'), Buffer.from([0])])), NO_CERTIFICATE],
    ['half of a certificate', RSA.slice(0, 400), NO_CERTIFICATE],
    ['other bytes', 'AAAA', NO_CERTIFICATE],
    ['an extension twice', CERTIFICATES.REPEATED_EXTENSION, NO_CERTIFICATE],
    ['an RSA key that is too short', CERTIFICATES.RSA_768, NO_KEY],
    ['a key on another curve', CERTIFICATES.SECP256K1, NO_KEY],
    ['a key that XML signatures do not use', CERTIFICATES.ED25519, NO_KEY],
  ])('refuses %s', (_what, text, expected) => {
    expect(readSigningCertificate(text)).toEqual(expected)
  })
})
