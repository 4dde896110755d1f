/**
 * federation: what the server publishes for identity providers. Owns paths and answers. Refuses other methods than GET. Leaves what is published to
 * federation/saml, and which providers there are to the directory.
 */
import type { Answer, Request } from '../../core/exchange.js'
import type { Installation } from '../../installation/installation.js'

const PREFIX = '/_daypass/saml/'
const PATH = /^(\d{12})\/([0-9A-F]{32})\/metadata\.xml$/

/** Whether the path is that of metadata for a SAML identity provider. A bucket cannot be called `_daypass`. */
export const isSamlMetadata = (path: string): boolean => path.startsWith(PREFIX)

/** Serves the metadata of this server, for the other half of the trust, to everyone who knows the id of the provider (SAML V2.0 Metadata, section 4.1). */
export function answerSamlMetadata(request: Request, installation: Pick<Installation, 'samlMetadata'>): Answer {
  const [, account, uuid] = PATH.exec(request.path.slice(PREFIX.length)) ?? []
  const metadata = account === undefined || uuid === undefined ? undefined : installation.samlMetadata(account, uuid)
  if (metadata === undefined) return text(404, 'not found')
  if (request.method !== 'GET' && request.method !== 'HEAD') return text(405, 'use GET', { Allow: 'GET, HEAD' })
  return { status: 200, headers: { 'Content-Type': 'application/samlmetadata+xml' }, body: metadata }
}

const text = (status: number, body: string, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers },
  body: `${body}\n`,
})
