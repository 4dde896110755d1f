import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import tls, { type ConnectionOptions, type DetailedPeerCertificate } from 'node:tls'

/** What a connection fails with when no authority that is trusted signed the certificate; not when it has expired or is for another name. */
const UNTRUSTED: readonly unknown[] = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]

export const isUntrusted = (error: unknown): boolean => UNTRUSTED.includes((error as { code?: unknown }).code)

/**
 * The certificate of the server's chain that a thumbprint names, as PEM (IAM user guide, "Obtain the thumbprint for an OpenID Connect identity provider").
 * Nothing is sent on this connection, and nothing read from it is believed: the certificate becomes the only authority of the next connection, which checks
 * that the chain really leads to it, the name and the dates. To see it in a chain is not enough: anyone can add a certificate of somebody else.
 */
export function anchorOf(
  url: URL,
  { lookup, signal }: Pick<ConnectionOptions, 'lookup'> & { signal?: AbortSignal | undefined },
  thumbprints: readonly string[],
): Promise<string | undefined> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port === '' ? 443 : Number(url.port)
  return new Promise((resolve, reject) => {
    const named = isIP(host) === 0 ? { servername: host } : {}
    const socket = tls.connect({ host, port, ...named, ...(lookup && { lookup }), rejectUnauthorized: false })
    const stop = () => socket.destroy(new Error('aborted'))
    signal?.addEventListener('abort', stop, { once: true })
    if (signal?.aborted === true) stop()
    socket.once('error', reject)
    socket.once('close', () => {
      signal?.removeEventListener('abort', stop)
      resolve(undefined)
    })
    socket.once('secureConnect', () => {
      resolve(
        chainOf(socket.getPeerCertificate(true))
          .find(({ fingerprint }) => thumbprints.includes(plain(fingerprint)))
          ?.toString(),
      )
      socket.destroy()
    })
  })
}

const plain = (fingerprint: string): string => fingerprint.replaceAll(':', '').toLowerCase()

const MOST_CERTIFICATES = 10

/** The certificates that the server sent; a self-signed one is its own issuer. */
function chainOf(leaf: DetailedPeerCertificate): readonly X509Certificate[] {
  const chain: X509Certificate[] = []
  for (let one: DetailedPeerCertificate | undefined = leaf; one?.raw !== undefined && chain.length < MOST_CERTIFICATES; ) {
    chain.push(new X509Certificate(one.raw))
    one = one.issuerCertificate === one ? undefined : one.issuerCertificate
  }
  return chain
}
