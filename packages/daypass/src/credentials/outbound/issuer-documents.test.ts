import { describe, expect, it } from 'vitest'
import { type OutboundRecord, putOutbound } from '../../directory/iam/outbound-federation.js'
import { ACCOUNT, ISSUER_BASE, START, world } from '../../testing/world.js'
import { issuerDocuments, issuerUrl } from './issuer-documents.js'
import { KEY_LEAD, KEY_LIFETIME, renewKeys, TOKEN_REACH } from './key-schedule.js'

const issuerId = '00000000-0000-4000-8000-000000000001'

async function published(over: Partial<OutboundRecord> = {}) {
  const here = await world()
  await here.change(async (state) => {
    const empty = { account: ACCOUNT, issuerId, keys: [] }
    putOutbound(state, { ...(await renewKeys({ ...here, state }, empty, START)), ...over })
  })
  const at = (now: number, id = issuerId) => here.read((state) => issuerDocuments(state, { issuerId: id, base: ISSUER_BASE, now }))
  return { here, at }
}

describe('the documents of an issuer', () => {
  it('give the location of its keys, under the exact name that its tokens carry', async () => {
    const { at } = await published()
    const issuer = issuerUrl(ISSUER_BASE, issuerId)
    expect(issuer).toBe(`https://daypass.test/_daypass/outbound/${issuerId}`)
    expect(at(START)?.configuration).toEqual({
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256', 'ES384'],
      claims_supported: ['aud', 'exp', 'iat', 'iss', 'jti', 'sub', 'https://sts.amazonaws.com/'],
    })
  })

  it('contain only the public half of each key', async () => {
    const { at } = await published()
    const text = expect.stringMatching(/^[\w-]+$/)
    expect(at(START)?.keySet).toEqual({
      keys: [
        { kty: 'RSA', n: text, e: 'AQAB', kid: text, alg: 'RS256', use: 'sig' },
        { kty: 'EC', crv: 'P-384', x: text, y: text, kid: text, alg: 'ES384', use: 'sig' },
      ],
    })
  })

  it('omit a key once every token that it signed has expired', async () => {
    const { here, at } = await published()
    await here.change(async (state) => {
      const record = { account: ACCOUNT, issuerId, keys: state.get<OutboundRecord>(`outbound/${ACCOUNT}`)?.keys ?? [] }
      putOutbound(state, await renewKeys({ ...here, state }, record, START + KEY_LIFETIME))
    })
    const gone = START + KEY_LIFETIME + KEY_LEAD + TOKEN_REACH
    const shown = (now: number) => (at(now)?.keySet as { keys: object[] } | undefined)?.keys.length
    expect([shown(gone), shown(gone + 1)]).toEqual([4, 2])
  })

  it('stay published after the issuer is disabled, until its last token has expired', async () => {
    const { at } = await published({ disabledAt: START })
    expect(at(START + TOKEN_REACH)).toBeDefined()
    expect(at(START + TOKEN_REACH + 1)).toBeUndefined()
  })

  it.each(['00000000-0000-4000-8000-000000000002', '', ACCOUNT, '../outbound'])('do not exist for %j', async (other) => {
    const { at } = await published()
    expect(at(START, other)).toBeUndefined()
  })
})
