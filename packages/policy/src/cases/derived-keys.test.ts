import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../document/json.js'
import { parseCasePrincipal } from './case-principal.js'
import { derivedKeys } from './derived-keys.js'
import { type CaseProblem, Field } from './field.js'

interface Vector {
  readonly id: string
  readonly request: {
    readonly principal: unknown
    readonly resourceAccount: string
    readonly derived: Readonly<Record<string, unknown>>
  }
}

const vectors = JSON.parse(readFileSync(new URL('../../../../vectors/policies/evaluation.json', import.meta.url), 'utf8')) as Vector[]

/** What does not follow from a principal: the time of issue and the organization. */
const NOT_TOLD = ['aws:tokenissuetime', 'aws:principalorgid', 'aws:principalorgpaths']

function derived(principal: unknown, resourceAccount: string): Record<string, unknown> {
  const json = parseJson(JSON.stringify(principal))
  const problems: CaseProblem[] = []
  const casePrincipal = json.ok ? parseCasePrincipal(new Field(json.value, problems)) : undefined
  if (casePrincipal === undefined) throw new Error(JSON.stringify(problems))
  return Object.fromEntries(derivedKeys(casePrincipal, resourceAccount))
}

describe('the keys derived from a principal', () => {
  it.each(vectors)('are those of the shared case $id', ({ request }) => {
    const told = Object.entries(request.derived)
      .map(([key, value]) => [key.toLowerCase(), value] as const)
      .filter(([key]) => !NOT_TOLD.includes(key))
    expect(derived(request.principal, request.resourceAccount)).toEqual(Object.fromEntries(told))
  })

  it.each([
    [
      'arn:aws:iam::111122223333:user/team/ann',
      { 'aws:username': 'ann', 'aws:principaltype': 'User', 'aws:principalaccount': '111122223333' },
    ],
    ['arn:aws:sts::111122223333:assumed-role/dev/ci', { 'aws:principalarn': 'arn:aws:iam::111122223333:role/dev' }],
    ['arn:aws-cn:sts::111122223333:assumed-role/dev/ci', { 'aws:principalarn': 'arn:aws-cn:iam::111122223333:role/dev' }],
    ['arn:aws:sts::111122223333:federated-user/guest', { 'aws:userid': '111122223333:guest', 'aws:principaltype': 'FederatedUser' }],
    ['arn:aws:iam::111122223333:root', { 'aws:userid': '111122223333', 'aws:principaltype': 'Account' }],
    ['ec2.amazonaws.com', { 'aws:principalservicename': 'ec2.amazonaws.com', 'aws:principalisawsservice': 'true' }],
    ['*', { 'aws:principaltype': 'Anonymous', 'aws:principalaccount': 'anonymous' }],
  ])('of %s follow from its name alone', (name, keys) => {
    expect(derived(name, '111122223333')).toMatchObject(keys)
  })

  it('have no user id if the case does not give one', () => {
    expect(derived('arn:aws:iam::111122223333:user/ann', '111122223333')).not.toHaveProperty('aws:userid')
    expect(derived('arn:aws:sts::111122223333:assumed-role/dev/ci', '111122223333')).not.toHaveProperty('aws:userid')
  })
})
