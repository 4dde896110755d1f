import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'

/** A published key set (RFC 7517, section 5). */
export interface KeySet {
  readonly keys: readonly (JsonWebKey & { readonly kid: string; readonly alg: string; readonly use: string })[]
}

/** The parts of a token with a valid signature. */
export interface VerifiedToken {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>> & {
    readonly iss: string
    readonly sub: string
    readonly iat: number
    readonly exp: number
  }
}

const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
const HASHES: Readonly<Record<string, string>> = { RS256: 'sha256', ES384: 'sha384' }

/** Verifies a compact JWS as an outsider does: with the published keys only. Throws for an unknown key and for an invalid signature. */
export function verifyToken(token: string, { keys }: KeySet): VerifiedToken {
  const [header = '', claims = '', signature = ''] = token.split('.')
  const { kid, alg } = decode(header) as { kid: string; alg: string }
  const jwk = keys.find((key) => key.kid === kid && key.alg === alg && key.use === 'sig')
  if (jwk === undefined) throw new Error(`the key ${kid} is not published`)
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const input = Buffer.from(`${header}.${claims}`)
  const holds = verify(HASHES[alg], input, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
  if (!holds) throw new Error('the signature does not hold')
  return { header: decode(header), claims: decode(claims) }
}
