import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { readTls } from './tls-files.js'

const at = temporaryFolder('tls-files')
const file = (name: string): string => join(at, name)

beforeAll(() => {
  for (const [name, bits] of [
    ['one', '2048'],
    ['two', '2048'],
    ['weak', '512'],
  ]) {
    const made = ['req', '-x509', '-newkey', `rsa:${bits}`, '-nodes', '-days', '2', '-subj', '/CN=localhost']
    execFileSync('openssl', [...made, '-keyout', file(`${name}.key`), '-out', file(`${name}.cert`)], { stdio: 'ignore' })
  }
  execFileSync('openssl', ['rsa', '-in', file('one.key'), '-aes256', '-passout', 'pass:secret', '-out', file('locked.key')], {
    stdio: 'ignore',
  })
  writeFileSync(file('garbage'), 'garbage with a secret')
  writeFileSync(file('chain.cert'), readFileSync(file('one.cert'), 'utf8') + readFileSync(file('two.cert'), 'utf8'))
})

describe('the files of TLS', () => {
  it.each(['one.cert', 'chain.cert'])('are read: %s', (cert) => {
    expect(readTls(file(cert), file('one.key'))).toEqual({
      cert: readFileSync(file(cert), 'utf8'),
      key: readFileSync(file('one.key'), 'utf8'),
    })
  })

  it.each([
    ['missing', 'one.key', 'The file of --tls-cert cannot be read: ENOENT'],
    ['one.cert', 'missing', 'The file of --tls-key cannot be read: ENOENT'],
    ['garbage', 'one.key', 'garbage (--tls-cert) is not a certificate chain in PEM'],
    ['one.key', 'one.cert', 'one.key (--tls-cert) is not a certificate chain in PEM'],
    ['one.cert', 'garbage', 'garbage (--tls-key) is not a private key in PEM without a passphrase'],
    ['one.cert', 'locked.key', 'locked.key (--tls-key) is not a private key in PEM without a passphrase'],
    ['one.cert', 'two.key', 'one.cert. Put the certificate of the key first.'],
    ['weak.cert', 'weak.key', 'TLS does not work with '],
  ])('are rejected before anything else happens: %s with %s', (cert, key, says) => {
    expect(() => readTls(file(cert), file(key))).toThrow(
      expect.objectContaining({ code: 'StartupError', message: expect.stringContaining(says) }),
    )
    expect(() => readTls(file(cert), file(key))).not.toThrow('secret')
  })

  it.each([
    ['one.cert', '-----BEGIN PRIVATE KEY-----\nsecret\n', '--tls-key must be the name of a file'],
    ['-----BEGIN CERTIFICATE-----\nsecret\n', 'one.key', '--tls-cert must be the name of a file'],
  ])('are not repeated where the text of one is given in place of its name: %j', (cert, key, says) => {
    const [certFile, keyFile] = [cert, key].map((text) => (text.startsWith('-') ? text : file(text))) as [string, string]
    expect(() => readTls(certFile, keyFile)).toThrow(says)
    expect(() => readTls(certFile, keyFile)).not.toThrow('secret')
  })
})
