import { createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { StartupError } from '../installation/operator-error.js'
import { readSmallFile } from '../store/small-file.js'

/** A certificate chain and its private key, PEM. */
export interface TlsFiles {
  readonly cert: string
  readonly key: string
}

/** Reads them, and checks that TLS works with them. Throws {@link StartupError}, without revealing what is in the files. */
export function readTls(certFile: string, keyFile: string, flags = { cert: '--tls-cert', key: '--tls-key' }): TlsFiles {
  const cert = read(flags.cert, certFile)
  const key = read(flags.key, keyFile)
  const certificate = orRefuse(
    `${certFile} (${flags.cert}) is not a certificate chain in PEM, which begins with -----BEGIN CERTIFICATE-----`,
    () => new X509Certificate(cert),
  )
  const privateKey = orRefuse(
    `${keyFile} (${flags.key}) is not a private key in PEM without a passphrase, which begins with -----BEGIN PRIVATE KEY-----`,
    () => createPrivateKey(key),
  )
  if (!certificate.checkPrivateKey(privateKey))
    throw new StartupError(
      `The key in ${keyFile} does not belong to the first certificate in ${certFile}. Put the certificate of the key first.`,
    )
  orRefuse(`TLS does not work with ${certFile} and ${keyFile}`, () => createSecureContext({ cert, key }))
  return { cert, key }
}

function read(flag: string, file: string): string {
  // It may be the private key itself, which no message may repeat.
  if (file.includes('-----BEGIN')) throw new StartupError(`${flag} must be the name of a file in PEM. It has the text of one.`)
  try {
    return readSmallFile(file)
  } catch (cause) {
    throw new StartupError(`The file of ${flag} cannot be read: ${(cause as Error).message}`)
  }
}

function orRefuse<T>(says: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw new StartupError(`${says} (${(cause as { code?: string }).code ?? 'no code'}).`)
  }
}
