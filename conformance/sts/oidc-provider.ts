import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What is used of oidc-provider, which has no types of its own. */
interface Library {
  readonly Provider: new (issuer: string, configuration: object) => { callback(): (...given: unknown[]) => void }
}

const CALLBACK = 'https://app.example/callback'
const ALGORITHMS = ['RS256', 'ES256', 'ES384'] as const
const SECRET = 'oidc-provider-of-a-test'

const keyPairs = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
}

/** npm's oidc-provider on loopback: a server that is certified for OpenID Connect. Its clients have the names of their algorithms. */
export class OidcProvider {
  readonly url: string
  readonly #server: Server
  readonly #cookies = new Map<string, string>()

  private constructor(server: Server) {
    this.#server = server
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  static async start(): Promise<OidcProvider> {
    const library = 'oidc-provider'
    const { Provider } = (await import(library)) as Library
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const provider = new OidcProvider(server)
    const keys = ALGORITHMS.map((alg) => ({ ...keyPairs[alg].privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: `of-${alg}` }))
    const client = { client_secret: SECRET, redirect_uris: [CALLBACK], grant_types: ['authorization_code'], response_types: ['code'] }
    const configuration = {
      clients: ALGORITHMS.map((alg) => ({ ...client, client_id: alg, id_token_signed_response_alg: alg })),
      jwks: { keys },
      cookies: { keys: [SECRET] },
      enabledJWA: { idTokenSigningAlgValues: ALGORITHMS },
      findAccount: (_request: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
      ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
      features: { devInteractions: { enabled: true } },
    }
    server.on('request', new Provider(provider.url, configuration).callback())
    return provider
  }

  /** Signs somebody in as a browser does, with a code and its verifier, and gives the ID token and the access token of the client. */
  async login(name: string, client: (typeof ALGORITHMS)[number]): Promise<{ id_token: string; access_token: string }> {
    this.#cookies.clear()
    const verifier = randomBytes(32).toString('base64url')
    const query = new URLSearchParams({
      ...{ client_id: client, response_type: 'code', scope: 'openid', redirect_uri: CALLBACK, state: 'x' },
      ...{ code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' },
    })
    let at = await this.#follow(await this.#ask(`${this.url}/auth?${query}`))
    for (const prompt of ['login', 'consent'])
      at = await this.#follow(await this.#ask(at, new URLSearchParams({ prompt, login: name, password: 'any' })))
    const code = new URL(at).searchParams.get('code') ?? ''
    const grant = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: verifier }
    const authorization = `Basic ${Buffer.from(`${client}:${SECRET}`).toString('base64')}`
    const answer = await fetch(`${this.url}/token`, { method: 'POST', headers: { authorization }, body: new URLSearchParams(grant) })
    return (await answer.json()) as { id_token: string; access_token: string }
  }

  async close(): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  /** One request with the cookies, whose answer says where to go on. */
  async #ask(url: string, body?: URLSearchParams): Promise<string> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie }, ...(body !== undefined && { method: 'POST', body }) })
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      this.#cookies.set(name, value)
    }
    const location = answer.headers.get('location')
    if (location === null) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
    return new URL(location, url).href
  }

  /** Goes on to the next form, or to the application. */
  async #follow(url: string): Promise<string> {
    const isStop = url.startsWith(CALLBACK) || url.includes('/interaction/')
    return isStop ? url : this.#follow(await this.#ask(url))
  }
}
