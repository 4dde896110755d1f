import type { Answer, Request } from '../../core/exchange.js'
import type { Development } from '../../installation/development/development.js'
import type { TokenRequest } from '../../installation/development/test-issuer.js'
import type { Installation } from '../../installation/installation.js'
import { badCommand, json, readCommand } from './command.js'

const VALID = 'give {"preset":"github","claims":{"repository":"acme/app"},"without":["amr"]}, each of them optional, or {"rotate":true}'

/** `POST /_daypass/token`: makes a token of the test issuer, or changes its key. */
export async function token(request: Request, _installation: Installation, { testIssuer }: Development): Promise<Answer> {
  const { rotate, ...asked } = (await readCommand(request, ['preset', 'claims', 'without', 'rotate'])) ?? { bad: true }
  if (rotate === true && Object.keys(asked).length === 0) return json(200, { kid: await testIssuer.rotate() })
  if (rotate !== undefined || !isTokenRequest(asked)) return badCommand(VALID)
  return json(200, { token: await testIssuer.mint(asked) })
}

function isTokenRequest(asked: object): asked is TokenRequest {
  const { preset, claims, without, ...others } = asked as Record<string, unknown>
  const isText = preset === undefined || typeof preset === 'string'
  const isObject = claims === undefined || (typeof claims === 'object' && claims !== null && !Array.isArray(claims))
  const isList = without === undefined || (Array.isArray(without) && without.every((name) => typeof name === 'string'))
  return isText && isObject && isList && Object.keys(others).length === 0
}

/** `GET /_daypass/test-issuer/...`: what verifiers read of the test issuer (OpenID Connect Discovery 1.0, section 4); undefined for another path. */
export async function testIssuerDocument({ method }: Request, name: string, { testIssuer }: Development): Promise<Answer | undefined> {
  if (name !== 'test-issuer/.well-known/openid-configuration' && name !== 'test-issuer/jwks.json') return undefined
  if (method !== 'GET' && method !== 'HEAD') return json(405, { error: 'use GET' })
  const { configuration, keySet } = await testIssuer.documents()
  return json(200, name.endsWith('jwks.json') ? keySet : configuration)
}
