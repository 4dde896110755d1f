import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Principal } from './matching/principal.js'
import { type PrincipalProperties, principalKeys } from './principal-keys.js'

interface Vector {
  readonly id: string
  readonly request: {
    readonly principal: {
      readonly type: 'user' | 'assumedRole' | 'federatedUser' | 'root' | 'service' | 'anonymous' | 'webIdentity' | 'saml'
      readonly account?: string
      readonly name?: string
      readonly id?: string
      readonly arn?: string
      readonly roleId?: string
      readonly roleArn?: string
      readonly sessionName?: string
      readonly credential?: string
      readonly tags?: Readonly<Record<string, string>>
      readonly sourceIdentity?: string
      readonly federatedProvider?: string
    }
    readonly resourceAccount: string
    readonly derived: Readonly<Record<string, string | string[]>>
  }
}

const vectors = JSON.parse(readFileSync(new URL('../../../vectors/policies/evaluation.json', import.meta.url), 'utf8')) as readonly Vector[]

const KINDS: Readonly<Record<Vector['request']['principal']['type'], Principal['kind']>> = {
  user: 'user',
  assumedRole: 'role',
  federatedUser: 'federated-user',
  root: 'root',
  service: 'service',
  anonymous: 'anonymous',
  webIdentity: 'web-identity',
  saml: 'saml',
}

function userIdOf({ type, account, id, roleId, name, sessionName }: Vector['request']['principal']): string {
  if (type === 'assumedRole') return `${roleId}:${sessionName}`
  if (type === 'federatedUser') return `${account}:${name}`
  return id ?? account ?? ''
}

/** The organization is not part of a case's principal: it is taken from the case. The keys derived from it are checked. */
function organizationOf({ derived }: Vector['request']): PrincipalProperties['organization'] {
  const id = derived['aws:PrincipalOrgID']
  return id === undefined ? undefined : { id: String(id), paths: [derived['aws:PrincipalOrgPaths'] ?? []].flat() }
}

function factsOf(request: Vector['request']): PrincipalProperties {
  const { principal } = request
  const { type, credential, sourceIdentity, federatedProvider } = principal
  const temporary = credential !== undefined && credential !== 'longTerm'
  return {
    kind: KINDS[type],
    account: principal.account ?? '',
    arn: principal.roleArn ?? principal.arn ?? '',
    userId: userIdOf(principal),
    userName: type === 'user' ? principal.name : undefined,
    tags: principal.tags,
    organization: organizationOf(request),
    session: temporary ? { sourceIdentity, federatedProvider } : undefined,
  }
}

const lowered = (keys: Readonly<Record<string, string | string[]>>) =>
  Object.fromEntries(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), value]))

/** What does not follow from the principal: the owner of the resource, the time, and how the request was sent. */
const OF_THE_REQUEST = ['aws:resourceaccount', 'aws:tokenissuetime', 'aws:viaawsservice']

describe('the keys of a principal', () => {
  it.each(vectors)('are those that case $id derives', ({ request }) => {
    const expected = Object.entries(lowered(request.derived)).filter(([key]) => !OF_THE_REQUEST.includes(key))
    expect(Object.fromEntries(principalKeys(factsOf(request)))).toEqual(Object.fromEntries(expected))
  })

  const user: PrincipalProperties = {
    kind: 'user',
    account: '111122223333',
    arn: 'arn:aws:iam::111122223333:user/a',
    userId: 'AIDAX',
    userName: 'a',
    tags: { Team: 'red', Stage: 'test' },
  }
  it('let a session tag replace the tag of the user, in whatever case its key is written', () => {
    const keys = principalKeys({ ...user, session: { tags: { TEAM: 'blue', Cost: '7' } } })
    expect([...keys].filter(([key]) => key.startsWith('aws:principaltag/'))).toEqual([
      ['aws:principaltag/team', 'blue'],
      ['aws:principaltag/stage', 'test'],
      ['aws:principaltag/cost', '7'],
    ])
  })

  it('leave out ids, names, tags and sessions that are not known', () => {
    const { userId: _, userName: __, tags: ___, ...known } = user
    const least = ['aws:principalaccount', 'aws:principalarn', 'aws:principalisawsservice', 'aws:principaltype']
    expect([...principalKeys(known).keys()].toSorted()).toEqual(least)
    expect([...principalKeys({ ...known, session: {} }).keys()].toSorted()).toEqual(least)
  })

  it.each<[PrincipalProperties['kind'], string[]]>([
    ['service', ['aws:principalisawsservice', 'aws:principalservicename', 'aws:principalservicenameslist']],
    ['web-identity', []],
    ['saml', []],
  ])('of a caller of kind %s have no type', (kind, expected) => {
    expect([...principalKeys({ kind, account: '', arn: 'sns.amazonaws.com' }).keys()]).toEqual(expected)
  })

  it('of an anonymous caller are two', () => {
    const keys = principalKeys({ kind: 'anonymous', account: '', arn: '' })
    expect(Object.fromEntries(keys)).toEqual({ 'aws:principalaccount': 'anonymous', 'aws:principaltype': 'Anonymous' })
  })

  it('are a new map each time', () => {
    expect(principalKeys(user)).not.toBe(principalKeys(user))
  })
})
