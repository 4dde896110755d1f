import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type PrincipalFacts, type PrincipalKind, principalKeys } from './principal-keys.js'

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

const vectors = JSON.parse(
  readFileSync(new URL('../../../../vectors/policies/evaluation.json', import.meta.url), 'utf8'),
) as readonly Vector[]

const KINDS: Readonly<Record<Vector['request']['principal']['type'], PrincipalKind>> = {
  user: 'user',
  assumedRole: 'role',
  federatedUser: 'federated-user',
  root: 'root',
  service: 'service',
  anonymous: 'anonymous',
  webIdentity: 'web-identity',
  saml: 'saml',
}

const ISSUED = Date.UTC(2026, 0, 15, 9)

function userIdOf({ type, account, id, roleId, name, sessionName }: Vector['request']['principal']): string {
  if (type === 'assumedRole') return `${roleId}:${sessionName}`
  if (type === 'federatedUser') return `${account}:${name}`
  return id ?? account ?? ''
}

/** The organization is not part of a case's principal: it is taken from the case, the keys it gives are ours. */
function organizationOf({ derived }: Vector['request']): PrincipalFacts['organization'] {
  const id = derived['aws:PrincipalOrgID']
  return id === undefined ? undefined : { id: String(id), paths: [derived['aws:PrincipalOrgPaths'] ?? []].flat() }
}

function factsOf(request: Vector['request']): PrincipalFacts {
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
    session: temporary ? { issuedAt: ISSUED, sourceIdentity, federatedProvider } : undefined,
  }
}

const lowered = (keys: Readonly<Record<string, string | string[]>>) =>
  Object.fromEntries(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), value]))

/** What contract and cases leave open: present for every caller, though no case of an anonymous or federated one lists it. */
const NOT_LISTED = new Set(['aws:viaawsservice', 'aws:multifactorauthpresent'])

describe('the keys of a principal', () => {
  it.each(vectors)('are those that case $id derives', ({ request }) => {
    const { 'aws:resourceaccount': owner, ...expected } = lowered(request.derived)
    const ours = principalKeys(factsOf(request), ISSUED)
    expect(owner).toBe(request.resourceAccount)
    expect(Object.fromEntries(ours)).toMatchObject(expected)
    expect([...ours.keys()].filter((key) => !(key in expected) && !NOT_LISTED.has(key))).toEqual([])
  })

  const user: PrincipalFacts = {
    kind: 'user',
    account: '111122223333',
    arn: 'arn:aws:iam::111122223333:user/a',
    userId: 'AIDAX',
    userName: 'a',
    tags: { Team: 'red', Stage: 'test' },
  }
  const mfa = (mfaAt?: number) => principalKeys({ ...user, session: { issuedAt: ISSUED, mfaAt } }, ISSUED + 90_500)

  it('leave out MFA for long-term keys, say false without it, and count whole seconds since', () => {
    expect(principalKeys(user, ISSUED).has('aws:multifactorauthpresent')).toBe(false)
    expect([mfa().get('aws:multifactorauthpresent'), mfa().get('aws:multifactorauthage')]).toEqual(['false', undefined])
    expect([mfa(ISSUED).get('aws:multifactorauthpresent'), mfa(ISSUED).get('aws:multifactorauthage')]).toEqual(['true', '90'])
  })

  it('never count an age below nothing, when the clock was moved back', () => {
    expect(mfa(ISSUED + 100_000).get('aws:multifactorauthage')).toBe('0')
  })

  it('let a session tag replace the tag of the user, whatever case its key is spelt in', () => {
    const keys = principalKeys({ ...user, session: { issuedAt: ISSUED, tags: { TEAM: 'blue', Cost: '7' } } }, ISSUED)
    expect([...keys].filter(([key]) => key.startsWith('aws:principaltag/'))).toEqual([
      ['aws:principaltag/team', 'blue'],
      ['aws:principaltag/stage', 'test'],
      ['aws:principaltag/cost', '7'],
    ])
  })

  it('say nothing of tags, names and sessions where there are none', () => {
    const anonymous = principalKeys({ kind: 'anonymous', account: '', arn: '', userId: '' }, ISSUED)
    expect([...anonymous.keys()].sort()).toEqual(['aws:principalaccount', 'aws:principaltype', 'aws:viaawsservice'])
  })
})
