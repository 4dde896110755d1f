import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Who a token of a test is of. */
export interface TokenHolder {
  readonly app: string
  readonly user: string
}

/** The endpoints of Login with Amazon and of Facebook's Graph API that are asked about access tokens, on loopback, as their documentation describes them. */
export class LoginProvider {
  readonly url: string
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  static async start(holders: Readonly<Record<string, TokenHolder>>): Promise<LoginProvider> {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://provider')
      const token = url.searchParams.get('access_token') ?? /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
      const holder = holders[token]
      const answer = holder === undefined ? undefined : answersOf(holder)[url.pathname]
      response.writeHead(answer === undefined ? 400 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(answer ?? { error: 'invalid_token' }))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new LoginProvider(server)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

const answersOf = ({ app, user }: TokenHolder): Readonly<Record<string, object>> => ({
  '/auth/o2/tokeninfo': { iss: 'https://www.amazon.com', user_id: user, aud: app, app_id: 'amzn1.application.1', exp: 3_597, iat: 1 },
  '/user/profile': { user_id: user, name: 'Ann', email: 'ann@example.com' },
  '/app': { id: app },
  '/me': { id: user },
})
