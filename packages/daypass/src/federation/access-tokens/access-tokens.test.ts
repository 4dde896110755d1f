import { once } from 'node:events'
import http, { type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { fetchRules } from '../key-sets/open-key-sets.js'
import type { LoginProvider } from '../oidc/built-in-issuers.js'
import { askingProviders } from './access-tokens.js'

const TOKEN = 'Atza|IQEBL/secret+of=the&user'
const AMAZON = 'www.amazon.com'
const FACEBOOK = 'graph.facebook.com'
const RULES = { ...fetchRules({}, true), milliseconds: 2_000 }

const running: http.Server[] = []
afterEach(async () => {
  for (const server of running.splice(0)) {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
})

/** What an endpoint answers on a path: an object, a text, or however the listener does. */
type Answers = Readonly<Record<string, object | string | RequestListener>>

const GOOD: Answers = {
  '/auth/o2/tokeninfo': { iss: 'https://www.amazon.com', aud: 'amzn1.application-oa2-client.1', user_id: 'amzn1.account.A', exp: 3597 },
  '/user/profile': { user_id: 'amzn1.account.A', name: 'Ann' },
  '/app': { id: '1700' },
  '/me': { id: '42' },
}

/** An endpoint on loopback that answers as real ones do, except where the test says otherwise. Counts what it is asked. */
async function endpoint(over: Answers = {}) {
  const asked: http.IncomingMessage[] = []
  const server = http.createServer((request, response) => {
    asked.push(request)
    const answer = { ...GOOD, ...over }[new URL(request.url ?? '', 'http://x').pathname]
    if (typeof answer === 'function') return (answer as RequestListener)(request, response)
    if (answer === undefined) return void response.writeHead(404).end()
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
  running.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const tokens = askingProviders({ [AMAZON]: url, [FACEBOOK]: url }, RULES)
  const vouch = (provider: LoginProvider, token = TOKEN, account = '1') => tokens.vouch({ provider, token, account })
  return { asked, url, vouch }
}

const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    void response.writeHead(code, headers).end('{}')
const UNFIT = 'InvalidIdentityToken'
const REJECTED = 'IDPRejectedClaim'
const UNREACHABLE = 'IDPCommunicationError'

describe('an access token', () => {
  it('of Amazon is of the client and the user on which both answers agree', async () => {
    const { asked, vouch } = await endpoint()
    expect(await vouch(AMAZON)).toEqual({ app: 'amzn1.application-oa2-client.1', user: 'amzn1.account.A' })
    const [info, profile] = asked
    expect(new URL(info?.url ?? '', 'http://x').searchParams.get('access_token')).toBe(TOKEN)
    expect([info?.headers.authorization, profile?.headers.authorization, profile?.url]).toEqual([
      undefined,
      `Bearer ${TOKEN}`,
      '/user/profile',
    ])
  })

  it('of Facebook is of the app and the user that it stands for, and is in no URL', async () => {
    const { asked, vouch } = await endpoint()
    expect(await vouch(FACEBOOK)).toEqual({ app: '1700', user: '42' })
    expect(asked.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/app?fields=id', `Bearer ${TOKEN}`],
      ['/me?fields=id', `Bearer ${TOKEN}`],
    ])
  })

  it('is asked about each time', async () => {
    const { asked, vouch } = await endpoint()
    await vouch(FACEBOOK)
    await vouch(FACEBOOK)
    expect(asked).toHaveLength(4)
  })

  const info = GOOD['/auth/o2/tokeninfo'] as object
  it.each<[string, LoginProvider, Answers, string]>([
    ['the provider says no', AMAZON, { '/auth/o2/tokeninfo': status(400) }, REJECTED],
    ['the provider says no to the second question', AMAZON, { '/user/profile': status(401) }, REJECTED],
    ['Facebook says no', FACEBOOK, { '/me': status(400) }, REJECTED],
    ['the provider fails', AMAZON, { '/user/profile': status(503) }, UNREACHABLE],
    ['the provider is asked too often', FACEBOOK, { '/app': status(429) }, UNREACHABLE],
    ['nothing is there', FACEBOOK, { '/me': status(404) }, UNREACHABLE],
    ['the answer has another status', FACEBOOK, { '/me': status(204) }, UNREACHABLE],
    [
      'the answer is elsewhere',
      AMAZON,
      { '/user/profile': status(302, { location: '/user/other' }), '/user/other': GOOD['/user/profile'] ?? '' },
      UNREACHABLE,
    ],
    ['the answer never ends', FACEBOOK, { '/me': (_request, response) => void response.write('{') }, UNREACHABLE],
    ['the answer is too large', FACEBOOK, { '/me': `{"id":"42","x":"${'x'.repeat(300_000)}"}` }, UNREACHABLE],
    ['the answer is a list', FACEBOOK, { '/me': [{ id: '42' }] }, UNFIT],
    ['the answer is text', AMAZON, { '/auth/o2/tokeninfo': 'ok' }, UNFIT],
    ['a member is there twice', FACEBOOK, { '/me': '{"id":"1","id":"42"}' }, UNFIT],
    ['no user is named', FACEBOOK, { '/me': {} }, UNFIT],
    ['the user is a number', FACEBOOK, { '/me': { id: 42 } }, UNFIT],
    ['the user is empty', FACEBOOK, { '/me': { id: '' } }, UNFIT],
    ['the user has a line break', FACEBOOK, { '/me': { id: '4\n2' } }, UNFIT],
    ['the user has 256 characters', FACEBOOK, { '/me': { id: '4'.repeat(256) } }, UNFIT],
    ['no app is named', FACEBOOK, { '/app': {} }, UNFIT],
    ['the token is of the app itself', FACEBOOK, { '/me': { id: '1700' } }, UNFIT],
    ['no client is named', AMAZON, { '/auth/o2/tokeninfo': { ...info, aud: undefined } }, UNFIT],
    ['the token is for several clients', AMAZON, { '/auth/o2/tokeninfo': { ...info, aud: ['a', 'b'] } }, UNFIT],
    ['the issuer is another', AMAZON, { '/auth/o2/tokeninfo': { ...info, iss: 'https://id.example' } }, UNFIT],
    ['the token has expired', AMAZON, { '/auth/o2/tokeninfo': { ...info, exp: 0 } }, UNFIT],
    ['the end of the token is text', AMAZON, { '/auth/o2/tokeninfo': { ...info, exp: '3597' } }, UNFIT],
    ['the answers name different users', AMAZON, { '/user/profile': { user_id: 'amzn1.account.B' } }, UNFIT],
    ['the token names no user', AMAZON, { '/auth/o2/tokeninfo': { ...info, user_id: undefined } }, UNFIT],
  ])('is refused, and not repeated, where %s', async (_what, provider, over, code) => {
    const { vouch, url } = await endpoint(over)
    const problem = await vouch(provider)
    expect(problem).toMatchObject({ code, explanation: expect.stringContaining(provider) })
    for (const secret of [TOKEN, encodeURIComponent(TOKEN), url, '1700']) expect(JSON.stringify(problem)).not.toContain(secret)
  })

  it('is refused where nobody listens', async () => {
    const tokens = askingProviders({ [FACEBOOK]: 'http://127.0.0.1:1' }, RULES)
    expect(await tokens.vouch({ provider: FACEBOOK, token: TOKEN, account: '1' })).toMatchObject({ code: UNREACHABLE })
  })

  it.each<[string, string]>([
    ['a private address', 'https://10.0.0.1'],
    ['loopback, over TLS too', 'https://127.0.0.1'],
    ['plain http', 'http://127.0.0.1'],
  ])('is not sent to %s where only public addresses may be asked', async (_what, url) => {
    const tokens = askingProviders({ [AMAZON]: url }, fetchRules({}, false))
    const problem = await tokens.vouch({ provider: AMAZON, token: TOKEN, account: '1' })
    expect(problem).toMatchObject({ code: UNREACHABLE, explanation: expect.stringMatching(/may not be called|https URL/) })
  })

  it('is not sent where the operator did not say so', async () => {
    const tokens = askingProviders({}, RULES)
    expect(await tokens.vouch({ provider: FACEBOOK, token: TOKEN, account: '1' })).toMatchObject({
      code: UNFIT,
      message: 'No OpenIDConnect provider found in your account for graph.facebook.com',
      explanation: expect.stringContaining('--login-endpoint graph.facebook.com'),
    })
  })

  it.each([['a b'], ['abc\r\nx: y'], ['\u00e9abc'], ['x'.repeat(4_097)], ['abc']])('"%s" is none, and is sent nowhere', async (token) => {
    const { asked, vouch } = await endpoint()
    expect(await vouch(AMAZON, token)).toMatchObject({ code: UNFIT })
    expect(asked).toEqual([])
  })

  it('waits for nobody: at most 16 are asked about at the same time, and one account takes half', async () => {
    const waiting: (() => void)[] = []
    const held: RequestListener = (_request, response) => void waiting.push(() => response.end('{"id":"1700"}'))
    const { asked, vouch } = await endpoint({ '/app': held })
    const flood = Array.from({ length: 40 }, () => vouch(FACEBOOK))
    const other = vouch(FACEBOOK, TOKEN, '2')
    const refused = await Promise.race(flood.slice(8))
    expect(refused).toMatchObject({ code: UNREACHABLE })
    while (waiting.length < 9) await once(running[0] as http.Server, 'request')
    for (const answer of waiting.splice(0)) answer()
    expect(await other).toMatchObject({ user: '42' })
    const kinds = (await Promise.all(flood)).map((one) => 'user' in one)
    expect(kinds.filter(Boolean)).toHaveLength(8)
    expect(asked).toHaveLength(18)
  })
})
