import type { Answer, Request } from '../core/exchange.js'
import { ISSUER_PATH, type IssuerDocuments } from '../credentials/outbound/issuer-documents.js'
import type { Installation } from '../installation/installation.js'

const PATH = /^([0-9a-f-]{36})\/\.well-known\/(openid-configuration|jwks\.json)$/
/** Verifiers may cache a document for an hour: a key is published for a day before it signs. */
const FRESH = 'public, max-age=3600'

/** Whether the path is that of an issuer of web identity tokens. */
export const isOutbound = (path: string): boolean => path.startsWith(ISSUER_PATH)

/**
 * Serves the documents for verifiers of web identity tokens, to everyone: public keys and their location (OpenID Connect Discovery 1.0, section 4).
 */
export function answerOutbound(request: Request, installation: Pick<Installation, 'issuerDocuments'>): Answer {
  const [, issuerId, name] = PATH.exec(request.path.slice(ISSUER_PATH.length)) ?? []
  const documents = issuerId === undefined ? undefined : installation.issuerDocuments(issuerId)
  if (documents === undefined) return json(404, { error: 'not found' })
  if (request.method !== 'GET' && request.method !== 'HEAD') return json(405, { error: 'use GET' }, { Allow: 'GET, HEAD' })
  return name === 'jwks.json' ? keySet(documents) : json(200, documents.configuration, { 'Cache-Control': FRESH })
}

/** RFC 7517, 8.5.2 */
const keySet = ({ keySet: value }: IssuerDocuments): Answer =>
  json(200, value, { 'Content-Type': 'application/jwk-set+json', 'Cache-Control': FRESH })

const json = (status: number, value: object, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: `${JSON.stringify(value)}\n`,
})
