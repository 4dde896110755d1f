import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { PEM } from '../../../testing/key-material/certificates.js'
import { certificatesIn, invalidity, isSignedBy, readCertificate, requireKeyOf } from './certificate-text.js'

const key = createPrivateKey(PEM.key)
const sec1 = key.export({ type: 'sec1', format: 'pem' }).toString()
const curve = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n'
const server = readCertificate(PEM.server)
const base64 = PEM.server.replace(/-----[^-]+-----|\s/g, '')
const withBytes = (more: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.concat([Buffer.from(base64, 'base64'), more]).toString('base64')}\n-----END CERTIFICATE-----`

describe('readCertificate', () => {
  it.each([
    ['as openssl writes it', PEM.server],
    ['without an end of line', PEM.server.trim()],
    ['with lines of Windows, and white space around it', `\r\n ${PEM.server.replaceAll('\n', '\r\n')}\n`],
    ['on one line', `-----BEGIN CERTIFICATE-----${base64}-----END CERTIFICATE-----`],
  ])('reads one %s', (_how, text) => {
    expect(readCertificate(text)).toMatchObject({
      validFrom: Date.UTC(2020, 0, 1),
      validTo: Date.UTC(2120, 0, 1),
      fingerprint: server.fingerprint,
    })
  })

  it.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['other text', 'certificate'],
    ['text before it', `Subject: x\n${PEM.server}`],
    ['text after it', `${PEM.server}x`],
    ['two', PEM.server + PEM.root],
    ['a private key', PEM.key],
    ['bytes that make no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
    ['bytes after the certificate', withBytes(Buffer.from('junk'))],
    ['another kind of PEM', PEM.server.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE')],
    ['more white space before it than a few characters', `${'\n'.repeat(9)}${PEM.server}`],
    ['more white space after it', `${PEM.server}${'\n'.repeat(9)}`],
    ['the beginning of one', PEM.server.slice(0, 200)],
  ])('refuses %s', (_what, text) => {
    const message = 'Unable to parse certificate. Please ensure the certificate is in PEM format.'
    expect(() => readCertificate(text)).toThrow(expect.objectContaining({ code: 'MalformedCertificate', message }))
  })

  it('takes no longer for a long text without a certificate', () => {
    expect(certificatesIn(`-----BEGIN CERTIFICATE-----${'\n'.repeat(1_000_000)}`, 1).isWhole).toBe(false)
  })
})

describe('invalidity', () => {
  it('says why a certificate is not valid at a time, of which both ends are within', () => {
    const at = (time: number) => invalidity(server, time)
    expect([at(server.validFrom), at(server.validTo)]).toEqual([undefined, undefined])
    expect(at(server.validFrom - 1)).toBe('The certificate is not valid before 2020-01-01T00:00:00.000Z. It must be valid now.')
    expect(at(server.validTo + 1)).toBe('The certificate expired at 2120-01-01T00:00:00.000Z. It must be valid now.')
  })
})

describe('requireKeyOf', () => {
  it.each([
    ['PKCS #8', PEM.key],
    ['SEC 1', sec1],
    ['SEC 1 after its curve', curve + sec1],
  ])('takes the key of the certificate as %s', (_form, text) => {
    expect(() => requireKeyOf(server, text)).not.toThrow()
  })

  const passphrase = { format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' } as const
  it.each([
    ['other text', 'key'],
    ['a certificate', PEM.server],
    ['bytes that make no key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
    ['PKCS #8 with a passphrase', key.export({ type: 'pkcs8', ...passphrase }).toString()],
    ['SEC 1 with a passphrase', key.export({ type: 'sec1', ...passphrase }).toString()],
    ['two keys', PEM.key + sec1],
  ])('refuses %s, without showing it', (_what, text) => {
    const explanation = 'The private key cannot be read. It must be in PEM format, without a passphrase.'
    expect(() => requireKeyOf(server, text)).toThrow(
      expect.objectContaining({ code: 'MalformedCertificate', message: 'Unknown', detail: { explanation } }),
    )
  })

  it.each([['another key', generateKeyPairSync('ec', { namedCurve: 'P-256' })]])('refuses %s', (_what, { privateKey }) => {
    const text = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const mismatch = { code: 'KeyPairMismatch', message: "Private key doesn't match certificate" }
    expect(() => requireKeyOf(server, text)).toThrow(expect.objectContaining(mismatch))
  })
})

describe('isSignedBy', () => {
  it('compares names and verifies the signature', () => {
    const [root, intermediate, impostor] = [PEM.root, PEM.intermediate, PEM.impostor].map(readCertificate) as [
      typeof server,
      typeof server,
      typeof server,
    ]
    expect([isSignedBy(server, intermediate), isSignedBy(intermediate, root), isSignedBy(root, root)]).toEqual([true, true, true])
    expect([isSignedBy(server, impostor), isSignedBy(server, root), isSignedBy(intermediate, server)]).toEqual([false, false, false])
  })
})
