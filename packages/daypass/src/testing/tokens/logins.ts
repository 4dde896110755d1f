import { ACCOUNT } from '../world.js'
import { CLAIMS, genuine, ISSUER, NONE } from './genuine-token.js'
import type { TokenCase } from './token-case.js'

const NAME = 'id.example/Realm'
const TAGS = 'https://aws.amazon.com/tags'
const SOURCE = 'https://aws.amazon.com/source_identity'
const STANDARD = { [`${NAME}:aud`]: 'app', [`${NAME}:sub`]: 'system:job' }

/** The whole login of a token: its keys, those that the session keeps, and what it wishes. */
const login = (keys: object = {}, { kept = STANDARD as object, wish = {}, shown = {} } = {}) => ({
  kind: 'web-identity',
  account: '',
  arn: `arn:aws:iam::${ACCOUNT}:oidc-provider/${NAME}`,
  keys: { ...keys, ...kept },
  wish: { sessionName: 'ci', kept, tags: [], transitiveTagKeys: [], sourceIdentity: undefined, ...wish },
  shown: { subject: 'system:job', issuer: ISSUER, audience: 'app', ...shown },
})

const of = (what: string, claims: object, expected: object | string): TokenCase => ({
  what,
  token: genuine(claims),
  expected,
})

/** Of an issuer whose every claim is a condition key. */
const ofEvery = (...given: Parameters<typeof of>): TokenCase => ({ ...of(...given), everyClaim: true })
const invalid = (claim: string) => `Invalid claim: ${claim}`

/** Tokens, and the login that each proves. */
export const LOGINS: readonly TokenCase[] = [
  of('nothing more', {}, login()),
  of(
    'the second of its audiences',
    { aud: ['x', 'web'] },
    login({}, { kept: { ...STANDARD, [`${NAME}:aud`]: 'web' }, shown: { audience: 'web' } }),
  ),
  of(
    'a party',
    { aud: 'https://api.example', azp: 'web' },
    login({}, { kept: { ...STANDARD, [`${NAME}:aud`]: 'web', [`${NAME}:oaud`]: 'https://api.example' }, shown: { audience: 'web' } }),
  ),
  of(
    'a party and several audiences',
    { aud: ['a', 'b'], azp: 'web' },
    login({}, { kept: { ...STANDARD, [`${NAME}:aud`]: 'web', [`${NAME}:oaud`]: ['a', 'b'] }, shown: { audience: 'web' } }),
  ),
  of('a party that is not a text', { azp: ['app'] }, invalid('azp')),
  of('a party that is nothing', { azp: null }, invalid('azp')),
  of('an audience among others that are not texts', { aud: ['app', 1] }, invalid('aud')),
  of('an audience among empty ones', { aud: ['app', ''] }, invalid('aud')),
  of('an empty subject', { sub: '' }, invalid('sub')),
  of('a subject that is nothing', { sub: null }, 'Missing a required claim: sub'),
  of('a subject with half a character', { sub: 'a\ud800' }, invalid('sub')),
  of('a subject with a line separator', { sub: 'a\u2028b' }, invalid('sub')),
  of('a negative time of issue', { iat: -1 }, invalid('iat')),
  of('a time of issue beyond whole numbers', { iat: 2 ** 60 }, invalid('iat')),
  of('methods', { amr: ['pwd', 'mfa'] }, login({}, { kept: { ...STANDARD, [`${NAME}:amr`]: ['pwd', 'mfa'] } })),
  of('one method that is a text', { amr: 'pwd' }, login({}, { kept: { ...STANDARD, [`${NAME}:amr`]: ['pwd'] } })),
  of('methods that are not texts', { amr: ['pwd', 1] }, login()),
  of('methods with a line break', { amr: ['a\nb'] }, login()),
  of('an address', { email: 'a@b.example' }, login({ [`${NAME}:email`]: 'a@b.example' })),
  of('an address that is verified', { email: 'a@b.example', email_verified: 'true' }, login({ [`${NAME}:email`]: 'a@b.example' })),
  of('an address that is not', { email: 'a@b.example', email_verified: false }, login()),
  of('an address that is not, in words', { email: 'a@b.example', email_verified: 'false' }, login()),
  of('an address with a line break', { email: 'a@b.example\nc' }, login()),
  of('a claim of its own', { groups: ['x'] }, login()),
  ofEvery('a claim in two letter cases', { team: 'red', Team: 'blue' }, invalid('Team')),
  ofEvery(
    'claims of its own that are keys',
    { groups: ['x'], level: 3, admin: true },
    login({
      [`${NAME}:groups`]: ['x'],
      [`${NAME}:level`]: '3',
      [`${NAME}:admin`]: 'true',
      [`${NAME}:iss`]: ISSUER,
      [`${NAME}:iat`]: String(CLAIMS.iat),
      [`${NAME}:exp`]: String(CLAIMS.exp),
    }),
  ),
  ofEvery(
    'claims of its own that cannot be keys, or only standard ones',
    {
      aud: ['x', 'app'],
      email: 'a@b.example',
      email_verified: false,
      'a b': 'x',
      '8443:sub': 'x',
      SUB: 'x',
      Oaud: 'x',
      note: 'a\nb',
      iat: CLAIMS.iat,
      nested: { a: 1 },
      lines: ['a\nb'],
    },
    login({
      [`${NAME}:email_verified`]: 'false',
      [`${NAME}:iss`]: ISSUER,
      [`${NAME}:iat`]: String(CLAIMS.iat),
      [`${NAME}:exp`]: String(CLAIMS.exp),
    }),
  ),
  of('no provider at a longer path', { iss: `${ISSUER}/x` }, `${NONE}${ISSUER}/x`),
  of(
    'tags',
    { [TAGS]: { principal_tags: { Team: ['red'], Site: ['a'] }, transitive_tag_keys: ['Team'] } },
    login(
      {},
      {
        wish: {
          tags: [
            { Key: 'Team', Value: 'red' },
            { Key: 'Site', Value: 'a' },
          ],
          transitiveTagKeys: ['Team'],
        },
      },
    ),
  ),
  of(
    'tags in two objects',
    { [TAGS]: [{ principal_tags: { a: ['1'] } }, { transitive_tag_keys: ['a'] }] },
    login({}, { wish: { tags: [{ Key: 'a', Value: '1' }], transitiveTagKeys: ['a'] } }),
  ),
  of('a tag that is a number', { [TAGS]: { principal_tags: { a: [1] } } }, invalid(TAGS)),
  of('a tag without a value', { [TAGS]: { principal_tags: { a: [] } } }, invalid(TAGS)),
  of('tags that are a list', { [TAGS]: { principal_tags: [['1']] } }, invalid(TAGS)),
  of('transitive keys that are a text', { [TAGS]: { transitive_tag_keys: 'a' } }, invalid(TAGS)),
  of('transitive keys that are numbers', { [TAGS]: { transitive_tag_keys: [1] } }, invalid(TAGS)),
  of('a source identity', { [SOURCE]: 'ann' }, login({}, { wish: { sourceIdentity: 'ann' } })),
]
