// The identity provider of npm `samlp`, on loopback.
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const pem = (name: string): string => readFileSync(new URL(`../../vectors/identity-providers/${name}.pem`, import.meta.url), 'utf8')
export const KEY = pem('rsa-key')
export const CERTIFICATE = pem('rsa')
export const DECRYPTION_KEY = pem('decryption-key')
export const DECRYPTION_CERTIFICATE = pem('decryption')

export const RECIPIENT = 'https://signin.aws.amazon.com/saml'

/** What the library needs of Express. */
type Handler = (request: object, response: object, next: (error?: unknown) => void) => void
interface Samlp {
  readonly auth: (options: object) => Handler
  readonly metadata: (options: object) => Handler
}

/** Maps a user to claims; the library calls it without `new`, and reads the metadata of its prototype. */
function profileMapper(user: { readonly name: string; readonly claims: object }) {
  return {
    getClaims: () => user.claims,
    getNameIdentifier: () => ({
      nameIdentifier: user.name,
      nameIdentifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    }),
  }
}
profileMapper.prototype.metadata = []

/** A running identity provider. */
export interface Provider {
  readonly entityId: string
  readonly metadata: string
  /** Signs a user in, and returns what the browser would send on. */
  readonly login: (name: string, claims: object, options?: object) => Promise<string>
  readonly close: () => Promise<unknown>
}

const asExpress = (request: IncomingMessage, response: ServerResponse) => ({
  request: Object.assign(request, { query: {}, body: {}, protocol: 'http', originalUrl: request.url }),
  response: Object.assign(response, {
    set: (name: string, value: string) => response.setHeader(name, value),
    send: (body: string) => response.end(body),
  }),
})

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Starts the provider. */
export async function startSamlp(): Promise<Provider> {
  const library = 'samlp'
  const { default: samlp } = (await import(library)) as { default: Samlp }
  const entityId = 'urn:samlp.example'
  const common = { issuer: entityId, cert: CERTIFICATE, key: KEY, profileMapper }
  let user: object | undefined
  let wanted: object = {}
  const server = createServer((incoming, outgoing) => {
    const { request, response } = asExpress(incoming, outgoing)
    const failed = (error?: unknown) => outgoing.writeHead(500).end(String(error))
    const getPostURL = (...given: unknown[]) => (given[3] as (error: null, url: string) => void)(null, RECIPIENT)
    const addressed = { audience: RECIPIENT, recipient: RECIPIENT, destination: RECIPIENT, getUserFromRequest: () => user, getPostURL }
    if (incoming.url === '/login') samlp.auth({ ...common, ...addressed, ...wanted })(request, response, failed)
    else samlp.metadata(common)(request, response, failed)
  })
  const base = await listening(server)
  const page = async (path: string) => (await fetch(`${base}${path}`)).text()
  return {
    entityId,
    metadata: await page('/FederationMetadata/2007-06/FederationMetadata.xml'),
    async login(name, claims, options = {}) {
      user = { name, claims }
      wanted = options
      const form = await page('/login')
      const [, value] = /name="SAMLResponse"\s+value="([^"]+)"/.exec(form) ?? []
      if (value === undefined) throw new Error('samlp did not sign anybody in')
      return value
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
